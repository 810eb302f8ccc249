"""The files that hold the templates."""

from importlib.resources import files

import pytest

from smallcode_nb.models.tiny.corpus import skills
from smallcode_nb.models.tiny.corpus.phrases import load, parse


def test_a_file_reads_as_templates_by_skill_and_variant() -> None:
    text = "@down = [ descending|]\n\n# top/most\ntop {k}<down>\n!held\n\n# other\nplain\n"
    assert parse(text) == {"top": {"most": ("top {k}[ descending|]", "!held")}, "other": {"": ("plain",)}}


def test_a_shared_piece_that_is_not_defined_is_our_mistake_and_raises() -> None:
    with pytest.raises(KeyError):
        parse("# a\nsort by {n}<up>\n")


def test_every_phrase_file_belongs_to_a_file_of_skills() -> None:
    stems = {p.name.removesuffix(".txt") for p in (files("smallcode_nb.models.tiny.corpus") / "phrases").iterdir()}
    assert stems == {name.removeprefix("skills_") for name in skills.__all__}
    assert all(load(stem) for stem in stems)
