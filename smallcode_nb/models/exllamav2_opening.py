"""ExLlamaV2's own objects for one model directory: configuration, weights, cache, generator, draft model.

Knows: that it reads the rotary settings where transformers 5 no longer writes them, that without flash-attn its
own fallback prefills wrongly, that importing it sets torch to one thread. Does not know: whether the model fits.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from smallcode_nb.errors import ModelError, ModelTooLarge, WeightsDamaged

from .attention import standing_in
from .exllamav2 import ExLlamaV2Stepper, make_generator
from .exllamav2_build import prepare_compiler
from .options import LoadOptions
from .tokens import read_json

PAGE = 256
NGRAMS = "ngram"
CACHES = {16: "ExLlamaV2Cache", 8: "ExLlamaV2Cache_Q8", 6: "ExLlamaV2Cache_Q6", 4: "ExLlamaV2Cache_Q4"}
_ROWS = 64  # samples drawn at once; more of them wait
_AHEAD = 4  # tokens guessed ahead


def cache_tokens(window: int) -> int:
    """Tokens the cache holds for all samples together: a full window and as much again for its continuations."""
    return 2 * window + PAGE


def open_stepper(
    folder: Path, config: Mapping[str, Any], window: int, options: LoadOptions, stop_ids: frozenset[int]
) -> ExLlamaV2Stepper:
    """Load the weights onto the GPU. Raises ModelError, ModelTooLarge, WeightsDamaged."""
    try:
        return _open(folder, config, window, options, stop_ids)
    except (AssertionError, OSError, ValueError, TypeError, KeyError) as error:
        cause = f"ExLlamaV2 cannot read {folder.name}: {error}"
        raise WeightsDamaged(cause, "Download it again, or use the transformers backend.") from error
    except RuntimeError as error:
        if "memory" in str(error) or "VRAM" in str(error):
            remedy = "Choose a smaller model, a 4-bit cache or a smaller window."
            raise ModelTooLarge(f"{folder.name} does not fit into the GPU's memory.", remedy) from error
        raise ModelError(f"ExLlamaV2 could not open {folder.name}: {error}", "Use another backend.") from error


def rotary_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """ExLlamaV2's rotary settings from where transformers 5 keeps them; empty when they are where it looks.

    Raises ModelError for a kind of scaling that it cannot be told.
    """
    told = config.get("rope_parameters")
    if not isinstance(told, Mapping) or "rope_theta" in config:
        return {}
    found: dict[str, Any] = {}
    if told.get("rope_theta") is not None:
        found["rotary_embedding_base"] = float(told["rope_theta"])
    if told.get("partial_rotary_factor") is not None:
        found["partial_rotary_factor"] = float(told["partial_rotary_factor"])
    return found | ({} if config.get("rope_scaling") else _scaling(told))


def _scaling(told: Mapping[str, Any]) -> dict[str, Any]:
    match told.get("rope_type") or "default":
        case "default":
            return {}
        case "linear":
            return {"scale_pos_emb": float(told["factor"])}
        case "llama3":
            return {
                "alt_rope_method": "llama3",
                "l3_rope_factor": told["factor"],
                "l3_rope_low_freq_factor": told["low_freq_factor"],
                "l3_rope_high_freq_factor": told["high_freq_factor"],
                "l3_rope_original_max_position_embeddings": told["original_max_position_embeddings"],
            }
        case kind:
            raise ModelError(f"ExLlamaV2 cannot be told of {kind} positions.", "Use the transformers backend.")


def import_library() -> Any:
    """ExLlamaV2 with paged attention, torch's threads as they were; compiles its extension the first time."""
    import torch

    threads = torch.get_num_threads()
    prepare_compiler()
    with standing_in():
        import exllamav2
    torch.set_num_threads(threads)
    return exllamav2


def _open(
    folder: Path, config: Mapping[str, Any], window: int, options: LoadOptions, stop_ids: frozenset[int]
) -> ExLlamaV2Stepper:
    library = import_library()
    length = window + (PAGE if options.draft else 0)  # a guess may reach behind the last token
    settings = _settings(library, folder, config, length)
    model, cache = _load(library, settings, CACHES[options.cache_bits or 16], cache_tokens(window))
    models = [model]
    guessing: dict[str, Any] = {}
    if options.draft == NGRAMS:
        guessing = {"use_ngram_draft": True, "num_draft_tokens": _AHEAD}
    elif options.draft:
        own = Path(options.draft)
        quick = _settings(library, own, read_json(own / "config.json"), length)
        draft, draft_cache = _load(library, quick, CACHES[16], cache_tokens(window))
        models.append(draft)
        guessing = {"draft_model": draft, "draft_cache": draft_cache, "num_draft_tokens": _AHEAD}
    rows = min(_ROWS, settings.max_input_len // 8)
    tokenizer = library.ExLlamaV2Tokenizer(settings)
    generator = make_generator(model, cache, tokenizer, int(config["vocab_size"]), rows, **guessing)
    return ExLlamaV2Stepper(generator, stop_ids, _freeing(models))


def _settings(library: Any, folder: Path, config: Mapping[str, Any], length: int) -> Any:
    settings = library.ExLlamaV2Config(str(folder))
    settings.max_seq_len = length
    settings.no_sdpa = True  # without flash-attn this path prefills without a causal mask
    for name, value in rotary_settings(config).items():
        setattr(settings, name, value)
    settings.arch_compat_overrides(quiet=True)
    return settings


def _load(library: Any, settings: Any, kind: str, tokens: int) -> tuple[Any, Any]:
    model = library.ExLlamaV2(settings)
    cache = getattr(library, kind)(model, max_seq_len=tokens, lazy=True)
    model.load_autosplit(cache, last_id_only=True)
    return model, cache


def _freeing(models: list[Any]) -> Callable[[], None]:
    def free() -> None:
        import torch

        for model in models:
            model.unload()
            vars(model).pop("forward_chunk", None)  # its picker holds the model and the generator
        models.clear()
        gc.collect()
        torch.cuda.empty_cache()

    return free
