"""A `%%smallcode` cell from the first key to the next cell."""

import pytest
from support import ScriptedExecutor, scripted

from smallcode_nb.notebook.extension import load

GOOD = "total = sales['price']"


def ask(shell, cell, *replies, **settings):
    shell.user_ns.setdefault("sales", {"price": [1]})
    session = load(shell, scripted(*(replies or (GOOD,))))
    for name, value in settings.items():
        setattr(session.settings, name, value)
    return shell.run_cell(cell, store_history=True)


def test_the_chosen_code_becomes_the_next_cell_under_a_line_that_says_where_it_is_from(shell):
    assert ask(shell, "%%smallcode --seed 7 total price").success
    [(code, replace)] = shell.handed
    header, _, body = code.partition("\n")
    assert body == GOOD
    assert not replace
    assert header == "# smallcode: total price · agreed · scripted · seed 7"


def test_the_header_line_can_be_left_out(shell):
    ask(shell, "%%smallcode total price", header_comment=False)
    assert shell.handed == [(GOOD, False)]


def test_the_evidence_and_the_result_are_shown(shell):
    ask(shell, "%%smallcode total price")
    assert "8 of 8 ran" in shell.text or "agree" in shell.text
    assert "0  42" in shell.text


def test_what_a_candidate_displayed_is_shown_without_its_scripts(shell):
    ask(shell, "%%smallcode total price")
    html = "".join(output["data"].get("text/html", "") for output in shell.published)
    assert "<td>42</td>" in html
    assert "<script" not in html


def test_the_output_carries_where_the_code_came_from(shell):
    ask(shell, "%%smallcode total price")
    [record] = [o["metadata"]["smallcode"] for o in shell.published if "smallcode" in (o["metadata"] or {})]
    assert record["request"] == "total price"
    assert record["code"] == shell.handed[0][0]
    assert (record["label"], record["model"], record["weights_sha256"]) == ("agreed", "scripted", "ab" * 32)


def test_replace_puts_the_code_into_this_cell(shell):
    ask(shell, "%%smallcode --insert replace total price")
    assert shell.handed[0][1]


def test_insert_none_shows_the_code_and_touches_no_cell(shell):
    ask(shell, "%%smallcode --insert none total price")
    assert shell.handed == []
    assert GOOD in shell.text


def test_explain_describes_the_chosen_code_and_says_that_no_model_wrote_it(shell):
    ask(shell, "%%smallcode --explain total price")
    assert "What it does (read off the code): Sets total to sales, column price." in shell.text


def test_when_nothing_runs_the_best_attempt_and_its_error_are_shown_and_nothing_is_inserted(shell):
    assert ask(shell, "%%smallcode total price", "broken = 2").success
    assert shell.handed == []
    assert "No candidate ran" in shell.text
    assert "KeyError: 'pirce'" in shell.text
    assert "broken = 2" in shell.text


def test_the_best_attempt_is_inserted_only_when_that_was_asked_for(shell):
    ask(shell, "%%smallcode --insert next total price", "broken = 2")
    [(code, _)] = shell.handed
    assert "unverified" in code.splitlines()[0]
    assert code.endswith("broken = 2")


@pytest.mark.parametrize(
    ("cell", "cause", "remedy"),
    [
        ("%%smallcode\n  ", "The request is empty.", "Say what the code should do"),
        ("%%smallcode --nn 3 x", "has no flag --nn", "Did you mean --n?"),
        ("%%smallcode mean of `slaes`", "no variable slaes", "Did you mean sales?"),
        ("%%smallcode mean price in df", "no variable df", "The DataFrames here are: sales."),
    ],
)
def test_an_error_is_two_plain_lines_and_the_cell_ends_well(shell, capsys, cell, cause, remedy):
    result = ask(shell, cell)
    assert result.success
    first, second = shell.text.strip().splitlines()
    assert cause in first
    assert second.startswith(remedy)
    assert "Traceback" not in "".join(capsys.readouterr())


def test_the_strict_setting_ends_the_cell_with_an_error_for_unattended_runs(shell, capsys):
    result = ask(shell, "%%smallcode --nn 3 x", strict=True)
    assert not result.success
    assert "Did you mean --n?" in capsys.readouterr().err


def test_a_model_that_cannot_be_loaded_is_an_error_with_a_remedy(shell):
    load(shell)
    assert shell.run_cell("%%smallcode --model smallcode-tinny total price").success
    assert "smallcode-tiny" in shell.text.splitlines()[-1]


def test_a_run_changes_nothing_in_the_namespace_not_even_the_last_value(shell):
    shell.run_cell("sales = {'price': [1]}\nsales", store_history=True)
    kept = {k: v for k, v in shell.user_ns.items() if not k.startswith("_i")}
    before = {name: (id(value), repr(value)) for name, value in kept.items() if name not in ("In", "Out")}
    ask(shell, "%%smallcode total price", "sales = None")
    after = {name: (id(shell.user_ns[name]), repr(shell.user_ns[name])) for name in before}
    assert after == before
    assert {k for k in shell.user_ns if not k.startswith("_i")} == set(kept)


def test_braces_and_dollars_in_a_request_are_not_expanded(shell):
    shell.user_ns["price"] = 3
    session = load(shell, scripted(GOOD))
    shell.run_cell("%%smallcode --n 1 the {price} in $price")
    assert session.last.request.text == "the {price} in $price"


def test_tests_of_the_body_reach_the_loop(shell):
    session = load(shell, scripted(GOOD))
    shell.run_cell("%%smallcode --n 1 total\nassert total == 3")
    assert session.last.request.tests == ("assert total == 3",)


def test_a_request_sees_the_cells_run_before_but_no_magics_and_not_itself(shell):
    shell.run_cell("a = 1", store_history=True)
    shell.run_cell("%precision", store_history=True)
    session = load(shell, scripted(GOOD))
    shell.run_cell("%%smallcode --n 1 total", store_history=True)
    assert session.last.request.history == ("a = 1",)


def test_unloading_closes_the_kernels_and_the_thread(shell):
    executor = ScriptedExecutor()
    session = load(shell, scripted(GOOD, executor=executor))
    shell.run_cell("%%smallcode --n 1 total")
    assert session.started
    session.close()
    assert executor.closed
    assert not session.started
