"""One engine per user: found, started once, replaced, stopped, whatever happened before."""

import os
import signal
import stat
import threading
from dataclasses import replace

import pytest

from smallcode_nb import __version__
from smallcode_nb.engine import locks
from smallcode_nb.engine.options import EngineOptions
from smallcode_nb.engine.process import ensure, running, server_of, stop
from smallcode_nb.errors import EngineError


def test_two_notebooks_starting_at_once_get_one_engine(place):
    found = []
    starters = [threading.Thread(target=lambda: found.append(ensure(place))) for _ in range(2)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(found) == 2
    assert found[0] == found[1] == running(place)
    assert found[0].version == __version__
    for path, mode in ((place.folder, 0o700), (place.socket, 0o600), (place.token, 0o600), (place.record, 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    with server_of(place, found[0]).client() as client:
        assert client.get("status").json()["models"] == []
        client.headers["authorization"] = "Bearer guess"
        assert client.get("status").status_code == 401
    assert stop(place)
    assert not place.record.exists()
    assert not place.socket.exists()


def test_an_engine_that_was_killed_does_not_stand_in_the_way(place):
    first = ensure(place)
    os.kill(first.pid, signal.SIGKILL)
    assert locks.is_held(place.life) is False or _soon(lambda: not locks.is_held(place.life))
    assert place.record.exists()
    assert running(place) is None
    second = ensure(place)
    assert second.pid != first.pid
    with server_of(place, second).client() as client:
        assert client.get("models").status_code == 200


def test_an_idle_engine_of_another_version_is_replaced(place):
    old = ensure(place)
    place.write_record(replace(old, version="0.0.1"))
    new = ensure(place)
    assert new.version == __version__
    assert new.pid != old.pid


def test_an_engine_that_nobody_uses_ends(place):
    ensure(place, EngineOptions(idle_s=0.3))
    assert _soon(lambda: running(place) is None)
    assert not place.record.exists()
    assert not place.socket.exists()


def test_nothing_to_stop_is_no_error(place):
    place.prepare()
    assert stop(place) is False


def test_an_engine_that_cannot_start_says_why(place):
    place.prepare()
    place.socket.mkdir()
    with pytest.raises(EngineError, match="did not start"):
        ensure(place)


def test_a_long_runtime_folder_still_gets_a_socket(tmp_path):
    from smallcode_nb.engine.place import Place

    place = Place(tmp_path / ("long" * 30) / "e")
    assert len(os.fsencode(place.socket)) < 104
    assert stat.S_IMODE(place.socket.parent.stat().st_mode) == 0o700


def _soon(holds, patience_s=15.0):
    waited = threading.Event()
    for _ in range(int(patience_s / 0.05)):
        if holds():
            return True
        waited.wait(0.05)
    return False
