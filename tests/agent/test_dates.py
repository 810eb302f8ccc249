"""Work on dates goes to the table's column of dates."""

import pytest

from smallcode_nb.agent.dates import mend_dates
from smallcode_nb.agent.types import Column, Namespace, Variable, VariableKind

COLUMNS = (Column("n", "int"), Column("when", "datetime"), Column("told", "str"), Column("kept", "object"))
LIVE = Namespace((Variable("df", VariableKind.FRAME, "DataFrame", (9, 4), COLUMNS),))
TWO = Namespace((Variable("df", VariableKind.FRAME, "DataFrame", (9, 5), (*COLUMNS, Column("then", "datetime"))),))


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ('df.resample("MS", on="n")["n"].sum()', 'df.resample("MS", on="when")["n"].sum()'),
        ("df[df['n'] > 1].resample('W', on='n').size()", "df[df['n'] > 1].resample('W', on='when').size()"),
        ('df["told"].dt.month', 'df["when"].dt.month'),
        ('df.groupby(pd.Grouper(key="told", freq="D")).size()', 'df.groupby(pd.Grouper(key="when", freq="D")).size()'),
    ],
)
def test_another_column_is_replaced_by_the_only_dates(code: str, mended: str) -> None:
    fixed, notes = mend_dates(code, LIVE)
    assert fixed == mended
    assert notes[0].startswith("dates: ")
    assert notes[0].endswith("→when")
    assert mend_dates(code, TWO) == (code, ()), "with two columns of dates nobody can tell"


@pytest.mark.parametrize(
    "code",
    [
        'df.resample("MS", on="when")["n"].sum()',
        'df.resample("MS", on="kept")["n"].sum()',  # objects may be dates
        'df["made"] = pd.to_datetime(df["told"])\ndf["made"].dt.month',
        'pd.to_datetime(df["told"]).dt.month',
        'other.resample("MS", on="n").sum()',
        "df.resample(",
    ],
)
def test_what_may_run_stays(code: str) -> None:
    assert mend_dates(code, LIVE) == (code, ())
