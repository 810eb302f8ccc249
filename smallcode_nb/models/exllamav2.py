"""ExLlamaV2 on an NVIDIA GPU: its paged dynamic generator, one job per sample, equal prefixes shared page by page.

Knows: the generator's results, the sampler's defaults that hurt code. Does not know: text, files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smallcode_nb.agent.types import Sampling

from .steps import Draw, Growth


class ExLlamaV2Stepper:
    """A `Stepper` over an `ExLlamaV2DynamicGenerator`; `vocabulary` is the number of real tokens."""

    def __init__(self, generator: Any, stop_ids: frozenset[int], vocabulary: int) -> None:
        self._generator: Any = generator
        self._stop_ids = sorted(stop_ids)
        self._vocabulary = vocabulary
        self._jobs: dict[int, Any] = {}

    @property
    def busy(self) -> bool:
        """As in `Stepper`."""
        return bool(self._jobs)

    def add(self, draws: Sequence[Draw]) -> None:
        """As in `Stepper`."""
        for draw in draws:
            self._jobs[draw.key] = self._job(draw)
            self._generator.enqueue(self._jobs[draw.key])

    def cancel(self, key: int) -> None:
        """As in `Stepper`."""
        job = self._jobs.pop(key, None)
        if job is not None:
            self._generator.cancel(job)

    def step(self) -> list[Growth]:
        """As in `Stepper`."""
        results = [result for result in self._generator.iterate() if result["stage"] == "streaming"]
        growths = [growth for result in results if (growth := self._growth(result)) is not None]
        for growth in growths:
            if growth.ended:
                self._jobs.pop(growth.key, None)
        return growths

    def close(self) -> None:
        """As in `Stepper`."""
        self._jobs.clear()
        self._generator = None

    def _job(self, draw: Draw) -> Any:
        import torch
        from exllamav2.generator import ExLlamaV2DynamicJob

        return ExLlamaV2DynamicJob(
            input_ids=torch.tensor([draw.ids]),
            max_new_tokens=draw.limit,
            gen_settings=settings(draw.sampling),
            seed=draw.sampling.seed,
            stop_conditions=self._stop_ids,
            return_logits=True,
            identifier=draw.key,
        )

    def _growth(self, result: Mapping[str, Any]) -> Growth | None:
        ids = result.get("token_ids")
        ended = ""
        if result["eos"]:
            ended = "length" if result.get("eos_reason") == "max_new_tokens" else "stop"
        if ids is None:
            return Growth(result["identifier"], (), None, ended) if ended else None
        logprob = self._logprob(result["logits"], ids) if "logits" in result else None
        return Growth(result["identifier"], tuple(ids.flatten().tolist()), logprob, ended)

    def _logprob(self, logits: Any, ids: Any) -> float:
        """Sum over ids (1, n) under logits (1, n, padded vocabulary), before temperature and nucleus."""
        scores = logits[0, :, : self._vocabulary].float()
        chosen = scores.gather(1, ids.reshape(-1, 1).to(scores.device))[:, 0]
        return float((chosen - scores.logsumexp(-1)).sum())


def settings(sampling: Sampling) -> Any:
    """The sampler's settings; its defaults would punish repetition, which code needs, and cut to 50 tokens."""
    from exllamav2.generator import ExLlamaV2Sampler

    if sampling.temperature <= 0:
        return ExLlamaV2Sampler.Settings.greedy()
    return ExLlamaV2Sampler.Settings(
        temperature=sampling.temperature, top_p=sampling.top_p, top_k=0, token_repetition_penalty=1.0
    )
