"""Imports point to lower layers only, read from the source of every module."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import smallcode_nb

ROOT = Path(smallcode_nb.__file__).parent
#: layer of each first-level name; a package may import strictly lower ones, itself and `FREE`
LAYERS = {
    "agent": 1, "models": 2, "retrieval": 2, "kernels": 2, "engine": 3,
    "notebook": 4, "bench": 4, "commands": 4, "cli": 4,
}  # fmt: skip
FREE = {"errors", "native", "settings"}
AGENT_LIBRARIES = {"jinja2"}
#: these run in the user's own kernel; other packages may have modules that are one library's adapter
LIGHT = {"__init__", "agent", "notebook", "commands", "cli", "errors", "settings"}
HEAVY = {
    "torch", "transformers", "haystack", "haystack_integrations", "sentence_transformers", "openvino",
    "openvino_genai", "onnx", "onnxruntime", "exllamav2", "pandas", "numpy", "matplotlib", "ipywidgets", "tokenizers",
    "httpx",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "labextension" not in path.parts)


def package_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> list[tuple[str, ast.stmt]]:
    """Absolute module names imported anywhere in a file; relative ones are resolved."""
    parts = ["smallcode_nb", *path.relative_to(ROOT).with_suffix("").parts]
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = parts[: len(parts) - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [(f"{module}.{alias.name}", node) for alias in node.names]
    return found


def own_packages(path: Path) -> set[str]:
    names = {name.split(".")[1] for name, _ in imported(path) if name.startswith("smallcode_nb.")}
    return {name for name in names if name in LAYERS or name in FREE}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_to_lower_layers(path):
    package = package_of(path)
    for other in own_packages(path) - {package} - FREE:
        if package in FREE:
            assert other == "agent", f"{package} may know the agent's types only, not {other}"
        elif package in LAYERS:
            assert LAYERS[other] < LAYERS[package] or LAYERS[package] == 4, f"{package} must not import {other}"


@pytest.mark.parametrize("path", sorted((ROOT / "agent").rglob("*.py")), ids=lambda path: path.name)
def test_the_loop_is_pure(path):
    for name, _ in imported(path):
        top = name.partition(".")[0]
        inside_prompts = "prompts" in path.parts and top in AGENT_LIBRARIES
        own = top == "smallcode_nb" and name.split(".")[1] in ("agent", "errors")
        assert own or inside_prompts or top in sys.stdlib_module_names, f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if package_of(p) in LIGHT], ids=lambda path: str(path.relative_to(ROOT))
)
def test_what_a_notebook_loads_imports_nothing_heavy_at_its_top(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        heavy = {name.partition(".")[0] for name in names} & HEAVY
        assert not heavy, f"imports {', '.join(heavy)} when it is itself imported"
