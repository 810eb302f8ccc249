import math

import numpy as np
import pandas as pd

from smallcode_nb.kernels.inside.effects import Before, effects_in, is_plain


def changed(before, act):
    names = dict(before)
    seen = Before(effects_in(names))
    act(names)
    return sorted(name for name, _ in seen.changed(effects_in(names), lambda value: {}))


def test_a_frame_changed_in_place_is_noticed_down_to_one_cell():
    big = pd.DataFrame({"a": np.zeros(300_000), "b": "x"})

    def act(names):
        names["big"].loc[123_456, "a"] = 1.0

    assert changed({"big": big, "same": big.copy()}, act) == ["big"]


def test_rebinding_to_an_equal_value_is_no_change():
    frame = pd.DataFrame({"a": [1]})
    assert changed({"frame": frame}, lambda names: names.update(frame=frame.copy())) == []


def test_containers_and_objects_changed_in_place_are_noticed():
    class Model:
        pass

    before = {"items": [1], "table": {"a": {"b": 1}}, "model": Model(), "array": np.zeros(3)}

    def act(names):
        names["items"].append(2)
        names["table"]["a"]["b"] = 2
        names["model"].coef = 3
        names["array"][1] = 1

    assert changed(before, act) == ["array", "items", "model", "table"]


def test_what_is_imported_is_no_effect_but_what_is_defined_is():
    def act(names):
        exec("import os\nfrom math import sqrt\nfrom fractions import Fraction\ndef mine(): pass\n_private = 1", names)

    assert changed({"__name__": "__main__", "pi": math.pi}, act) == ["mine"]


def test_marks_that_were_noted_are_taken_over_for_the_very_same_objects_only():
    noted = [1]
    earlier = Before({"x": noted, "y": [1]})
    noted.append(2)  # after it was noted: an old mark shows the change, a new one would not
    later = Before({"x": noted, "y": [1, 2]}, earlier)
    assert [name for name, _ in later.changed({"x": noted, "y": [1, 2]}, lambda value: {})] == ["x"]


def test_what_could_run_foreign_code_is_not_plain():
    class Own(list):
        pass

    assert all(map(is_plain, (1, "x", None, [1, "x"], {"a": 1.5}, (1,), np.zeros(2), pd.Series([1]))))
    assert not any(map(is_plain, (Own(), [[1]], {"a": [1]}, object(), math, [object()])))


def test_definitions_count_by_their_names_and_are_never_looked_at():
    class Loud(type):
        def __repr__(cls):
            raise AssertionError("looked at")

    def mine(x=None):
        return x

    mine.__defaults__ = (Loud("Other", (), {}),)

    names = {"mine": mine, "Kind": Loud("Kind", (), {})}
    assert all(map(is_plain, names.values()))
    before = Before(names)
    assert before.covers(names)
    assert not before.covers({**names, "y": 1})
