"""Opens a Hugging Face or EXL2 directory with ExLlamaV2: whether it can run here and fits, then weights and cache.

Knows: that its import fails in odd ways without CUDA, that it reads `rope_theta` where transformers 5 no longer
writes it, that without flash-attn its own fallback prefills wrongly. Does not know: how samples are drawn.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.errors import MissingExtra, ModelError, ModelTooLarge, WeightsDamaged

from .attention import standing_in
from .chat import ChatTemplate, read_template
from .exllamav2 import ExLlamaV2Stepper
from .local import LocalModel, Reading
from .options import LoadOptions
from .presets import Preset, fitting, repair_rounds
from .tokens import read_json, read_vocabulary

PAGE = 256
_SPARE = 1_000_000_000  # bytes left for activations and the library's own buffers
_WINDOW = 8192  # tokens by default: long windows cost cache, and notebook prompts are short
_CACHES = {16: "ExLlamaV2Cache", 8: "ExLlamaV2Cache_Q8", 6: "ExLlamaV2Cache_Q6", 4: "ExLlamaV2Cache_Q4"}


def available() -> bool:
    """Whether ExLlamaV2 is installed and there is a GPU for it; imports neither."""
    if any(importlib.util.find_spec(name) is None for name in ("torch", "exllamav2")):
        return False
    import torch

    return torch.cuda.is_available()


def load_exllamav2(folder: Path, options: LoadOptions, preset: Preset | None = None) -> LocalModel:
    """A model on the GPU. Raises MissingExtra, ModelError, ModelTooLarge, WeightsMissing, WeightsDamaged."""
    check_device()
    config = read_json(folder / "config.json")
    window = choose_window(config, options)
    check_fit(folder, config, window, options.cache_bits or 16)
    vocabulary = read_vocabulary(folder, stop=preset.stop if preset else ())
    template = read_template(folder, preset.template if preset else "")
    card = _card(folder, config, window, preset, template)
    size = int(config.get("vocab_size") or 0)

    def open_stepper() -> ExLlamaV2Stepper:
        return ExLlamaV2Stepper(_open_generator(folder, config, window, options), vocabulary.stop_ids, size)

    return LocalModel(card, Reading(vocabulary, template), open_stepper)


def check_device() -> None:
    """Raise what stands in the way of using ExLlamaV2 here."""
    for name in ("torch", "exllamav2"):
        if importlib.util.find_spec(name) is None:
            raise MissingExtra(f"{name} is not installed.", 'pip install "smallcode-nb[gpu]"')
    import torch

    # its import raises OSError on a torch without CUDA, so ask first
    if not torch.cuda.is_available():
        raise ModelError("ExLlamaV2 needs an NVIDIA GPU, and there is none here.", "Choose another backend.")


def choose_window(config: Mapping[str, Any], options: LoadOptions) -> int:
    """Tokens of one sequence: what was asked for, or a moderate window, a multiple of the page size."""
    own = int(config.get("max_position_embeddings") or _WINDOW)
    return max(PAGE, min(options.context or _WINDOW, own) // PAGE * PAGE)


def cache_tokens(window: int) -> int:
    """Tokens the cache holds for all samples together: a full window and as much again for its continuations."""
    return 2 * window


def needed_bytes(folder: Path, config: Mapping[str, Any], window: int, cache_bits: int) -> int:
    """Weights as they lie on disk, the cache, and some room."""
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    heads = int(config.get("num_attention_heads") or 1)
    width = int(config.get("head_dim") or int(config.get("hidden_size") or 0) // heads)
    per_token = 2 * int(config.get("num_hidden_layers") or 0) * int(config.get("num_key_value_heads") or heads) * width
    return weights + per_token * cache_tokens(window) * cache_bits // 8 + _SPARE


def check_fit(folder: Path, config: Mapping[str, Any], window: int, cache_bits: int) -> None:
    """Raise ModelTooLarge, naming what would fit, when the GPUs have too little memory free."""
    import torch

    free = sum(torch.cuda.mem_get_info(device)[0] for device in range(torch.cuda.device_count()))
    needed = needed_bytes(folder, config, window, cache_bits)
    if needed > free:
        names = ", ".join(fitting(free)) or "none of the presets"
        cause = f"{folder.name} needs about {needed / 1e9:.1f} GB of GPU memory; {free / 1e9:.1f} GB are free."
        raise ModelTooLarge(cause, f"Would fit: {names}. A 4-bit cache or a smaller window also helps.")


def rope_base(config: Mapping[str, Any]) -> float | None:
    """The rotary base where transformers 5 writes it and ExLlamaV2 does not look, None when there is no need."""
    parameters = config.get("rope_parameters")
    if "rope_theta" in config or not isinstance(parameters, Mapping):
        return None
    base = parameters.get("rope_theta")
    return float(base) if base is not None else None


def _open_generator(folder: Path, config: Mapping[str, Any], window: int, options: LoadOptions) -> Any:
    with standing_in():
        import exllamav2
    from exllamav2.generator import ExLlamaV2DynamicGenerator

    try:
        settings = exllamav2.ExLlamaV2Config(str(folder))
        settings.max_seq_len = window
        settings.no_sdpa = True  # without flash-attn this path prefills without a causal mask
        settings.rotary_embedding_base = rope_base(config) or settings.rotary_embedding_base
        model = exllamav2.ExLlamaV2(settings)
        cache_type = getattr(exllamav2, _CACHES[options.cache_bits or 16])
        cache = cache_type(model, max_seq_len=cache_tokens(window), lazy=True)
        model.load_autosplit(cache)
        return ExLlamaV2DynamicGenerator(model=model, cache=cache, tokenizer=exllamav2.ExLlamaV2Tokenizer(settings))
    except KeyError as error:
        raise ModelError(f"There is no cache of {error} bits.", f"Choose one of {sorted(_CACHES)}.") from error
    except (AssertionError, OSError, ValueError) as error:
        cause = f"ExLlamaV2 cannot read {folder.name}: {error}"
        raise WeightsDamaged(cause, "Download it again, or use the transformers backend.") from error


def _card(
    folder: Path, config: Mapping[str, Any], window: int, preset: Preset | None, template: ChatTemplate | None
) -> ModelCard:
    if preset is not None:
        return preset.card("exllamav2", context=window, logprobs=True)
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    bits = (config.get("quantization_config") or {}).get("bits") or 16
    parameters = weights * 8 / float(bits) / 1e9
    return ModelCard(
        name=folder.name,
        parameters=parameters,
        context=window,
        style=PromptStyle.CHAT if template else PromptStyle.BASE,
        backend="exllamav2",
        repair_rounds=repair_rounds(parameters),
        logprobs=True,
    )
