"""Training records under other names, the same everywhere."""

from random import Random

import pandas as pd

from smallcode_nb.agent.linking import mentions
from smallcode_nb.models.embedded import WEIGHTS
from smallcode_nb.models.tiny.aliases import Lexicon, columns, pieces, read_lexicon
from smallcode_nb.models.tiny.asking import asked
from smallcode_nb.models.tiny.corpus.execute import run
from smallcode_nb.models.tiny.corpus.generate import make_record, namespace_from_seed
from smallcode_nb.models.tiny.packing import Example, Record
from smallcode_nb.models.tiny.tokenizer import Failure

SPARE = ("soil", "lamp", "rain", "policy", "hotel", "carpet", "tablet", "tumor", "vessel", "stamp", "wine", "zone")
KNOWN = frozenset({*SPARE, "region", "units", "verdict", "ember", "quarry"})
LEXICON = Lexicon(KNOWN, SPARE, frozenset({"mean", "total", "rows", "records", "results"}))
NAMESPACE = 'results: "WanlekHoulz" int; "BugLevel" str A, B; "region" str north'
RECORD = Record(
    NAMESPACE,
    (
        Example("total wanlek houlz per bug levels", 'results.groupby("BugLevel")["WanlekHoulz"].sum()'),
        Example(
            "call it zorp_total",
            'zorp_total = results["WanlekHoulz"].sum()\nzorp_total',
            Failure('results["wanlekhoulz"].sum()', "KeyError: 'wanlekhoulz'"),
            ("have zorp_total",),
        ),
    ),
)


def test_requests_name_columns_exactly_and_every_name_changes_everywhere() -> None:
    made = asked(RECORD, LEXICON, Random(1), 0)
    first, second = made.examples
    number, group, region = columns(made.namespace)
    frame = made.namespace.partition(":")[0]
    assert not {"wanlek", "houlz", "bug", "level"} & {p.lower() for p in pieces(made.namespace)}
    assert first.request == f"total `{number}` per `{group}`"
    assert first.code == f'{frame}.groupby("{group}")["{number}"].sum()'
    assert region
    assert frame != "results"
    name = second.request.removeprefix("call it ")
    assert second.code == f'{name} = {frame}["{number}"].sum()\n{name}'
    assert second.failure is not None
    assert second.failure.draft.startswith(f'{frame}["')


def test_each_turn_has_its_wording_and_its_names() -> None:
    one, two = (asked(RECORD, LEXICON, Random(turn), turn) for turn in (0, 1))
    assert one.namespace != two.namespace
    assert two.examples[1].request.startswith("have ")
    assert asked(RECORD, LEXICON, Random(1), 1) == two


def test_code_still_runs_under_its_new_names() -> None:
    ran, lexicon = 0, read_lexicon(WEIGHTS / "words.txt")
    for seed in range(20, 44):
        raw = make_record(seed)
        variables = namespace_from_seed(raw)
        if not any(isinstance(v, pd.DataFrame) for v in variables.values()) or "from " in raw["namespace"]:
            continue
        record = Record(raw["namespace"], tuple(Example(e["request"], e["code"]) for e in raw["examples"]))
        made = asked(record, lexicon, Random(seed), 0)
        renamed = dict(zip(columns(record.namespace), columns(made.namespace), strict=True))
        lines = zip(record.namespace.splitlines(), made.namespace.splitlines(), strict=True)
        names = {old.partition(":")[0]: new.partition(":")[0] for old, new in lines}
        live = {names.get(name, name): _renamed(value, renamed) for name, value in variables.items()}
        for example in made.examples:
            outcome = run(example.code, live)
            assert not outcome.error, (example, outcome.error)
            ran += 1
    assert ran > 50


def _renamed(value: object, names: dict[str, str]) -> object:
    if not isinstance(value, pd.DataFrame):
        return value
    return value.rename(columns=names).rename_axis(index=names.get(str(value.index.name), value.index.name))


def test_what_is_linked_stays_a_mention() -> None:
    made = asked(RECORD, LEXICON, Random(3), 0)
    headers = columns(made.namespace)
    assert [m.column for m in mentions(made.examples[0].request, headers)] == headers[:2]
