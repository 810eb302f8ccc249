"""Times one case on a GPU: a model of random weights on ExLlamaV2 or on transformers, at several samples at once.

Every sample of a request has the same prompt and draws a fixed number of tokens; a request's prompt is new, so no
page of it is known. Knows: how to draw without a text layer. Knows nothing about reports. Needs torch and a GPU.
"""

from __future__ import annotations

import importlib.util
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..agent.types import Sampling
from ..models import attention
from ..models.exllamav2 import ExLlamaV2Stepper
from ..models.exllamav2_opening import open_stepper
from ..models.options import LoadOptions
from ..models.steps import Draw
from .gpu_models import Layout

__all__ = ["BATCHES", "Figure", "Workload", "copy_bytes_per_s", "time_exllamav2", "time_transformers"]

BATCHES = (1, 4, 8, 16)
_HEAT, _SHARE = 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Workload:
    """What is drawn: tokens of the prompt, new tokens of each sample, repetitions (the median counts)."""

    prompt: int = 256
    new: int = 64
    repeats: int = 2
    batches: tuple[int, ...] = BATCHES


@dataclass(frozen=True, slots=True)
class Figure:
    """One batch size: whole request, one step after the first token, torch's peak of allocated memory."""

    n: int
    wall_s: float
    step_ms: float
    tokens_per_s: float
    peak_gb: float


Draw1 = Callable[[int, int, int], tuple[float, float]]  #: (n, new, number of the request) → seconds until first, in all


def time_exllamav2(
    folder: Path, layout: Layout, bits: float, work: Workload, kernels: bool = True
) -> Iterator[tuple[str, Figure | float]]:
    """("load_s", seconds), then ("figure", figure) for each batch size; `kernels` off attends in plain torch."""
    began = time.perf_counter()
    with _attending(kernels):
        stepper = open_stepper(folder, layout.config(bits), layout.context, LoadOptions(), frozenset())
        yield "load_s", round(time.perf_counter() - began, 2)
        try:
            yield from _figures(work, lambda n, new, number: _draw(stepper, layout, work.prompt, n, new, number))
        finally:
            stepper.close()


def time_transformers(folder: Path, layout: Layout, work: Workload) -> Iterator[tuple[str, Figure | float]]:
    """As `time_exllamav2`, with transformers' own `generate` and its default attention."""
    import transformers

    began = time.perf_counter()
    logging: Any = transformers.utils.logging
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    place = {"device_map": "cuda"} if importlib.util.find_spec("accelerate") else {}
    model: Any = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float16, local_files_only=True, **place
    )
    model = model.to("cuda").eval()
    model.generation_config.eos_token_id = None
    yield "load_s", round(time.perf_counter() - began, 2)
    yield from _figures(work, lambda n, new, number: _generate(model, layout, work.prompt, n, new, number))


def copy_bytes_per_s(size: int = 2**30) -> float:
    """What a large copy on the device moves, bytes read plus bytes written."""
    source = torch.randint(0, 255, (size,), dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    times = []
    for _ in range(12):
        torch.cuda.synchronize()
        began = time.perf_counter()
        target.copy_(source)
        torch.cuda.synchronize()
        times.append(time.perf_counter() - began)
    return 2 * size / statistics.median(times[2:])


def _figures(work: Workload, draw: Draw1) -> Iterator[tuple[str, Figure]]:
    number = 0
    for n in work.batches:
        draw(n, 4, number := number + 1)
        torch.cuda.reset_peak_memory_stats()
        timed = [draw(n, work.new, number := number + 1) for _ in range(work.repeats)]
        wall = statistics.median(whole for _, whole in timed)
        step = statistics.median((whole - first) / (work.new - 1) for first, whole in timed)
        peak = torch.cuda.max_memory_allocated() / 1e9
        yield "figure", Figure(n, round(wall, 4), round(step * 1000, 3), round(n * work.new / wall, 1), round(peak, 2))


def _draw(stepper: ExLlamaV2Stepper, layout: Layout, prompt: int, n: int, new: int, number: int) -> tuple[float, float]:
    ids = _prompt(layout, prompt, number)
    wanted = [Sampling(temperature=_HEAT, top_p=_SHARE, max_tokens=new, seed=number * 100 + k) for k in range(n)]
    torch.cuda.synchronize()
    began, first, seen = time.perf_counter(), 0.0, 0
    stepper.add([Draw(k, ids, sampling, new) for k, sampling in enumerate(wanted)])
    while stepper.busy:
        for growth in stepper.step():
            seen += len(growth.ids)
        first = first or time.perf_counter() - began
    whole = time.perf_counter() - began
    if seen != n * new:
        raise RuntimeError(f"{n} samples of {new} tokens gave {seen}")
    return first, whole


def _generate(model: Any, layout: Layout, prompt: int, n: int, new: int, number: int) -> tuple[float, float]:
    ids = torch.tensor([_prompt(layout, prompt, number)] * n, device="cuda")
    told: list[float] = []

    def note(_ids: Any, _scores: Any, **_more: Any) -> Any:
        told.append(time.perf_counter())
        return torch.zeros(n, dtype=torch.bool, device="cuda")

    torch.cuda.synchronize()
    began = time.perf_counter()
    with torch.inference_mode():
        out = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            do_sample=True,
            temperature=_HEAT,
            top_p=_SHARE,
            top_k=0,
            max_new_tokens=new,
            stopping_criteria=[note],
        )
    torch.cuda.synchronize()
    whole = time.perf_counter() - began
    if tuple(out.shape) != (n, prompt + new):
        raise RuntimeError(f"{n} samples of {new} tokens gave {tuple(out.shape)}")
    return told[0] - began, whole


def _prompt(layout: Layout, length: int, number: int) -> tuple[int, ...]:
    made = random.Random(number)
    return tuple(made.randrange(3, layout.shape.vocabulary) for _ in range(length))


@contextmanager
def _attending(kernels: bool) -> Iterator[None]:
    own = attention.gpu_kernels
    if not kernels:
        attention.gpu_kernels = lambda: None  # type: ignore[assignment]  # a cached function and a plain one
    try:
        yield
    finally:
        attention.gpu_kernels = own
