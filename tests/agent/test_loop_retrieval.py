"""Whole requests with retrieved snippets: who is shown them, who is not, and what a copy is worth."""

from __future__ import annotations

from smallcode_nb.agent.testing import InlineExecutor, ScriptedRetriever
from smallcode_nb.agent.types import Column, Namespace, Request, Snippet, Variable, VariableKind
from smallcode_nb.errors import RetrievalError

from .test_loop import TINY, asked, code, solve

COPY = "\n".join(f"v{n} = [abs(x) for x in xs if x > {n}]" for n in range(4)) + "\nsum(v0)"
FOUND = Snippet(COPY, "old.ipynb")


async def test_a_copied_snippet_loses_to_an_answer_of_its_own():
    outcome, model = await solve([COPY] * 6 + ["sum(xs) * 1"], retriever=ScriptedRetriever([FOUND]), early_stop=False)
    assert code(outcome) == "sum(xs) * 1"
    assert outcome.chosen.copied_from == ""
    assert all("old" in v.copied_from for v in outcome.verdicts if v.candidate.code == COPY)
    assert sum(bool(p.snippets) for p in model.prompts) == 6


async def test_when_all_copy_it_draws_again_without_the_snippet():
    replies = [COPY] * 8 + ["sum(xs) * 1"] * 2
    outcome, model = await solve(replies, retriever=ScriptedRetriever([FOUND]))
    assert code(outcome) == "sum(xs) * 1"
    assert not model.prompts[8].snippets


async def test_the_guard_can_be_switched_off():
    outcome, _ = await solve([COPY], retriever=ScriptedRetriever([FOUND]), guard=False)
    assert code(outcome) == COPY


async def test_snippets_are_named_in_the_evidence_when_they_were_shown():
    outcome, _ = await solve(["sum(xs)"], retriever=ScriptedRetriever([Snippet("total = 1", "other.ipynb")]))
    assert outcome.evidence.snippets == ("other.ipynb",)


async def test_a_broken_index_is_a_note_not_the_end():
    class Broken(ScriptedRetriever):
        async def search(self, query, *, limit, exclude=""):
            raise RetrievalError("The index is damaged.", "Rebuild it.")

    outcome, _ = await solve(["sum(xs)"], retriever=Broken([]))
    assert code(outcome) == "sum(xs)"
    assert "Nothing was retrieved: The index is damaged." in outcome.evidence.notes


HELPER = Snippet('def total(values):\n    """Grand sum."""\n    return sum(values)', "helpers.py", kind="definition")


async def test_the_embedded_model_is_told_of_functions_it_can_import_and_two_draws_are_not():
    retriever = ScriptedRetriever([FOUND, HELPER])
    request = asked("the grand sum of xs")
    outcome, model = await solve(["sum(xs)"], request, card=TINY, retriever=retriever, early_stop=False)
    texts = [prompt.messages[0].content for prompt in model.prompts]
    assert sum("\nfrom helpers: total(values) Grand sum.<|task|>" in text for text in texts) == 6
    assert sum("helpers" not in text for text in texts) == 2
    assert all("old" not in text for text in texts)
    assert outcome.evidence.snippets == ("helpers.py",)


async def test_nothing_is_looked_up_for_a_function_that_the_embedded_model_is_to_write():
    retriever = ScriptedRetriever([HELPER])
    await solve(["def f(n):\n    return n"], asked('def f(n):\n    """Same."""'), card=TINY, retriever=retriever)
    assert retriever.queries == []


async def test_a_snippet_that_did_not_fit_is_not_named_in_the_evidence():
    retriever = ScriptedRetriever([Snippet("total = 1", "a.ipynb"), Snippet("word " * 4000, "long.ipynb")])
    outcome, _ = await solve(["sum(xs)"], retriever=retriever)
    assert outcome.evidence.snippets == ("a.ipynb",)


ADDED = Snippet("def add_up(values):\n    return 100 + sum(values)", "sums.py", kind="definition")
IMPORTED = "from helpers import add_up\nadd_up(xs)"


async def test_answers_that_leave_out_a_function_the_request_names_lose_however_many_agree(tmp_path, monkeypatch):
    (tmp_path / "sums.py").write_text(ADDED.text)
    monkeypatch.syspath_prepend(str(tmp_path))
    retriever = ScriptedRetriever([HELPER, ADDED])
    replies = ["sum(xs)", "sum(xs)", IMPORTED, *["sum(xs)"] * 5]
    outcome, model = await solve(replies, asked("add up of xs"), card=TINY, retriever=retriever)
    assert code(outcome) == "from sums import add_up\nadd_up(xs)"
    assert outcome.chosen.candidate.fixes == ("import: add_up from sums",)
    # the third draw is one that sees no snippet
    assert (outcome.evidence.snippets, outcome.evidence.notes) == ((), ("The code uses add_up of sums.py.",))
    told = model.prompts[0].messages[0].content
    assert "from sums: add_up(values)<|task|>add_up of xs" in told
    assert "total" not in told


async def test_the_user_is_told_where_no_answer_uses_the_function_that_was_named():
    request = asked("twice the add_up of xs")
    outcome, _ = await solve(["sum(xs)"], request, card=TINY, retriever=ScriptedRetriever([ADDED]))
    assert "The request seems to name add_up, which this code does not use." in outcome.evidence.notes


async def test_a_plain_call_that_no_draw_made_is_made_by_rule_and_said_so(tmp_path, monkeypatch):
    (tmp_path / "totals.py").write_text("def grand_total(frame):\n    return 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    table = Variable("sales", VariableKind.FRAME, "DataFrame", columns=(Column("n", "int"),))
    found = Snippet("def grand_total(frame): ...", "totals.py", kind="definition")
    request = Request("grand total of sales", Namespace((table,)))
    outcome, _ = await solve(
        ["1 + 1"], request, card=TINY, executor=InlineExecutor({"sales": [1]}), retriever=ScriptedRetriever([found])
    )
    assert code(outcome) == "from totals import grand_total\n\ngrand_total(sales)"
    assert outcome.chosen.candidate.origin.kind == "fixer"
    assert "The code uses grand_total of totals.py." in outcome.evidence.notes
    assert any("written by rule" in note for note in outcome.evidence.notes)
    assert outcome.evidence.label == "ran"
