"""Which names and texts look like secrets and so must never reach an index or a prompt.

Errs on the side of leaving code out; knows nothing about files beyond their names.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from fnmatch import fnmatch

_SECRET_FILES = tuple(
    """.env .env.* *.env .netrc _netrc .pypirc pip.conf .npmrc .htpasswd .pgpass .git-credentials kubeconfig
    id_rsa* id_dsa* id_ecdsa* id_ed25519* *.pem *.key *.p12 *.pfx *.jks *.kdbx *.ppk service-account*.json
    credentials credentials.* secrets secrets.* *_secret.* *_secrets.*""".split()  # noqa: SIM905 — reads as a list
)
_SECRET_FOLDERS = frozenset({".ssh", ".aws", ".gnupg", ".kube", ".azure", ".docker"})

_KNOWN = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bA(?:KIA|SIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bgithub_pat_[A-Za-z0-9_]{30,}"
    r"|\bglpat-[A-Za-z0-9_-]{16,}"
    r"|\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}"
    r"|\bhf_[A-Za-z0-9]{30,}"
    r"|\bxox[abpros]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."
    r"|\b[a-z][a-z0-9+.-]*://[^\s/:@'\"{}]+:[^\s/:@'\"{}]+@"
)
_ASSIGNED = re.compile(
    r"""(?ix) ['"]?\b[\w.]*(?:password|passwd|pwd|secret|api_?key|access_?key|auth_?token|token|credential)s?\w*['"]?
        \]? \s* [:=]+ \s* [rbuf]*['"]([^'"\n]{6,})['"]"""
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:<.*>|\{.*\}|\$.*|%.*|x{4,}|\*{3,}|\.{3,}|your.*|my.*|change.?me.*|example.*|placeholder.*|none|null|"
    r"test.*|dummy.*|fake.*|redacted.*|password.*|secret.*|token.*|https?://\S*)$"
)


def secret_file(name: str, folders: tuple[str, ...] = ()) -> bool:
    """Whether a file of that name, in those folders, is one that holds secrets."""
    lowered = name.lower()
    if lowered.endswith((".py", ".md")):
        return bool(_SECRET_FOLDERS.intersection(folders))
    return bool(_SECRET_FOLDERS.intersection(folders)) or any(fnmatch(lowered, p) for p in _SECRET_FILES)


def secret_text(text: str) -> str:
    """What kind of secret `text` seems to hold, without quoting it; "" when none."""
    if _KNOWN.search(text):
        return "a key or token"
    for match in _ASSIGNED.finditer(text):
        if _random_enough(match[1]):
            return "a password or token assigned to a name"
    return ""


def _random_enough(value: str) -> bool:
    if _PLACEHOLDER.match(value) or " " in value.strip():
        return False
    return _entropy(value) >= 2.5


def _entropy(value: str) -> float:
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
