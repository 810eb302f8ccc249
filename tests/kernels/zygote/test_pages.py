import mmap
from pathlib import Path

from smallcode_nb.kernels.zygote.pages import gather


def huge_kilobytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))


def test_what_is_in_memory_stays_as_it_is_and_takes_fewer_pages(in_fork):
    def act():
        with mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
            memory.madvise(mmap.MADV_NOHUGEPAGE)
            memory[:] = bytes(range(256)) * (8 << 12)
            memory.madvise(mmap.MADV_HUGEPAGE)
            before = huge_kilobytes()
            made = gather()
            return made, huge_kilobytes() - before, memory[:] == bytes(range(256)) * (8 << 12)

    made, more, same = in_fork(act)
    assert same
    # an older Linux does not do it on request
    assert more >= 4096 or made == 0
