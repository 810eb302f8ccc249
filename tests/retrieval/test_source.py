from smallcode_nb.retrieval.source import clean, names, parse


def test_magics_shell_and_help_lines_are_gone_and_the_rest_parses():
    source = clean("%matplotlib inline\n!pip install x\nimport numpy as np\ndf?\nnp.arange(3)")
    assert source.text == "import numpy as np\nnp.arange(3)"
    assert source.tree is not None


def test_a_percent_sign_inside_a_string_is_not_a_magic():
    text = 'query = """\n%like%\n"""'
    assert clean(text).text == text


def test_a_timed_cell_is_still_python():
    source = clean("%%time\ntotal = sum(range(3))")
    assert (source.text, source.language) == ("total = sum(range(3))", "python")
    assert source.tree is not None


def test_a_bash_cell_is_kept_as_text_of_its_own_language():
    source = clean("%%bash\nls -l | wc")
    assert (source.text, source.language, source.tree) == ("ls -l | wc", "bash", None)


def test_a_timed_line_keeps_its_expression():
    assert clean("%time df.plot()\n%timeit -n 10 -r3 f(x)").text == "df.plot()\nf(x)"


def test_a_block_holding_only_a_magic_still_parses():
    assert clean("if fast:\n    %time run()\nx = 1").tree is not None


def test_an_assigned_shell_line_still_binds_its_name():
    source = clean("files = !ls\nlen(files)")
    assert source.tree is not None
    assert names(source.tree)[0] == ("files",)


def test_code_python_cannot_read_gives_no_tree_and_no_error():
    assert parse("print 'python 2'") is None
    assert parse("(" * 5000) is None
    assert clean("SELECT * FROM t;").tree is None


def test_names_are_told_apart_as_bound_and_read():
    tree = parse("import pandas as pd\ntop = pd.read_csv(path).head()")
    assert tree is not None
    bound, read = names(tree)
    assert set(bound) == {"pd", "top"}
    assert {"read_csv", "path", "head"} <= set(read)
