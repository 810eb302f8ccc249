import pytest

from smallcode_nb.errors import WeightsDamaged, WeightsMissing
from smallcode_nb.models.gguf_header import read_gguf_header


def test_a_file_says_its_name_architecture_window_and_size(random_model):
    header = read_gguf_header(random_model.gguf)
    assert (header.name, header.architecture, header.context, header.eos_id) == ("random", "llama", 512, 2)
    embeddings, layer = 2 * 420 * 64, 4 * 64 * 64 + 3 * 64 * 128 + 2 * 64
    assert header.parameters == embeddings + 2 * layer + 64


@pytest.mark.parametrize("keep", [2, 10, 200, 3000])
def test_half_a_download_is_damaged(random_model, tmp_path, keep):
    path = tmp_path / "half.gguf"
    path.write_bytes(random_model.gguf.read_bytes()[:keep])
    with pytest.raises(WeightsDamaged, match=r"half\.gguf"):
        read_gguf_header(path)


def test_another_kind_of_file_is_damaged_and_no_file_is_missing(tmp_path):
    page = tmp_path / "page.gguf"
    page.write_text("<html>please log in</html>")
    with pytest.raises(WeightsDamaged, match="begin"):
        read_gguf_header(page)
    with pytest.raises(WeightsMissing):
        read_gguf_header(tmp_path / "none.gguf")
