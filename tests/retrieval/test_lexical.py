import numpy as np

from smallcode_nb.retrieval.fragments import Fragment, FragmentKind
from smallcode_nb.retrieval.lexical import Lexical, bag


def definition(name, doc, body):
    return Fragment(FragmentKind.DEFINITION, "m.py", f'def {name}():\n    """{doc}"""\n    {body}', title=name, doc=doc)


def best(fragments, query):
    index = Lexical()
    index.add([bag(f) for f in fragments])
    return int(index.scores(query)[0].argmax())


def test_a_name_counts_more_than_a_mention():
    fragments = [definition("load", "Get it.", "parse_dates(x)"), definition("parse_dates", "Get it.", "load(x)")]
    assert best(fragments, "parse dates") == 1


def test_words_of_the_query_meet_camel_case_and_inflections():
    assert best([definition("saveFigure", "", "pass"), definition("mergeFrames", "", "pass")], "merging frames") == 1


def test_a_rare_word_decides_over_a_common_one(cell):
    fragments = [cell("df.plot(kind='bar')"), cell("df.plot(kind='hexbin')"), cell("df.plot()"), cell("df.plot(x)")]
    assert best(fragments, "plot a hexbin") == 1


def test_scores_do_not_depend_on_how_rows_arrived(cell):
    bags = [bag(cell(f"value_{n} = load(file_{n % 7}) + step_{n % 3}")) for n in range(50)]
    whole, piecewise = Lexical(), Lexical()
    whole.add(bags)
    for one in bags:
        piecewise.add([one])
    for query in ("value 3", "load file 5", "step"):
        np.testing.assert_allclose(whole.scores(query)[0], piecewise.scores(query)[0], rtol=1e-5)
        assert whole.scores(query)[1] == piecewise.scores(query)[1]


def test_no_row_can_beat_the_ideal(cell):
    index = Lexical()
    index.add([bag(cell("read_csv " * 50)), bag(cell("x"))])
    scores, ideal = index.scores("read csv")
    assert 0 < scores[0] <= ideal


def test_an_empty_index_and_an_empty_query_have_no_scores(cell):
    assert Lexical().scores("anything")[0].size == 0
    index = Lexical()
    index.add([bag(cell("x = 1"))])
    assert index.scores("the of")[0].tolist() == [0.0]
