import ast

from smallcode_nb.bench.calls import kinds_for


def parsed(group):
    return [ast.parse(call.format("f"), mode="eval").body for call in group]


def test_every_call_is_python_with_as_many_arguments_as_the_function_takes():
    for arguments in [("xs",), ("a", "b"), ("text", "k"), ("x", "low", "high")]:
        for group in kinds_for(arguments):
            assert {len(call.args) for call in parsed(group)} == {len(arguments)}


def test_names_decide_what_is_tried_first():
    first = parsed(kinds_for(("values", "k"))[0])
    assert all(isinstance(call.args[0], ast.List) and isinstance(call.args[1], ast.Constant) for call in first)


def test_two_arguments_of_one_kind_get_different_values():
    assert any(ast.unparse(call.args[0]) != ast.unparse(call.args[1]) for call in parsed(kinds_for(("a", "b"))[0]))


def test_a_function_without_arguments_is_simply_called():
    assert set(kinds_for(())[0]) == {"{}()"}
