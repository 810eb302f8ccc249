import io
import math
import threading
import types

import numpy as np
import pandas as pd
import pytest

from smallcode_nb.errors import SnapshotError
from smallcode_nb.kernels.inside.restore import restore_path
from smallcode_nb.kernels.snapshot.copies import Limits, closure, write


def copied(tmp_path, variables, limits=None):
    path = tmp_path / "snapshot"
    notes = write(variables, path, *([limits] if limits else []))
    target = {}
    return target, [*notes, *restore_path(str(path), target)]


def notebook(code, **names):
    space = {"__name__": "__main__", **names}
    exec(code, space)
    return {name: value for name, value in space.items() if not name.startswith("__")}


def test_aliases_stay_aliases(tmp_path):
    items = [1]
    target, notes = copied(tmp_path, {"a": items, "b": {"inner": items}})
    assert target["a"] is target["b"]["inner"]
    assert notes == []


def test_an_object_that_cannot_be_pickled_takes_no_other_with_it(tmp_path):
    target, notes = copied(
        tmp_path, {"lock": threading.Lock(), "gen": (i for i in "ab"), "frame": pd.DataFrame({"a": [1]})}
    )
    assert list(target) == ["frame"]
    assert len(notes) == 2
    assert notes[0].startswith("`lock` was not copied: a lock cannot be pickled")


def test_a_generator_is_not_consumed(tmp_path):
    numbers = (i for i in range(3))
    copied(tmp_path, {"numbers": numbers})
    assert list(numbers) == [0, 1, 2]


def test_functions_and_methods_look_names_up_in_the_copy(tmp_path):
    names = notebook("rate = 2\ndef f(): return rate\nclass C:\n    def m(self): return rate\nc = C()")
    target, notes = copied(tmp_path, names)
    target["rate"] = 5
    assert (target["f"](), target["c"].m(), notes) == (5, 5, [])
    assert isinstance(target["c"], target["C"])
    assert names["f"]() == 2


def test_closures_keep_what_they_closed_over(tmp_path):
    target, _ = copied(tmp_path, notebook("def make(n):\n    def add(x): return x + n\n    return add\nadd3 = make(3)"))
    assert target["add3"](1) == 4


def test_modules_are_bound_by_name_and_homemade_ones_are_named(tmp_path):
    target, notes = copied(tmp_path, {"math": math, "mine": types.ModuleType("mine")})
    assert target["math"] is math
    assert notes == ["`mine` was not copied: the module mine cannot be imported again."]


def test_a_large_frame_is_sampled_and_that_is_said(tmp_path):
    frame = pd.DataFrame({"a": np.arange(100_000)})
    target, notes = copied(tmp_path, {"frame": frame}, Limits(table=100_000))
    assert len(target["frame"]) == 12_500
    assert notes[0].startswith("`frame` was sampled: every 8th of 100,000 rows")
    assert len(frame) == 100_000


def test_something_too_large_is_left_out_and_named(tmp_path):
    target, notes = copied(tmp_path, {"big": b"x" * 10_000, "small": 1}, Limits(total=1_000))
    assert target == {"small": 1}
    assert notes == ["`big` was not copied: this bytes is larger than what a copy may hold."]


def test_a_disk_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path):
    with pytest.raises(SnapshotError, match="could not be written"):
        write({"a": 1}, tmp_path / "missing" / "snapshot")


def test_only_what_is_needed_and_what_that_refers_to_is_taken():
    names = notebook(
        "import math\na = 1\nb = 2\ndef g(): return a\ndef f(): return g()\nclass C:\n    def m(self): return b"
    )
    assert set(closure(names, frozenset({"f"}))) == {"math", "f", "g", "a"}
    assert set(closure(names, frozenset({"C"}))) == {"math", "C", "b"}
    assert closure(names, frozenset()) == names


def test_an_open_file_stays_open(tmp_path):
    with (tmp_path / "data.txt").open("w") as file:
        _, notes = copied(tmp_path, {"file": file, "text": io.StringIO("x")})
        file.write("still open")
    assert len(notes) == 1
