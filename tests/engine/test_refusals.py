import pytest

from smallcode_nb import errors
from smallcode_nb.engine.refusals import refuse, restore


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("RequestTooLong", 400),
        ("UnknownModel", 404),
        ("WeightsMissing", 404),
        ("ModelTooLarge", 400),
        ("ModelError", 500),
    ],
)
def test_our_errors_travel_whole(kind, status):
    error = getattr(errors, kind)("It is so.", "Do this.")
    refusal = refuse(error)
    assert refusal.status == status
    assert refusal.body()["error"]["message"] == "It is so. Do this."
    back = restore(refusal.body())
    assert type(back) is type(error)
    assert (back.cause, back.remedy) == ("It is so.", "Do this.")


@pytest.mark.parametrize("body", [None, [], {}, {"error": "x"}, {"error": {"smallcode": ["a"]}}])
def test_an_answer_that_is_not_ours_restores_nothing(body):
    assert restore(body) is None


def test_a_name_that_is_no_error_becomes_a_model_error():
    assert type(restore({"error": {"smallcode": ["annotations", "a", "b"]}})) is errors.ModelError
