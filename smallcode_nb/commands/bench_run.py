"""`smallcode-nb bench run`: ways of answering compared on a task set, at the same number of draws."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

HELP = "compare ways of answering on a task set, scored by hidden tests"
EXAMPLE = (
    "smallcode-nb bench run --tasks notebookbench --arms greedy,best-of-n,full --seeds 3 --out results.jsonl --json"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Tasks, model, arms, seeds, and where results go."""
    add = parser.add_argument
    add(
        "--tasks", default="notebookbench", metavar="SET", help="humaneval, mbpp, notebookbench, tiny-heldout or a path"
    )
    add("--model", default="smallcode-tiny", help="a preset, a path, a URL or recorded:FILE (default: smallcode-tiny)")
    add(
        "--arms", type=_words, default="greedy,best-of-n,filter,agree,select,repair,full",
        help="comma-separated ways; reference and empty check the harness",
    )  # fmt: skip
    add("--seeds", type=_seeds, default="1", help="how many seeds, or a comma-separated list (default: 1)")
    add("--n", type=_numbers, default="16", help="draws that each arm may use; several are compared (default: 16)")
    add("--limit", type=int, metavar="TASKS", help="only the first tasks")
    add("--only", default="", metavar="TEXT", help="only tasks with this in their id, or of this family")
    add("--parallel", type=int, default=1, metavar="TASKS", help="side by side; more than 1 makes wall times longer")
    add("--max-tokens", type=int, default=256, help="per draw (default: 256)")
    add("--deadline", type=float, default=20.0, metavar="SECONDS", help="of one run (default: 20)")
    add("--paired", action="store_true", help="all arms choose among the same draws and runs; nothing is timed")
    add("--runs", type=Path, metavar="FILE", help="keep finished runs of a paired comparison there and use them again")
    add("--without", type=_words, default="", metavar="RULES", help="also select without each of these, or of `all`")
    add("--variants", type=_words, default="", help="perturbed extra runs of cells: shuffle, drop, nulls")
    add("--out", type=Path, metavar="FILE", help="results as JSON lines; an unfinished file is continued")
    add("--price-per-hour", type=float, default=0.0, metavar="MONEY", help="of this machine, for cost per 1K tokens")
    add("--scheduler", default="", metavar="ADDRESS", help="spread tasks over a Dask cluster; needs dask.distributed")
    add("--json", action="store_true", help="print one JSON object as the last line")


def run(arguments: Namespace) -> int:
    """Compare and print."""
    from ..bench.run import main

    return main(arguments)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(word) for word in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a list of numbers") from None
    if min(numbers) < 1:
        raise ArgumentTypeError("an arm needs at least one draw")
    return numbers


def _seeds(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(word) for word in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is neither a number nor a list of numbers") from None
    return tuple(range(numbers[0])) if len(numbers) == 1 else numbers
