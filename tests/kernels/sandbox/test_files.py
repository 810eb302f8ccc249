"""The folders of the second layer: everything that is granted, but nothing of another kernel."""

from smallcode_nb.kernels.sandbox.files import outside
from smallcode_nb.kernels.zygote.protocol import Grant

HOME = "/nowhere/pool-x"


def tops(*paths):
    return outside([Grant(path) for path in paths], HOME)


def test_many_grants_become_the_few_folders_above_them():
    assert tops("/usr1/lib/a", "/usr1/lib/b", "/usr1/share", "/etc1/fonts") == ["/etc1", "/usr1"]


def test_beside_the_kernels_folders_only_the_granted_entry_is_taken():
    assert tops("/nowhere/project/data.csv", "/nowhere/other") == ["/nowhere/other", "/nowhere/project"]


def test_nothing_that_holds_the_kernels_folders_is_taken():
    assert tops("/", "/nowhere", HOME) == []


def test_nothing_within_the_kernels_folders_is_taken():
    assert tops(HOME + "/1/work", HOME + "/snapshot") == []


def test_of_proc_only_single_entries_are_taken():
    assert tops("/proc/cpuinfo", "/proc/sys/vm/overcommit_memory") == ["/proc/cpuinfo", "/proc/sys"]
    assert tops("/proc") == []
