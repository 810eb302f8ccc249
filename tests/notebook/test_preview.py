"""The result as the candidate produced it."""

from smallcode_nb.agent.types import Output, Portrait, Run, RunStatus
from smallcode_nb.notebook.preview import MAX_TEXT, bundles


def shown(*outputs, **more):
    return list(bundles(Run(RunStatus.OK, outputs=outputs, **more)))


def test_outputs_come_in_order_and_errors_are_left_out():
    text = [
        b["text/plain"]
        for b in shown(
            Output("stream", (("text/plain", "one"),)),
            Output("error", (("text/plain", "no"),)),
            Output("result", (("text/plain", "two"),)),
        )
    ]
    assert text == ["one", "two"]


def test_a_figure_is_kept_and_what_only_claims_to_be_one_is_not():
    assert shown(Output("display", (("image/png", "aGk="),))) == [{"image/png": "aGk="}]
    assert shown(Output("display", (("image/png", "<script>"),))) == []


def test_types_that_could_run_code_are_dropped():
    risky = ("application/javascript", "image/svg+xml", "text/latex", "text/markdown")
    assert shown(*(Output("display", ((mime, "x"),)) for mime in risky)) == []


def test_a_long_text_is_cut_and_says_by_how_much():
    [bundle] = shown(Output("stream", (("text/plain", "x" * (MAX_TEXT + 5)),)))
    assert bundle["text/plain"].endswith("… 5 more characters")


def test_code_that_displays_nothing_shows_what_it_set():
    [bundle] = shown(changed=(("total", Portrait("frame", "[]", text="a  b", shape=(2, 3))),))
    assert bundle["text/plain"] == "total (frame 2 × 3): a  b"
