"""The engine's and the edge profile's measurements, once each."""

import json

import pytest

from smallcode_nb.bench import edge, engine
from smallcode_nb.models.embedded import MANIFEST, WEIGHTS

pytest.importorskip("openvino_genai")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (WEIGHTS / MANIFEST).is_file(), reason="the embedded model's weights are not here"),
]


def test_the_engine_is_measured_beside_this_process():
    report = engine.measure("smallcode-tiny", rounds=1)
    told = json.loads(json.dumps(engine.report_json(report)))
    for figures in (told, told["in_process"]):
        assert set(figures["tokens_per_s"]) == {"1", "8", "16"}
        assert all(value > 0 for value in figures["tokens_per_s"].values())
        assert figures["first_token_ms"] > 0
        assert figures["n8_over_n1"] > 0
    assert "two clients" in engine.show(report)


def test_everything_together_stays_under_a_gigabyte_with_the_embedded_model():
    cost = edge.measure("smallcode-tiny")
    assert 0 < cost.engine_mb < cost.peak_mb < 1000
    assert cost.processes >= 3
