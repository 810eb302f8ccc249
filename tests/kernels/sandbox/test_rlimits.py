import errno
import resource
import signal

import pytest

from smallcode_nb.kernels.sandbox.rlimits import default_limits, limit
from smallcode_nb.kernels.zygote.protocol import Limits

LIMITS = Limits(memory_bytes=64 << 20, cpu_s=7, file_bytes=1 << 20, open_files=64)


def test_what_the_process_maps_already_does_not_count_as_used(in_fork):
    def act():
        limit(LIMITS)
        fits = len(bytearray(16 << 20))
        try:
            bytearray(512 << 20)
        except MemoryError:
            return fits, "too much"
        return fits, "fits"

    assert in_fork(act) == [16 << 20, "too much"]


def test_a_file_that_grows_too_large_is_an_error(in_fork, tmp_path):
    def act():
        limit(LIMITS)
        try:
            with open(tmp_path / "large", "wb", buffering=0) as file:
                return [file.write(b"x" * (1 << 20)), file.write(b"x")]
        except OSError as e:
            return errno.errorcode[e.errno]

    assert in_fork(act) == "EFBIG"


def test_limits_are_hard_so_that_code_cannot_raise_them(in_fork):
    def act():
        limit(LIMITS)
        names = ("RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_CPU")
        return [resource.getrlimit(getattr(resource, name)) for name in names]

    assert in_fork(act) == [[64, 64], [0, 0], [7, 8]]


def test_a_limit_that_is_lower_already_stays(in_fork):
    def act():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        limit(LIMITS)
        return resource.getrlimit(resource.RLIMIT_FSIZE)

    assert in_fork(act) == [4096, 4096]


def test_an_endless_loop_is_killed_by_its_processor_time(in_fork):
    def act():
        limit(LIMITS)
        return signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN, signal.getsignal(signal.SIGXCPU) is signal.SIG_DFL

    assert in_fork(act) == [True, True]


def test_the_default_is_a_share_of_the_machines_memory():
    assert 512 << 20 <= default_limits().memory_bytes <= 4 << 30


@pytest.mark.parametrize("name", ["cpu_s", "file_bytes", "open_files", "scratch_bytes", "scratch_files"])
def test_every_default_is_a_limit(name):
    assert getattr(default_limits(), name) > 0
