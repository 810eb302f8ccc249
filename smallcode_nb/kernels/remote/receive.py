"""Runs in a remote kernel: takes what is uploaded and makes the kernel ready for a candidate.

Sent there as text, because nothing of this package is installed. Standard library only.
"""

import atexit
import base64
import contextlib
import importlib
import os
import shutil
import sys
import tempfile
import zlib

home = tempfile.mkdtemp(prefix="smallcode-")
work = os.path.join(home, "work")


def begin() -> list[object]:
    """A folder to work in, removed when the kernel ends; this Python's version."""
    os.mkdir(work)
    os.chdir(work)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return [*sys.version_info[:2], home]


def put(name: str, text: str) -> int:
    """Append compressed, encoded bytes to a file in `home`; its size."""
    path = os.path.join(home, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "ab") as file:
        file.write(zlib.decompress(base64.b64decode(text)))
        return file.tell()


def activate(kit: str, spare: str, modules: list[str]) -> list[str]:
    """Make the uploaded modules importable, `spare` only where they are missing; which `modules` are there."""
    sys.path.insert(0, os.path.join(home, kit))
    sys.path.append(os.path.join(home, spare))
    there = []
    for module in modules:
        with contextlib.suppress(Exception):  # a library may fail in any way; it is the candidate's business
            importlib.import_module(module)
            there.append(module)
    return there
