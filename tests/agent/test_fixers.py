from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcode_nb.agent.fixers import mend, mend_after
from smallcode_nb.agent.syntax import parse
from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind

from .factories import FLIGHTS, NAMESPACE, candidate, failed


def fixed(code, namespace=NAMESPACE):
    mended = mend(candidate(0, code), namespace)
    return mended.code, mended.fixes


@pytest.mark.parametrize(
    ("code", "expected", "fix"),
    [
        (">>> flights.head()\n  n\n0 1", "flights.head()", "prompts stripped"),
        ("In [3]: flights.head()", "flights.head()", "prompts stripped"),
        ("%matplotlib inline\nflights.n", "flights.n", "magics dropped"),
        ("    a = 1\n    a", "a = 1\na", "dedented"),
        ("a = 1\n    a", "a = 1\na", "aligned"),
        ("flights.sort_values(by=['n']", "flights.sort_values(by=['n'])", "brackets closed"),
        ("print('done", "print('done')", "brackets closed"),
        ("a = 1\nb = 2\nc = 3\nfor x", "a = 1\nb = 2\nc = 3", "broken tail dropped"),
    ],
)
def test_source_that_is_almost_python_is_made_python(code, expected, fix):
    assert fixed(code) == (expected, (fix,))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("pd.DataFrame()", "import pandas as pd"),
        ("np.mean(xs)", "import numpy as np"),
        ("plt.plot(xs)", "import matplotlib.pyplot as plt"),
        ("re.sub('a', '', 'b')", "import re"),
        ("Counter(xs)", "from collections import Counter"),
        ("datetime.now()", "from datetime import datetime"),
        ("datetime.datetime.now()", "import datetime"),
        ("itertools.chain(xs)", "import itertools"),
        ("def f(a: List[int]): return a", "from typing import List"),
    ],
)
def test_a_forgotten_import_is_added(code, line):
    name = fixed(code)[1][0].removeprefix("import added: ")
    assert fixed(code)[0] == f"{line}\n{code}"
    assert name in code


def test_an_unknown_name_is_not_imported():
    assert fixed("json2.loads(xs)") == ("json2.loads(xs)", ())


def test_the_only_table_is_meant_by_df():
    assert fixed("df.head()") == ("flights.head()", ("name: df→flights",))


def test_with_two_tables_df_is_left_alone():
    two = Namespace((FLIGHTS, FLIGHTS.__class__("trips", FLIGHTS.kind, "DataFrame", columns=FLIGHTS.columns)))
    assert fixed("df.head()", two)[1] == ()


def test_a_slip_in_a_variables_name_is_mended_everywhere():
    assert fixed("Flights.head()\nFlights.n")[0] == "flights.head()\nflights.n"


def test_code_that_cannot_be_mended_stays_as_the_model_wrote_it():
    assert fixed("for for (((") == ("for for (((", ())


@given(st.text("flightsdnx=()[]'\"., \n\t:0", max_size=60))
def test_mending_never_breaks_sound_code_and_never_raises(code):
    mended, _ = fixed(code)
    assert parse(code) is None or parse(mended) is not None


def test_a_key_error_tells_which_column_was_meant():
    verdict = failed(0, "KeyError", "'delay'", 'flights["delay"].mean()')
    mended = mend_after(verdict, NAMESPACE)
    assert mended.code == 'flights["dep delay"].mean()'
    assert mended.fixes == ("column: delay→dep delay after KeyError",)


def test_a_key_error_like_no_column_is_left_to_the_model():
    assert mend_after(failed(0, "KeyError", "'altitude'", 'flights["altitude"]'), NAMESPACE) is None


def test_other_errors_are_not_second_guessed():
    assert mend_after(failed(0, "TypeError", "'delay'", 'flights["delay"]'), NAMESPACE) is None


STATES = Namespace(
    (Variable("states", VariableKind.FRAME, "DataFrame", columns=(Column("region", "str"), Column("area", "int"))),)
)


def test_a_made_up_table_name_becomes_the_only_live_table():
    code, fixes = fixed('issues.groupby("region")["area"].mean()', STATES)
    assert code == 'states.groupby("region")["area"].mean()'
    assert fixes == ("name: issues→states",)


def test_a_live_name_is_meant_rather_than_a_module_that_resembles_it():
    assert fixed('stat.groupby("region").size()', STATES)[0] == 'states.groupby("region").size()'


def test_a_module_is_still_imported_beside_a_table():
    assert fixed("math.sqrt(4)", STATES)[0] == "import math\nmath.sqrt(4)"
