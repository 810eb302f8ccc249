"""What compiling ExLlamaV2's CUDA extension needs and pip's packages leave scattered: headers, tools, processors.

Knows: where CUDA's compiler and pip's CUDA packages keep their headers. Does not know: the extension's sources,
which the library compiles itself when it is first imported.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

EXTENSION = "exllamav2_ext"


def prepare_compiler() -> None:
    """Put into this process's environment what is missing there; what the user set stays."""
    os.environ.update(compiler_environment())
    compiling = sys.modules.get("torch.utils.cpp_extension")
    if compiling is not None and getattr(compiling, "CUDA_HOME", None) is None:
        # read once, when that module was imported
        setattr(compiling, "CUDA_HOME", os.environ.get("CUDA_HOME"))  # noqa: B010 — mypy does not know the name


def compiler_environment() -> dict[str, str]:
    """Variables for a compiling process: CUDA_HOME, CPATH, PATH (for ninja), MAX_JOBS."""
    home = cuda_home()
    includes = [str(home / "include")] if home else []
    includes += [str(folder) for folder in pip_headers()]
    found = {"MAX_JOBS": os.environ.get("MAX_JOBS") or str(os.cpu_count() or 1)}
    found["CPATH"] = _joined(os.environ.get("CPATH", ""), includes)
    found["PATH"] = _joined(os.environ.get("PATH", ""), [str(Path(sys.executable).parent)])
    return found | ({"CUDA_HOME": str(home)} if home else {})


def cuda_home() -> Path | None:
    """CUDA's own folder, that with its compiler and headers; None where there is none."""
    compiler = shutil.which("nvcc")
    usual = ["/usr/local/cuda", *map(str, sorted(Path("/usr/local").glob("cuda-*"), reverse=True))]
    named = [os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"), *usual]
    places = [Path(name) for name in named if name]
    if compiler:
        places.insert(0, Path(compiler).resolve().parents[1])
    return next((place for place in places if (place / "include" / "crt" / "host_config.h").is_file()), None)


def pip_headers() -> tuple[Path, ...]:
    """Header folders of pip's CUDA packages, which torch's headers include and CUDA's own folder may lack."""
    spec = importlib.util.find_spec("nvidia")
    roots = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return tuple(folder for root in roots for folder in sorted(root.glob("*/include")))


def _joined(present: str, added: list[str]) -> str:
    parts = [part for part in present.split(os.pathsep) if part]
    return os.pathsep.join(parts + [part for part in added if part not in parts])
