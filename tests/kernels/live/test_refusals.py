"""What forbids a live fork is recognised, and a quiet process is not refused."""

import subprocess
import sys

import pytest

from smallcode_nb.kernels.live.refusals import gpu_in_use, shared_maps

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")


def asked(setup):
    code = f"{setup}\nfrom smallcode_nb.kernels.live.refusals import refusals\nprint(refusals())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def test_a_quiet_process_with_numpy_may_be_forked():
    assert asked("import numpy as np\nnp.ones((500, 500)) @ np.ones((500, 500))") == "()"


def test_another_thread_is_named():
    assert "worker" in asked("import threading, time\nthreading.Thread(target=time.sleep, args=(9,), name='worker', daemon=True).start()")  # fmt: skip  # noqa: E501


def test_a_map_that_is_shared_with_a_child_is_named():
    assert "shared" in asked("import mmap\nm = mmap.mmap(-1, 4096)")


def test_a_private_or_read_only_map_is_no_reason():
    lines = [
        "7f00-7f01 rw-p 00000000 08:01 12 /data/a.bin",
        "7f00-7f01 r--s 00000000 08:01 12 /data/b.bin",
        "7f00-7f01 rw-p 00000000 00:00 0 [heap]",
    ]
    assert not shared_maps(lines)
    assert "c.bin" in shared_maps([*lines, "7f00-7f01 rw-s 00000000 08:01 12 /data/c.bin"])


@pytest.mark.parametrize("path", ["/dev/nvidia0", "/usr/lib/x86_64-linux-gnu/libcuda.so.580", "/dev/kfd"])
def test_a_gpu_in_use_is_a_reason(path):
    assert gpu_in_use([f"7f00-7f01 rw-s 00000000 08:01 12 {path}"])
    assert not gpu_in_use(["7f00-7f01 r-xp 00000000 08:01 12 /usr/lib/libm.so.6"])
