import json

import pytest

from smallcode_nb.agent.types import Snippet
from smallcode_nb.errors import RetrievalError
from smallcode_nb.retrieval import wire
from smallcode_nb.retrieval.api import IndexReport, Progress, RetrievalSettings
from smallcode_nb.retrieval.fragments import Skipped, SkipReason


def sent(value):
    return json.loads(json.dumps(wire.written(value)))


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (wire.read_snippet, Snippet("x = 1", "a.ipynb", "c1", (1, 2), 0.5, "semantic 0.50", "cell")),
        (wire.read_settings, RetrievalSettings(store="path:/q", pipeline_modules=("mylab.*",))),
        (wire.read_progress, Progress(1, 2, 3, 4.0, 5.0)),
        (wire.read_report, IndexReport(1, 2, 3, 4, 5, 6.0, (Skipped("a.py", SkipReason.BINARY),), True)),
    ],
)
def test_what_is_sent_is_what_is_read(read, value):
    assert read(sent(value)) == value
    assert read({**sent(value), "of_a_later_version": 1}) == value


def test_an_answer_that_lacks_a_field_is_an_error_with_a_remedy():
    with pytest.raises(RetrievalError, match="engine stop"):
        wire.read_progress({"done": 1})
