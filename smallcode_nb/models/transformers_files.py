"""Opens a Hugging Face model directory with transformers: weights, vocabulary, template, card.

Knows: what such a directory holds. Does not know: how samples are drawn.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle
from smallcode_nb.errors import MissingExtra, ModelError, ModelTooLarge, WeightsDamaged

from .chat import ChatTemplate, read_template
from .hub import fingerprint
from .local import LocalModel, Reading
from .options import LoadOptions
from .presets import Preset, repair_rounds
from .tokens import read_json, read_vocabulary
from .transformers import TransformersStepper

_WINDOW = 2048  # where the configuration does not say
_SMALL = 5e8  # parameters; below, single precision is as fast as bfloat16 on a CPU
_HASHED = 2_000_000_000  # bytes; larger weights would take longer to hash than to load
_INSTALL = 'pip install "smallcode-nb[transformers]"'


def load_transformers(folder: Path, options: LoadOptions, preset: Preset | None = None) -> LocalModel:
    """A causal model. Raises MissingExtra, WeightsMissing, WeightsDamaged, ModelTooLarge, ModelError."""
    vocabulary = read_vocabulary(folder, stop=preset.stop if preset else ())
    template = read_template(folder, preset.template if preset else "")
    network = _open_network(folder, options)
    card = _card(folder, network, options, preset, template)
    return LocalModel(card, Reading(vocabulary, template), lambda: TransformersStepper(network, vocabulary.stop_ids))


def _open_network(folder: Path, options: LoadOptions) -> Any:
    torch, transformers = _import_libraries()
    device = options.device.lower() or ("cuda" if torch.cuda.is_available() else "cpu")
    if options.threads:
        torch.set_num_threads(options.threads)
    bars = transformers.utils.logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        network = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto", local_files_only=True)
        return network.to(device=device, dtype=_precision(torch, network, device, options)).eval()
    except (MemoryError, torch.cuda.OutOfMemoryError) as error:
        raise ModelTooLarge(f"{folder.name} does not fit into memory.", "Choose a smaller model.") from error
    except Exception as error:
        raise _explained(folder, error) from error
    finally:
        if shown:
            bars.enable_progress_bar()


def _import_libraries() -> tuple[Any, Any]:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingExtra(f"{error.name or 'transformers'} is not installed.", _INSTALL) from error
    return torch, transformers


def _precision(torch: Any, network: Any, device: str, options: LoadOptions) -> Any:
    named = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}
    if options.precision:
        if options.precision not in named:
            raise ModelError(f"There is no precision {options.precision!r}.", f"Choose one of {', '.join(named)}.")
        return named[options.precision]
    if device != "cpu":
        return network.dtype
    return torch.float32 if network.num_parameters() < _SMALL else torch.bfloat16


def _explained(folder: Path, error: Exception) -> ModelError:
    if isinstance(error, ModelError):
        return error
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return WeightsDamaged(f"transformers cannot read {folder.name}: {first}", "Copy or download the model again.")


def _card(
    folder: Path, network: Any, options: LoadOptions, preset: Preset | None, template: ChatTemplate | None
) -> ModelCard:
    weights = _weights_hash(folder)
    if preset is not None:
        return preset.card("transformers", context=options.context, weights=weights, logprobs=True)
    window = int(read_json(folder / "config.json").get("max_position_embeddings") or _WINDOW)
    parameters = network.num_parameters() / 1e9
    return ModelCard(
        name=folder.name,
        parameters=parameters,
        context=min(options.context or window, window),
        style=PromptStyle.CHAT if template else PromptStyle.BASE,
        backend="transformers",
        weights_sha256=weights,
        repair_rounds=repair_rounds(parameters),
        logprobs=True,
    )


def _weights_hash(folder: Path) -> str:
    """sha256 of the weights when they are one file of moderate size, else ""."""
    files = sorted(folder.glob("*.safetensors"))
    if len(files) != 1 or files[0].stat().st_size > _HASHED:
        return ""
    return fingerprint(files[0])
