"""Which libraries the notebook uses, and which of them may be imported before a fork.

A library imported in the zygote is there in every kernel at no cost. One that starts
threads when it is imported, or whose threads are made on first use, may hang in a fork.
Knows names; imports nothing.
"""

from __future__ import annotations

import sys
import sysconfig
import types
from collections.abc import Mapping
from pathlib import Path

#: known to be unsafe before a fork, and why
UNSAFE: Mapping[str, str] = {
    "torch": "OpenMP",
    "torchvision": "torch",
    "transformers": "torch",
    "sentence_transformers": "torch",
    "lightning": "torch",
    "tensorflow": "its own threads",
    "keras": "TensorFlow, JAX or torch",
    "jax": "its own threads",
    "jaxlib": "its own threads",
    "cupy": "CUDA",
    "cudf": "CUDA",
    "cuml": "CUDA",
    "polars": "its own thread pool",
    "duckdb": "its own threads",
    "numba": "OpenMP or TBB",
    "faiss": "OpenMP",
    "xgboost": "OpenMP",
    "lightgbm": "OpenMP",
    "catboost": "its own threads",
    "cv2": "its own thread pool",
    "onnxruntime": "its own thread pool",
    "openvino": "TBB",
    "openvino_genai": "TBB",
    "pyspark": "a Java process",
    "ray": "processes of its own",
    "distributed": "threads of its own",
    "grpc": "its own threads",
    "gi": "a main loop",
    "PyQt5": "a main loop",
    "PyQt6": "a main loop",
    "PySide6": "a main loop",
    "wx": "a main loop",
}
_OURS = frozenset({"__main__", "smallcode_nb", "IPython", "ipykernel", "jupyter_client", "zmq", "tornado", "traitlets"})


def used(variables: Mapping[str, object]) -> frozenset[str]:
    """Libraries behind these variables that may be imported before a fork, as they were imported."""
    names = {_origin(value) for value in variables.values()}
    return frozenset(name for name in names if name and preloadable(name))


def preloadable(module: str) -> bool:
    """Whether it is an installed library that is known, or at least not known not, to survive a fork."""
    root = module.partition(".")[0]
    return (
        root not in UNSAFE and root not in _OURS and root not in sys.stdlib_module_names and _is_installed(root, module)
    )


def _origin(value: object) -> str:
    if isinstance(value, types.ModuleType):
        return value.__name__
    holder = value if isinstance(value, type) or callable(value) else type(value)
    name = getattr(holder, "__module__", "")
    return name if isinstance(name, str) else ""


def _is_installed(root: str, module: str) -> bool:
    """The user's own modules change while they work, so they are not among them."""
    if module not in sys.modules:
        return False
    place = getattr(sys.modules.get(root), "__file__", None) or ""
    libraries = {Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib")}
    return any(Path(place).resolve().is_relative_to(library) for library in libraries) if place else False
