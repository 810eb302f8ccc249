"""The system call filter, interpreted here as the kernel would, on both architectures."""

import errno
import struct

import pytest

from smallcode_nb.kernels.sandbox import bpf
from smallcode_nb.kernels.sandbox.filter import common, own
from smallcode_nb.kernels.sandbox.syscalls import AARCH64, X86_64

PID = 4242
ALLOWED, KILLED = bpf.ALLOW, bpf.KILL


def build(calls):
    """The whole filter of one process."""
    return [*common(calls), *own(calls, PID)]


def verdict(calls, number, *arguments, audit=None):
    """What the filter says about one call."""
    arguments = [a % 2**64 for a in (*arguments, *[0] * 6)][:6]
    data = struct.pack("=IIQ6Q", number, calls.audit if audit is None else audit, 0, *arguments)
    program, at, value = build(calls), 0, 0
    while True:
        code, true, false, k = program[at]
        at += 1
        if code == 0x20:
            value = struct.unpack_from("=I", data, k)[0]
        elif code == 0x54:
            value &= k
        elif code == 0x06:
            return k
        else:
            holds = {0x15: value == k, 0x25: value > k, 0x35: value >= k, 0x45: bool(value & k)}[code]
            at += true if holds else false


def refused(number):
    return bpf.refuse(number)


@pytest.fixture(params=[X86_64, AARCH64], ids=["x86-64", "aarch64"])
def calls(request):
    return request.param


def test_reading_and_writing_are_allowed(calls):
    for number in calls.allowed:
        assert verdict(calls, number) == ALLOWED


def test_a_foreign_architecture_ends_the_process(calls):
    assert verdict(calls, 0, audit=0x40000003) == KILLED


def test_calls_of_the_x32_abi_do_not_exist():
    assert verdict(X86_64, 0x40000000 + 39) == refused(errno.ENOSYS)


@pytest.mark.parametrize("name", ["socket 41", "connect 42", "bind 49", "execve 59", "ptrace 101", "mount 165"])
def test_network_programs_and_tracing_are_refused_on_x86_64(name):
    assert verdict(X86_64, int(name.split()[1])) == refused(errno.EPERM)


@pytest.mark.parametrize("name", ["socket 198", "connect 203", "bind 200", "execve 221", "ptrace 117", "mount 40"])
def test_network_programs_and_tracing_are_refused_on_aarch64(name):
    assert verdict(AARCH64, int(name.split()[1])) == refused(errno.EPERM)


def test_calls_yet_to_be_invented_do_not_exist(calls):
    assert verdict(calls, 999) == refused(errno.ENOSYS)


def test_a_thread_may_be_started_and_a_process_may_not(calls):
    clone = calls.checked["clone"]
    assert verdict(calls, clone, 0x00010000 | 17) == ALLOWED
    assert verdict(calls, clone, 17) == refused(errno.EPERM)


@pytest.mark.parametrize("name", ["kill", "tgkill"])
@pytest.mark.parametrize("target", [1, 0, -1, -PID, PID + 1])
def test_only_itself_may_be_signalled(calls, name, target):
    assert verdict(calls, calls.checked[name], PID) == ALLOWED
    assert verdict(calls, calls.checked[name], target & 0xFFFFFFFF) == refused(errno.EPERM)


def test_only_connected_pairs_of_streams_may_be_made(calls):
    pair = calls.checked["socketpair"]
    assert verdict(calls, pair, 1, 1 | 0o2000000) == ALLOWED
    assert verdict(calls, pair, 1, 5) == ALLOWED
    assert verdict(calls, pair, 1, 2) == refused(errno.EPERM)
    assert verdict(calls, pair, 2, 1) == refused(errno.EPERM)


@pytest.mark.parametrize("address", [1, 1 << 32, 2**64 - 1])
def test_a_message_may_not_name_its_receiver(calls, address):
    send = calls.checked["sendto"]
    assert verdict(calls, send, 3, 0, 0, 0, 0) == ALLOWED
    assert verdict(calls, send, 3, 0, 0, 0, address) == refused(errno.EPERM)


def test_limits_may_be_read_and_not_set(calls):
    assert verdict(calls, calls.checked["prlimit64"], 0, 7, 0) == ALLOWED
    assert verdict(calls, calls.checked["prlimit64"], 0, 7, 1 << 40) == refused(errno.EPERM)


def test_changing_a_mode_succeeds_and_does_nothing(calls):
    for number in calls.pretended:
        assert verdict(calls, number) == refused(0)


def test_the_program_fits_into_a_filter(calls):
    assert len(build(calls)) < 4096
    assert all(true < 256 and false < 256 for _, true, false, _ in build(calls))
