import pickle
import sys
import types

import pytest
from IPython.core.interactiveshell import InteractiveShell

from smallcode_nb.kernels.inside import restore as inside_restore
from smallcode_nb.kernels.inside.restore import namespace, restore, restore_path


@pytest.fixture
def written(tmp_path):
    """The path of a file that holds these objects, one after the other."""

    def write(*objects, end=b""):
        (tmp_path / "snapshot").write_bytes(b"".join(map(pickle.dumps, objects)) + end)
        return str(tmp_path / "snapshot")

    return write


class Needy:
    """Looks up where it is being restored to."""

    def __reduce__(self):
        return namespace, ()


def test_variables_are_bound_in_the_order_they_were_written(written):
    target = {"x": 0}
    assert restore_path(written({}, {"x": 1}, {"x": 2, "y": [3]}), target) == []
    assert target == {"x": 2, "y": [3]}


def test_functions_find_the_namespace_that_is_being_filled(written):
    target = {}
    restore_path(written({}, {"found": Needy()}), target)
    assert target["found"] is target


def test_modules_are_imported_and_a_missing_one_is_named(written):
    target = {}
    notes = restore_path(written({"js": "json", "gone": "no_such_library"}), target)
    assert target["js"].dumps([1]) == "[1]"
    assert len(notes) == 1
    assert notes[0].startswith("`gone` is missing in the copy: importing no_such_library failed")


def test_a_library_is_loaded_only_when_it_is_touched(written, tmp_path, monkeypatch):
    (tmp_path / "heavy_library.py").write_text("import sys\nsys.touched_heavy = True\nvalue = 5")
    monkeypatch.syspath_prepend(tmp_path)
    target = {}
    assert restore_path(written({"heavy": "heavy_library"}), target) == []
    assert not hasattr(sys, "touched_heavy")
    assert target["heavy"].value == 5
    assert isinstance(target["heavy"], types.ModuleType)
    del sys.modules["heavy_library"], sys.touched_heavy


def test_what_was_read_before_damage_stays_and_the_damage_is_told(written):
    target = {}
    notes = restore_path(written({}, {"x": 1}, end=b"\x80\x05garbage"), target)
    assert target == {"x": 1}
    assert "could not be restored" in notes[0]


def test_without_a_target_it_is_the_shells(written, monkeypatch):
    monkeypatch.setattr(inside_restore, "_target", None)  # a kernel restores once only
    shell = InteractiveShell.instance()
    try:
        restore_path(written({}, {"fresh_name": 1}))
        assert shell.user_ns["fresh_name"] == 1
        with open(written({}, {"second": 2}), "rb") as file:
            restore(file, shell.user_ns)
        assert shell.user_ns["second"] == 2
    finally:
        InteractiveShell.clear_instance()
