"""The attacks a zygote makes on itself: they must succeed where nothing confines, or they prove nothing."""

import os
import socket

import pytest

from smallcode_nb.kernels.sandbox import landlock, policy
from smallcode_nb.kernels.sandbox.probe import attack_from_inside
from smallcode_nb.kernels.zygote import channel
from smallcode_nb.kernels.zygote.protocol import Attacked, Limits, SelfAttack, decode, encode


@pytest.fixture
def attacked(tmp_path):
    """What a fork that is confined that way reports."""
    for name in ("home", "victims"):
        (tmp_path / name).mkdir()
    (tmp_path / "home" / "probe").mkdir()
    secret = tmp_path / "victims" / "secret"
    secret.write_text("victim")

    def attack(tier):
        confinement = policy.confinement(tier, Limits(), None, (), tmp_path / "home")
        read, write = os.pipe()
        cage = channel.in_memory(encode(confinement))
        with socket.create_server(("127.0.0.1", 0)) as server:
            request = SelfAttack(str(tmp_path / "home" / "probe"), str(secret), server.getsockname()[1])
            child = os.fork()
            if child == 0:
                attack_from_inside(request, (write, cage))
            channel.close_all((write, cage))
            with open(read, "rb") as report:
                data = report.read()
            os.waitpid(child, 0)
        result = decode(data)
        assert isinstance(result, Attacked)
        return result

    return attack


def test_without_confinement_the_attacks_succeed(attacked):
    result = attacked("none")
    assert not result.error
    assert {"read a file outside", "open a network socket", "start a process", "start a program"} <= {*result.succeeded}


@pytest.mark.skipif(not landlock.abi(), reason="this Linux has no Landlock")
def test_with_landlock_and_a_filter_none_does(attacked):
    assert attacked("landlock+seccomp") == Attacked()


def test_what_goes_wrong_while_it_is_set_up_is_told(tmp_path):
    read, write = os.pipe()
    nonsense = channel.in_memory(b"{}")
    child = os.fork()
    if child == 0:
        attack_from_inside(SelfAttack(str(tmp_path), str(tmp_path), 0), (write, nonsense))
    channel.close_all((write, nonsense))
    with open(read, "rb") as report:
        assert "ValueError" in decode(report.read()).error
    os.waitpid(child, 0)
