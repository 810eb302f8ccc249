"""The table about the grammar."""

from smallcode_nb.models.tiny.corpus.registry import SKILLS
from smallcode_nb.models.tiny.corpus.report import report


def test_the_table_names_every_skill_and_sums_up() -> None:
    lines = report(1, 4, "train").splitlines()
    assert all(any(name in line for line in lines) for name in SKILLS)
    assert f"{len(SKILLS)} skills" in lines[-3]
    assert "repairs" in lines[-1]
