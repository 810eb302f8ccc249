import ast

from smallcode_nb.retrieval.definitions import read_python
from smallcode_nb.retrieval.pruning import Ranked, kind_of, prune, shown

LONG = '''def summarise(frame, by):
    """Totals and means per group."""
    totals = frame.groupby(by).sum()
    means = frame.groupby(by).mean()
    joined = totals.join(means, rsuffix="_mean")
    joined = joined.sort_index()
    joined = joined.round(2)
    joined.index.name = by
    joined.columns.name = "measure"
    return joined


print(summarise(sales, "region"))
'''


def texts(fragments, **more):
    ranked = [Ranked(f, 1.0 - n / 10) for n, f in enumerate(fragments)]
    return [s.text for s in prune(ranked, limit=more.pop("limit", 5), **more)]


def test_a_long_function_is_shown_by_signature_docstring_and_use():
    function = read_python(LONG, "s.py").fragments[0]
    text = shown(function, 1000)
    assert text.startswith("def summarise(frame, by):")
    assert "Totals and means" in text
    assert '# used: print(summarise(sales, "region"))' in text
    assert "groupby" not in text


def test_a_short_function_is_shown_whole():
    assert shown(read_python("def f(x):\n    return x + 1\n", "s.py").fragments[0], 500).endswith("return x + 1")


def test_what_the_current_cell_says_already_is_left_out(cell):
    current = "top = orders.groupby('region')['amount'].sum().nlargest(3)"
    other = cell("late = shipments[shipments.days > 30].merge(carriers, on='carrier')")
    assert texts([cell(current), other], exclude=current) == [other.text]


def test_the_same_cell_in_two_notebooks_is_sent_once(cell):
    text = "rates = rates.dropna().resample('M').mean()"
    assert texts([cell(text), cell(text, path="b.ipynb")]) == [text]


def test_cells_that_only_import_or_peek_are_left_out(cell):
    assert texts([cell("import pandas as pd\nimport os"), cell("df.head()"), cell("df"), cell("df.info()")]) == []


def test_no_more_and_no_longer_than_asked(cell):
    cells = [cell("\n".join(f"{name}_{n} = {name}({n})" for n in range(200))) for name in ("alpha", "beta", "gamma")]
    found = texts(cells, limit=2, characters=300)
    assert len(found) == 2
    assert all(len(t) < 320 for t in found)


HARD = """def weigh(frame):
    r\'\'\'Weights \\d of each "row".

    {words}
    >>> weigh("{quotes}")
    "\'\'\'
{body}
"""


def test_a_function_with_a_long_and_odd_docstring_is_shown_as_code_that_parses():
    code = HARD.format(words="word " * 900, quotes='"' * 3, body="\n".join(f"    a{n} = {n}" for n in range(20)))
    (function,) = read_python(code, "s.py").fragments
    text = shown(function, 1200)
    (parsed,) = ast.parse(text).body
    assert len(text) < 1300
    assert ast.get_docstring(parsed).startswith('Weights \\d of each "row".')


def test_a_snippet_says_whether_it_is_a_function_a_method_or_a_class():
    code = "class A:\n    size = 3\n    def area(self):\n        return 3\n\ndef volume(x):\n    return x * 2\n"
    kinds = {f.title: kind_of(f) for f in read_python(code, "s.py").fragments}
    assert kinds == {"A": "class", "A.area": "method", "volume": "definition"}
