"""Opens a Hugging Face or EXL2 directory with ExLlamaV2: whether it can run here and fits, then its card.

Knows: what such a directory holds and how much memory it takes. Does not know: the library (see
`exllamav2_opening`), how samples are drawn.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.errors import MissingExtra, ModelError, ModelTooLarge, UnknownOption, WeightsMissing

from .chat import ChatTemplate, read_template
from .exllamav2 import ExLlamaV2Stepper
from .exllamav2_opening import CACHES, NGRAMS, PAGE, cache_tokens, open_stepper
from .local import LocalModel, Reading
from .options import LoadOptions
from .presets import Preset, fitting, repair_rounds
from .tokens import read_json, read_vocabulary

_SPARE = 1_000_000_000  # bytes left for activations and the library's own buffers
_WINDOW = 8192  # tokens by default: long windows cost cache, and notebook prompts are short
#: what ExLlamaV2 0.3.2 runs of text models; it would take any other for a Llama
_ARCHITECTURES = frozenset(
    f"{name}ForCausalLM"
    for name in (
        "Llama", "Mistral", "Mixtral", "Yi", "Orion", "Qwen2", "Qwen3", "Qwen3Moe", "Gemma", "Starcoder2", "Gemmoe",
        "Cohere", "Cohere2", "Dbrx", "Phi3", "GPTBigCode", "MiniCPM", "InternLM2", "Index", "Granite", "Glm4",
    )
)  # fmt: skip


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
    check_options(options)
    check_architecture(folder, config)
    window = choose_window(config, options)
    bits = options.cache_bits or 16
    needed = needed_bytes(folder, config, window, bits) + draft_bytes(options, config, window)
    check_fit(folder, needed)
    vocabulary = read_vocabulary(folder, stop=preset.stop if preset else ())
    template = read_template(folder, preset.template if preset else "")
    card = _card(folder, config, window, preset, template)

    def opener() -> ExLlamaV2Stepper:
        return open_stepper(folder, config, window, options, vocabulary.stop_ids)

    return LocalModel(card, Reading(vocabulary, template), opener)


def check_device() -> None:
    """Raise what stands in the way of using ExLlamaV2 here."""
    for name in ("torch", "exllamav2"):
        if importlib.util.find_spec(name) is None:
            raise MissingExtra(f"{name} is not installed.", 'pip install "smallcode-nb[gpu]"')
    import torch

    # its import raises OSError on a torch without CUDA, so ask first
    if not torch.cuda.is_available():
        raise ModelError("ExLlamaV2 needs an NVIDIA GPU, and there is none here.", "Choose another backend.")


def check_options(options: LoadOptions) -> None:
    """Raise UnknownOption for a cache that does not exist, WeightsMissing for a draft model that is not there."""
    if options.cache_bits and options.cache_bits not in CACHES:
        known = ", ".join(map(str, CACHES))
        raise UnknownOption(f"There is no cache of {options.cache_bits} bits.", f"Choose one of: {known}.")
    if options.draft and options.draft != NGRAMS and not (Path(options.draft) / "config.json").is_file():
        remedy = f'Give the folder of a smaller model of the same vocabulary, or "{NGRAMS}".'
        raise WeightsMissing(f"{options.draft} holds no draft model.", remedy)


def runs(config: Mapping[str, Any]) -> bool:
    """Whether ExLlamaV2 knows the network that a config.json names."""
    return (config.get("architectures") or [""])[0] in _ARCHITECTURES


def check_architecture(folder: Path, config: Mapping[str, Any]) -> None:
    """Raise ModelError for a network that ExLlamaV2 would load as a Llama and run wrongly."""
    if not runs(config):
        named = config.get("architectures") or ["an unnamed network"]
        remedy = 'Use the transformers backend: SmallCode.backend = "transformers".'
        raise ModelError(f"ExLlamaV2 cannot run {folder.name}: it is {named[0]}.", remedy)


def choose_window(config: Mapping[str, Any], options: LoadOptions) -> int:
    """Tokens of one sequence: what was asked for, or a moderate window, a multiple of the page size."""
    own = int(config.get("max_position_embeddings") or _WINDOW)
    return max(PAGE, min(options.context or _WINDOW, own) // PAGE * PAGE)


def needed_bytes(folder: Path, config: Mapping[str, Any], window: int, cache_bits: int) -> int:
    """Weights as they lie on disk, the cache, and some room."""
    return weight_bytes(folder) + token_bytes(config, cache_bits) * cache_tokens(window) + _SPARE


def draft_bytes(options: LoadOptions, config: Mapping[str, Any], window: int) -> int:
    """What a draft model takes beside the model, 0 without one. Raises ModelError for another vocabulary."""
    if options.draft in ("", NGRAMS):
        return 0
    folder = Path(options.draft)
    own = read_json(folder / "config.json")
    sizes = own.get("vocab_size"), config.get("vocab_size")
    if sizes[0] != sizes[1]:
        cause = f"{folder.name} cannot draft: its vocabulary has {sizes[0]} tokens, not {sizes[1]}."
        raise ModelError(cause, f'Give a smaller model of the same family, or draft = "{NGRAMS}".')
    return weight_bytes(folder) + token_bytes(own, 16) * cache_tokens(window)


def weight_bytes(folder: Path) -> int:
    """Size of the weights on disk."""
    return sum(file.stat().st_size for file in folder.glob("*.safetensors"))


def token_bytes(config: Mapping[str, Any], cache_bits: int) -> int:
    """Cache of one token; a quantised one has a scale of 16 bits for every 32 entries."""
    heads = int(config.get("num_attention_heads") or 1)
    width = int(config.get("head_dim") or int(config.get("hidden_size") or 0) // heads)
    entries = 2 * int(config.get("num_hidden_layers") or 0) * int(config.get("num_key_value_heads") or heads) * width
    return entries * cache_bits // 8 + (entries // 16 if cache_bits < 16 else 0)


def check_fit(folder: Path, needed: int) -> None:
    """Raise ModelTooLarge, naming what would fit, when the GPUs have too little memory free."""
    import torch

    free = sum(torch.cuda.mem_get_info(device)[0] for device in range(torch.cuda.device_count()))
    if needed > free:
        names = ", ".join(fitting(free)) or "none of the presets"
        cause = f"{folder.name} needs about {needed / 1e9:.1f} GB of GPU memory; {free / 1e9:.1f} GB are free."
        raise ModelTooLarge(cause, f"Would fit: {names}. A 4-bit cache or a smaller window also helps.")


def _card(
    folder: Path, config: Mapping[str, Any], window: int, preset: Preset | None, template: ChatTemplate | None
) -> ModelCard:
    if preset is not None:
        return preset.card("exllamav2", context=window, logprobs=True)
    bits = (config.get("quantization_config") or {}).get("bits") or 16
    parameters = weight_bytes(folder) * 8 / float(bits) / 1e9
    return ModelCard(
        name=folder.name,
        parameters=parameters,
        context=window,
        style=PromptStyle.CHAT if template else PromptStyle.BASE,
        backend="exllamav2",
        repair_rounds=repair_rounds(parameters),
        logprobs=True,
    )
