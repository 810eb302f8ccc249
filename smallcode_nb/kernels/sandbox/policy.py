"""Which paths a throwaway kernel may read: libraries, a little of the system, the project's data.

Landlock can grant but not take away again, so a folder that holds a secret is
granted entry by entry. Knows names, not contents: a secret in a file of an
innocent name is not recognised.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path

from ..environment import import_path, matplotlib_cache
from ..zygote.protocol import Confinement, Grant, Limits
from . import landlock

_SYSTEM = (
    "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/lib", "/lib", "/lib64",
    "/usr/share", "/usr/local/share", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/mime.types",
    "/etc/fonts", "/etc/ssl/openssl.cnf", "/etc/host.conf", "/etc/nsswitch.conf",
    "/dev/urandom", "/dev/random", "/dev/zero",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup/cpu.max",
)  # fmt: skip
_LIBRARY_NAMES = re.compile(r"(site|dist)-packages|lib-dynload|python3\.\d+|lib|plat-.*|.*\.zip")
_SECRET = re.compile(
    r"\..*|.*\.(pem|key|p12|pfx|kdbx|keystore|jks|ovpn|gpg|asc)|id_(rsa|dsa|ecdsa|ed25519).*|.*(secret|credential|password|passwd"
    r"|api_?key|auth_?token).*|(.*_)?tokens?(\.(txt|json|ya?ml|ini|cfg|toml))?|netrc",
    re.IGNORECASE,
)
_DATA = re.compile(
    r".*\.(csv|tsv|txt|json|jsonl|ndjson|parquet|feather|arrow|xlsx?|ods|h5|hdf5|nc|npy|npz|mat|db|sqlite3?|xml|html|ya?ml"
    r"|pkl|pickle|png|jpe?g|tiff?|gif|geojson|shp|dbf|shx|gz|bz2|xz|zst|zip)",
    re.IGNORECASE,
)
#: nothing that analysis code reads, and tens of thousands of files to look through
_USELESS = frozenset({"node_modules", "__pycache__"})
_MAX_ENTRIES = 5_000
_MAX_DEPTH = 8
#: entries looked at below one folder; what lies beyond is not granted
_MAX_SEEN = 20_000


def confinement(
    tier: str, limits: Limits, project: Path | None, extra: Iterable[Path] = (), home: Path | None = None
) -> Confinement:
    """Everything a template needs to know to confine its kernels, whose folders lie in `home`."""
    entries = readable_entries(project) if project else ()
    # a project is often on the import path as well
    look = cache(innocent)
    grants = [*libraries(look), *(Grant(p) for e in entries for p in look(e)), *(Grant(str(p)) for p in extra)]
    names = tuple(e.name for e in entries)
    return Confinement(
        tier, limits, tuple(dict.fromkeys(grants)), str(project or ""), names, str(home or ""), landlock.abi() > 0
    )


def libraries(look: Callable[[Path], tuple[str, ...]]) -> tuple[Grant, ...]:
    """The system's and Python's libraries; single folders, never a whole prefix. `look` is `innocent`."""
    folders = [*_SYSTEM, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    for prefix in (sys.prefix, sys.base_prefix):
        folders += [os.path.join(prefix, part) for part in ("lib", "lib64", "share/matplotlib", "share/fonts")]
    folders.append(str(Path(__file__).parents[2]))
    folders.append(str(matplotlib_cache(os.environ)))
    grants = [Grant(f) for f in folders if os.path.exists(f)]
    for entry in map(Path, import_path()):
        if _LIBRARY_NAMES.fullmatch(entry.name):
            grants.append(Grant(str(entry)))
        else:
            grants += [Grant(p) for e in readable_entries(entry) for p in look(e)]
    return (*grants, Grant("/dev/null", "write"))


def readable_entries(folder: Path) -> tuple[Path, ...]:
    """The entries of a project that a kernel may see; where it is no project but a home, data files only."""
    try:
        entries = sorted(folder.iterdir(), key=str)[:_MAX_ENTRIES]
    except OSError:
        return ()
    seen = [e for e in entries if not is_hidden(e.name)]
    if _is_no_project(folder):
        return tuple(e for e in seen if _DATA.fullmatch(e.name) and e.is_file())
    return tuple(seen)


def innocent(path: Path) -> tuple[str, ...]:
    """The path itself, or, where it holds something secret, the parts that do not."""
    if not path.is_dir():
        return (str(path),)
    if path.is_symlink() and _is_no_project(path.resolve()):
        return ()
    return tuple(_Walk().parts(str(path), _MAX_DEPTH))


@lru_cache(maxsize=1 << 15)  # the same names come again with every request
def is_hidden(name: str) -> bool:
    """Whether a file or folder of that name is kept from candidates."""
    return name in _USELESS or _SECRET.fullmatch(name) is not None


class _Walk:
    """One look through a tree, of bounded length; over texts, since making a Path of each took most of the time."""

    def __init__(self) -> None:
        self._left = _MAX_SEEN

    def parts(self, folder: str, depth: int) -> list[str]:
        """The folder itself when nothing in it is secret, else what is not."""
        entries = self._entries(folder)
        if entries is None:
            return []
        parts: list[str] = []
        whole = True
        for entry in entries:
            if is_hidden(entry.name):
                # bytecode is no secret, only nothing to look through
                whole &= entry.name == "__pycache__"
            elif not entry.is_dir(follow_symlinks=False):
                parts.append(entry.path)
            else:
                inner = self.parts(entry.path, depth - 1) if depth else []
                whole &= inner == [entry.path]
                parts += inner
        return [folder] if whole else parts

    def _entries(self, folder: str) -> list[os.DirEntry[str]] | None:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            return None
        self._left -= len(entries)
        return entries if len(entries) <= _MAX_ENTRIES and self._left >= 0 else None


def _is_no_project(folder: Path) -> bool:
    """Whether it is a home folder, the folder for temporary files, or above one of them."""
    folder = folder.resolve()
    places = (Path.home().resolve(), Path(tempfile.gettempdir()).resolve())
    return any(folder == place or folder in place.parents for place in places)
