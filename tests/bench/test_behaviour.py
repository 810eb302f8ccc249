import pandas as pd
import pytest
import pytest_asyncio

from smallcode_nb.bench.behaviour import matches, measure
from smallcode_nb.bench.machinery import kernels

pytestmark = pytest.mark.asyncio(loop_scope="module")
FRAME = pd.DataFrame({"city": ["a", "b", "a", "c"], "n": [3, 1, 4, 1], "price": [1.0, 2.5, 3.0, 4.0]})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session():
    async with kernels() as executor, executor({"df": FRAME}).open() as opened:
        yield opened


@pytest.fixture
def judge(session):
    async def judged(reference: str, code: str, request: str = "do it") -> bool:
        yardstick = await measure(session, reference, request, frozenset({"df"}))
        assert yardstick is not None
        return await matches(yardstick, session, code)

    return judged


RIGHT = [
    ('df.groupby("city")["n"].sum()', 'df.groupby("city", as_index=False).agg({"n": "sum"})'),
    ('df[df["n"] > 1]', 'df.query("n > 1").sort_values("price", ascending=False)'),
    ('df["total"] = df["n"] * df["price"]\ndf', 'df["total"] = df["price"] * df["n"]'),
    ('total = df["n"].sum()', 's = df["n"].sum()'),
    ('df.groupby("city")["n"].sum().plot.bar()', 'import matplotlib.pyplot as p\np.bar(["a", "b", "c"], [7, 1, 1])'),
    ('ax = df.plot.bar(x="city", y="n")', 'df.plot.bar(x="city", y="n")'),
    ("def double(xs):\n    return [2 * x for x in xs]", "def twice(vs):\n    return list(map(lambda v: v + v, vs))"),
]  # fmt: skip
WRONG = [
    ('df.sort_values("n")', "df"),
    ('df["n"].mean()', 'df["n"].median()'),
    ('df["n"].mean()', 'df["n"].mean(\n'),
    ('df["n"].mean()', ""),
    ("df.head(2)", 'df = df.head(2)\ndf'),
    ('df.plot.scatter(x="n", y="price")', 'df.plot.scatter(x="price", y="n")'),
    ('df.groupby("city").size().plot.bar()', 'df.groupby(df["city"].str.upper()).size().plot.bar()'),
    ("def double(xs):\n    return [2 * x for x in xs]", "def double(xs):\n    return [3 * x for x in xs]"),
    ("def double(xs):\n    return [2 * x for x in xs]", "[2, 4]"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "code"), RIGHT)
async def test_other_code_that_leaves_the_same_is_right(judge, reference, code):
    assert await judge(reference, code)


@pytest.mark.parametrize(("reference", "code"), WRONG)
async def test_code_that_leaves_something_else_is_wrong(judge, reference, code):
    assert not await judge(reference, code)


async def test_a_function_must_bear_the_name_that_the_request_gives(judge):
    reference, code = "def double(x):\n    return 2 * x", "def twice(x):\n    return 2 * x"
    assert await judge(reference, code, "a function that doubles")
    assert not await judge(reference, code, "a function double(x) that doubles")


async def test_a_variable_that_the_request_names_must_be_there(judge):
    reference, code = 'total = df["n"].sum()', 's = df["n"].sum()'
    assert not await judge(reference, code, "put the sum of n into total")


async def test_a_reference_that_leaves_nothing_measures_nothing(session):
    assert await measure(session, "import math", "do it", frozenset({"df"})) is None
    assert await measure(session, "1 / 0", "do it", frozenset({"df"})) is None
