"""How much of a GPU a model takes, and that it is refused before it is loaded where that is too much."""

import pytest

torch = pytest.importorskip("torch")

from smallcode_nb.errors import ModelTooLarge  # noqa: E402
from smallcode_nb.models import LoadOptions, load  # noqa: E402
from smallcode_nb.models.exllamav2_files import needed_bytes  # noqa: E402
from smallcode_nb.models.tokens import read_json  # noqa: E402


def test_a_model_that_does_not_fit_is_refused_with_what_would(embedded_folder, monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device=0: (900_000_000, 80_000_000_000))
    before = torch.cuda.memory_allocated()
    with pytest.raises(ModelTooLarge, match=r"GB are free"):
        load(str(embedded_folder), LoadOptions(backend="exllamav2"))
    assert torch.cuda.memory_allocated() == before


def test_the_estimate_covers_what_is_taken_and_a_finer_cache_takes_more(open_embedded, embedded_folder):
    config = read_json(embedded_folder / "config.json")
    taken = {}
    for bits in (4, 8, 16):
        before = torch.cuda.memory_allocated()
        opened = open_embedded(cache_bits=bits)
        taken[bits] = torch.cuda.memory_allocated() - before
        assert taken[bits] < needed_bytes(embedded_folder, config, 1024, bits)
        opened.close()
    # a quantised cache also keeps one layer in half precision
    assert taken[4] < taken[8] < taken[16]
