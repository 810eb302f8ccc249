"""Opens a GGUF file or an OpenVINO model directory as a model: its card, vocabulary and chat template.

Knows: where each of these stands in either form. Does not know: how samples are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smallcode_nb.agent.types import ModelCard, PromptStyle

from .chat import ChatTemplate, read_template
from .gguf_header import GgufHeader, read_gguf_header
from .hub import fingerprint
from .local import LocalModel, Reading
from .openvino import OpenVinoStepper, open_pipeline
from .options import LoadOptions
from .presets import Preset, family_template, repair_rounds
from .tokens import Vocabulary, read_json, read_vocabulary

_WINDOW = 4096  # where a file does not say
_SMALL = 500_000_000  # below that many parameters single precision is as fast


def load_gguf(path: Path, options: LoadOptions, preset: Preset | None = None) -> LocalModel:
    """A .gguf file, with the tokenizer.json beside it or else the vocabulary inside it."""
    header = read_gguf_header(path)
    pipeline = open_pipeline(path, options, "f32" if header.parameters < _SMALL else "")
    stop = preset.stop if preset else ()
    if (path.parent / "tokenizer.json").is_file():
        vocabulary: Vocabulary = read_vocabulary(path.parent, stop=stop)
    else:
        vocabulary = PipelineVocabulary.of(pipeline.get_tokenizer(), stop)
    source = header.chat_template or family_template(preset.template if preset else "")
    template = ChatTemplate(source) if source else None
    card = _card(path, header, options, preset, template)
    return LocalModel(card, Reading(vocabulary, template), lambda: OpenVinoStepper(pipeline, vocabulary.stop_ids))


def load_openvino_directory(folder: Path, options: LoadOptions) -> LocalModel:
    """A directory with openvino_model.xml, tokenizer.json and the usual JSON files."""
    config = read_json(folder / "config.json")
    vocabulary = read_vocabulary(folder)
    template = read_template(folder)
    window = int(config.get("max_position_embeddings") or _WINDOW)
    card = ModelCard(
        name=folder.name,
        parameters=(folder / "openvino_model.bin").stat().st_size / 1e9,
        context=min(options.context or window, window),
        style=PromptStyle.CHAT if template else PromptStyle.BASE,
        backend="openvino",
        logprobs=True,
    )
    pipeline = open_pipeline(folder, options)
    return LocalModel(card, Reading(vocabulary, template), lambda: OpenVinoStepper(pipeline, vocabulary.stop_ids))


@dataclass(frozen=True)
class PipelineVocabulary:
    """The vocabulary OpenVINO builds from a GGUF's own tables."""

    tokenizer: Any
    stop_ids: frozenset[int]
    bos_id: int | None
    specials: tuple[str, ...]

    @classmethod
    def of(cls, tokenizer: Any, stop: tuple[str, ...]) -> PipelineVocabulary:
        """Wrap a pipeline's tokenizer."""
        table: dict[bytes | str, int] = tokenizer.get_vocab()
        known = {_text(word): number for word, number in table.items()}
        found = {known[word] for word in stop if word in known} | {int(tokenizer.get_eos_token_id())}
        specials = tuple(word for word in known if word.startswith("<|") and word.endswith("|>"))
        return cls(tokenizer, frozenset(found), _begin(tokenizer), specials)

    def encode(self, text: str) -> list[int]:
        """As in `Vocabulary`."""
        ids = self.tokenizer.encode(text, add_special_tokens=False).input_ids.data
        return [int(number) for number in ids[0]]

    def decode(self, ids: Sequence[int]) -> str:
        """As in `Vocabulary`."""
        text: str = self.tokenizer.decode(list(ids), skip_special_tokens=True) if ids else ""
        return text


def _begin(tokenizer: Any) -> int | None:
    """The token the tokenizer itself would put first."""
    first = tokenizer.encode("a", add_special_tokens=True).input_ids.data[0]
    begin = int(tokenizer.get_bos_token_id())
    return begin if begin >= 0 and int(first[0]) == begin else None


def _text(word: bytes | str) -> str:
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else word


def _card(
    path: Path, header: GgufHeader, options: LoadOptions, preset: Preset | None, template: ChatTemplate | None
) -> ModelCard:
    weights = fingerprint(path)
    if preset is not None:
        return preset.card("openvino", context=options.context, weights=weights, logprobs=True)
    window = header.context or _WINDOW
    parameters = header.parameters / 1e9
    return ModelCard(
        name=path.stem,
        parameters=parameters,
        context=min(options.context or window, window),
        style=PromptStyle.CHAT if template else PromptStyle.BASE,
        backend="openvino",
        weights_sha256=weights,
        repair_rounds=repair_rounds(parameters),
        logprobs=True,
    )
