from hypothesis import given, settings
from hypothesis import strategies as st

from smallcode_nb.kernels.reports import read

GOOD = {"kind": "int", "data": '{"v":1}', "text": "1", "shape": [], "truncated": False, "digest": "d"}


def test_a_report_becomes_values():
    report = read({"value": GOOD, "changed": [["x", GOOD]], "probes": [{"expression": "f()", "value": GOOD}]}, ("f()",))
    assert report.value.data == '{"v":1}'
    assert report.changed[0][0] == "x"
    assert report.probes[0].value.kind == "int"


def test_probes_that_were_not_asked_for_are_dropped_and_missing_ones_failed():
    report = read({"probes": [{"expression": "forged", "value": GOOD}]}, ("asked",))
    assert [(probe.expression, probe.value) for probe in report.probes] == [("asked", None)]
    assert report.probes[0].error


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(("value", "changed", "figures", "probes", "error"), any_json)))
def test_a_forged_report_is_dropped_without_an_error(content):
    assert read(content, ("p",)).probes[0].expression == "p"
