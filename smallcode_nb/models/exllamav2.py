"""ExLlamaV2 on an NVIDIA GPU: its paged dynamic generator, one job per sample, equal prefixes shared page by page.

Tokens are drawn on the GPU for the whole batch at once: the library would copy every score to the CPU and draw
there, which at a large vocabulary takes longer than the model. Knows: the generator's results and its queue.
Does not know: text, files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from .picking import Wish, pick_tokens
from .steps import Draw, Growth

FEW = 2  # samples at once up to which guessing ahead pays: more of them fill the GPU by themselves
LEAST_PROMPT = 4  # tokens; the library's n-grams look three back


class ExLlamaV2Stepper:
    """A `Stepper` over an `ExLlamaV2DynamicGenerator`; `free` is called when it is closed."""

    def __init__(self, generator: Any, stop_ids: frozenset[int], free: Callable[[], None] = lambda: None) -> None:
        self._generator: Any = generator
        self._stop_ids = sorted(stop_ids)
        self._free = free
        self._jobs: dict[int, Any] = {}
        self._short: set[int] = set()
        self._guessing = (bool(generator.use_ngram_draft), generator.draft_model)

    @property
    def busy(self) -> bool:
        """As in `Stepper`."""
        return bool(self._jobs)

    def add(self, draws: Sequence[Draw]) -> None:
        """As in `Stepper`."""
        for draw in draws:
            self._jobs[draw.key] = self._job(draw)
            if len(draw.ids) < LEAST_PROMPT:
                self._short.add(draw.key)
            self._generator.enqueue(self._jobs[draw.key])

    def cancel(self, key: int) -> None:
        """As in `Stepper`."""
        job = self._forget(key)
        if job is not None:
            self._generator.cancel(job)

    def step(self) -> list[Growth]:
        """As in `Stepper`."""
        self._choose_guessing()
        results = [result for result in self._generator.iterate() if result["stage"] == "streaming"]
        growths = [growth for result in results if (growth := _growth(result)) is not None]
        for growth in growths:
            if growth.ended:
                self._forget(growth.key)
        return growths

    def close(self) -> None:
        """As in `Stepper`."""
        self._jobs.clear()
        self._generator = None
        self._guessing = (False, None)
        self._free()

    def _choose_guessing(self) -> None:
        """Guess ahead only while few samples are drawn; a guess that is not made costs nothing later."""
        few = len(self._jobs) <= FEW
        ngrams, draft = self._guessing
        self._generator.use_ngram_draft = ngrams and few and not self._short
        self._generator.draft_model = draft if few else None

    def _forget(self, key: int) -> Any:
        self._short.discard(key)
        return self._jobs.pop(key, None)

    def _job(self, draw: Draw) -> Any:
        import torch

        return job_type()(
            sampling=draw.sampling,
            input_ids=torch.tensor([draw.ids]),
            # the library ends a sample as many tokens early as it guesses ahead
            max_new_tokens=draw.limit + self._generator.num_draft_tokens,
            stop_conditions=self._stop_ids,
            return_logits=True,
            identifier=draw.key,
        )


class Picker:
    """Stands before a model's scores: its generator sees one pair (token, log-probability) in their place."""

    def __init__(self, model: Any, vocabulary: int) -> None:
        self._forward = model.forward_chunk
        self._vocabulary = vocabulary
        self.generator: Any = None

    def forward_chunk(self, **options: Any) -> dict[str, Any]:
        """As the model's own, its "logits" (rows, tokens, 2); calls that fill the cache only have none."""
        result: dict[str, Any] = self._forward(**options)
        if not options.get("preprocess_only") and self.generator is not None:
            scores = result["logits"][:, :, : self._vocabulary]
            picked = pick_tokens(scores.flatten(0, 1), self._wishes(scores.shape[1]))
            result["logits"] = picked.view(scores.shape[0], scores.shape[1], 2)
        return result

    def _wishes(self, tokens: int) -> list[Wish]:
        """In the order of the generator's rows: its active jobs whose prompts are read."""
        ready = [job for job in self.generator.active_jobs if job.is_prefill_done()]
        return [(job.sampling, job.new_tokens + ahead) for job in ready for ahead in range(tokens)]


def make_generator(model: Any, cache: Any, tokenizer: Any, vocabulary: int, rows: int, **guessing: Any) -> Any:
    """A generator of at most `rows` samples at once whose tokens a `Picker` draws; `guessing` as the library has it."""
    import torch
    from exllamav2.generator import ExLlamaV2DynamicGenerator

    picker = Picker(model, vocabulary)
    model.forward_chunk = picker.forward_chunk
    generator = ExLlamaV2DynamicGenerator(
        model=model,
        cache=cache,
        tokenizer=tokenizer,
        max_batch_size=rows,
        max_sampling_threads=1,
        filter_background_eval=False,
        **guessing,
    )
    generator.padded_vocab_size = 2
    generator.logits_pinned = torch.empty((rows, generator.logits_pinned.shape[1], 2))
    picker.generator = generator
    return generator


@cache
def job_type() -> Any:
    """The library's job, taking the token its `Picker` drew; a function, because the library is imported late."""
    from exllamav2.ext import none_tensor
    from exllamav2.generator import ExLlamaV2DynamicJob

    class Job(ExLlamaV2DynamicJob):  # type: ignore[misc]  # the library is untyped
        def __init__(self, sampling: Any, **options: Any) -> None:
            super().__init__(**options)
            self.sampling = sampling

        def receive_logits(self, logits: Any) -> tuple[Any, ...]:
            return logits[:, 0, :1].long(), none_tensor, none_tensor, logits[:, :, 1], False

    return Job


def _growth(result: Mapping[str, Any]) -> Growth | None:
    """New tokens of one result; a sample's last ones may be held back with the stop token."""
    ended = ""
    if result["eos"]:
        ended = "length" if result.get("eos_reason") == "max_new_tokens" else "stop"
    parts = [part for part in (result, result.get("held", {})) if "token_ids" in part]
    ids = tuple(token for part in parts for token in part["token_ids"].flatten().tolist())
    if not ids:
        return Growth(result["identifier"], (), None, ended) if ended else None
    logprob = sum(float(part["logits"][0, :, 1].sum()) for part in parts)
    return Growth(result["identifier"], ids, logprob, ended)
