"""The model that ships with the package: checks its files and opens it on OpenVINO.

Knows: where the files lie and the manifest's form. Does not know: how the model was trained.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from smallcode_nb.errors import WeightsDamaged, WeightsMissing

from .local import LocalModel, Reading
from .openvino import OpenVinoStepper, open_pipeline
from .options import LoadOptions
from .presets import EMBEDDED, presets
from .standing_in import EmbeddedModel
from .tiny.aliases import read_lexicon
from .tokens import read_json, read_vocabulary

WEIGHTS = Path(__file__).parent / "tiny" / "weights"
MANIFEST = "manifest.json"
_TOKENIZER = "tokenizer.json"
_WORDS = "words.txt"
_REMEDY = "Install smallcode-nb again: pip install --force-reinstall --no-deps smallcode-nb."


def load_embedded(options: LoadOptions | None = None, folder: Path = WEIGHTS) -> LocalModel:
    """The embedded model, or one trained the same way in `folder`. Raises WeightsMissing, WeightsDamaged."""
    options = options or LoadOptions()
    files = verify(folder)
    weights = next(name for name in files if name.endswith(".gguf"))
    preset = presets()[EMBEDDED]
    vocabulary = read_vocabulary(folder, stop=preset.stop, bos="<|bos|>")
    card = preset.card("openvino", context=options.context, weights=files[weights], logprobs=True)
    count = read_json(folder / MANIFEST).get("parameters")
    if isinstance(count, int):
        card = replace(card, parameters=count / 1e9)
    if folder != WEIGHTS:
        card = replace(card, name=folder.name)
    # single precision costs nothing at this size and makes a draw depend on its seed alone
    pipeline = open_pipeline(folder / weights, options, "f32")
    model = EmbeddedModel(card, Reading(vocabulary), lambda: OpenVinoStepper(pipeline, vocabulary.stop_ids))
    if _WORDS in files:
        model.lexicon = read_lexicon(folder / _WORDS)
    return model


def verify(folder: Path) -> dict[str, str]:
    """File name → sha256 of every shipped file, each compared with the manifest."""
    manifest = read_json(folder / MANIFEST)
    entries = manifest.get("files")
    if not isinstance(entries, dict):
        raise WeightsMissing(f"The embedded model's files are not in {folder}.", _REMEDY)
    found = {name: _check(folder / name, entry["sha256"]) for name, entry in entries.items()}
    if _TOKENIZER not in found or not any(name.endswith(".gguf") for name in found):
        raise WeightsDamaged(f"{folder / MANIFEST} names no model or no tokenizer.", _REMEDY)
    return found


def _check(path: Path, expected: str) -> str:
    if not path.is_file():
        raise WeightsMissing(f"The embedded model's {path.name} is not in {path.parent}.", _REMEDY)
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != expected:
        cause = f"{path.name} of the embedded model is damaged: its sha256 is {actual[:12]}, not {expected[:12]}."
        raise WeightsDamaged(cause, _REMEDY)
    return actual
