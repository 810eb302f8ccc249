"""OpenVINO GenAI on a CPU: GGUF files and OpenVINO model directories, many samples in one batch.

Knows: the step-wise continuous-batching interface; that followers of the same prompt are cheap once the first has
filled the prefix cache; that importing `openvino` reports to its makers unless kept from it.
Does not know: prompts, templates, text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallcode_nb import native
from smallcode_nb.errors import MissingExtra, ModelTooLarge, WeightsDamaged, WeightsMissing

from .options import LoadOptions
from .steps import Draw, Growth

_BATCHED_TOKENS = 1024
_SEEDS = 2**63


@dataclass(slots=True)
class Pack:
    """Samples of one prompt that wait until their leader has filled the prefix cache."""

    leader: int
    waiting: list[Draw] = field(default_factory=list)


class OpenVinoStepper:
    """A `Stepper` over a `ContinuousBatchingPipeline`, one request per sample."""

    def __init__(self, pipeline: Any, stop_ids: frozenset[int]) -> None:
        self._pipeline: Any = pipeline
        self._stop_ids = set(stop_ids)
        self._handles: dict[int, Any] = {}
        self._packs: dict[tuple[int, ...], Pack] = {}

    @property
    def busy(self) -> bool:
        """As in `Stepper`; a cancelled request needs one more step to free its cache."""
        return bool(self._handles) or bool(self._pipeline.has_non_finished_requests())

    def add(self, draws: Sequence[Draw]) -> None:
        """As in `Stepper`."""
        for draw in draws:
            pack = self._packs.get(draw.ids)
            if pack is not None:
                pack.waiting.append(draw)
            else:
                self._packs[draw.ids] = Pack(draw.key)
                self._start(draw)

    def cancel(self, key: int) -> None:
        """As in `Stepper`."""
        handle = self._handles.pop(key, None)
        if handle is not None:
            handle.cancel()
        for pack in self._packs.values():
            pack.waiting = [draw for draw in pack.waiting if draw.key != key]
        self.add(self._followers(key))

    def step(self) -> list[Growth]:
        """As in `Stepper`."""
        self._pipeline.step()
        grown = [self._read(key, handle) for key, handle in tuple(self._handles.items())]
        growths = [growth for growth in grown if growth is not None]
        for growth in growths:
            if growth.ended:
                del self._handles[growth.key]
            for draw in self._followers(growth.key):
                self._start(draw)
        return growths

    def close(self) -> None:
        """As in `Stepper`."""
        self._handles.clear()
        self._pipeline = None

    def _start(self, draw: Draw) -> None:
        import numpy as np
        from openvino import Tensor

        ids = Tensor(np.array([draw.ids], dtype=np.int64))
        self._handles[draw.key] = self._pipeline.add_request(draw.key, ids, self._config(draw))

    def _config(self, draw: Draw) -> Any:
        from openvino_genai import GenerationConfig

        config = GenerationConfig(max_new_tokens=draw.limit, logprobs=1, stop_token_ids=self._stop_ids)
        config.do_sample = draw.sampling.temperature > 0
        if config.do_sample:
            config.temperature = draw.sampling.temperature
            config.top_p = draw.sampling.top_p
            config.rng_seed = draw.sampling.seed % _SEEDS
        return config

    def _followers(self, leader: int) -> list[Draw]:
        """Take the samples that waited for `leader`."""
        ids = next((ids for ids, pack in self._packs.items() if pack.leader == leader), None)
        return [] if ids is None else self._packs.pop(ids).waiting

    def _read(self, key: int, handle: Any) -> Growth | None:
        from openvino_genai import GenerationFinishReason, GenerationStatus

        ids: list[int] = []
        logprob = 0.0
        reason = GenerationFinishReason.NONE
        while handle.can_read():
            for output in handle.read().values():
                ids += output.generated_ids
                logprob += sum(output.generated_log_probs)
                reason = output.finish_reason
        status = handle.get_status()
        if status == GenerationStatus.IGNORED:
            raise ModelTooLarge("The prompt does not fit into the model's cache.", "Shorten it or draw fewer samples.")
        ended = {GenerationFinishReason.STOP: "stop", GenerationFinishReason.LENGTH: "length"}.get(reason, "")
        if not ended and status != GenerationStatus.RUNNING:
            ended = "stop"
        return Growth(key, tuple(ids), logprob, ended) if ids or ended else None


def open_pipeline(path: Path, options: LoadOptions, precision: str = "") -> Any:
    """A pipeline over a .gguf file or an OpenVINO directory. Raises MissingExtra, WeightsMissing, WeightsDamaged."""
    if not path.exists():
        raise WeightsMissing(f"There is no {path}.", "Check the path, or choose a preset: %smallcode model.")
    library = import_genai()
    scheduler = library.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.max_num_batched_tokens = _BATCHED_TOKENS
    place, properties = options.device or "CPU", _properties(options, precision)
    try:
        return native.on_passing_thread(
            lambda: library.ContinuousBatchingPipeline(str(path), scheduler, place, properties, {})
        )
    except Exception as error:
        cause = f"OpenVINO cannot read {path.name}: {str(error).strip().splitlines()[-1]}"
        raise WeightsDamaged(cause, "Get the file again, or use a Llama- or Qwen-style GGUF.") from error


def import_genai() -> Any:
    """The `openvino_genai` module, imported without its usage reporting. Raises MissingExtra."""
    try:
        native.import_openvino()
        import openvino_genai
    except ImportError as error:
        raise MissingExtra(f"OpenVINO GenAI is not there: {error}.", "pip install openvino-genai") from error
    return openvino_genai


def _properties(options: LoadOptions, precision: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    if options.precision or precision:
        properties["INFERENCE_PRECISION_HINT"] = options.precision or precision
    if options.threads:
        properties["INFERENCE_NUM_THREADS"] = options.threads
    return properties
