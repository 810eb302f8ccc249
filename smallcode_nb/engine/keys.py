"""Who a bearer key belongs to: the engine's own token, or a class's file of user names and key hashes.

A line of the file is a name and the sha256 of that user's key; keys themselves are stored nowhere.
Knows nothing about HTTP.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import EngineError

OWNER = "owner"
_NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class Keys:
    """User name by the hash of their key; whoever has the token is the owner."""

    token: str = field(default="", repr=False)
    users: dict[str, str] = field(default_factory=dict, repr=False)

    def user(self, header: str) -> str | None:
        """Whose key an `Authorization` header carries, None for nobody's."""
        scheme, _, key = header.partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            return None
        if self.token and hmac.compare_digest(key.strip().encode(), self.token.encode()):
            return OWNER
        digest = fingerprint(key.strip())
        return next((user for known, user in self.users.items() if hmac.compare_digest(known, digest)), None)


def fingerprint(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def read_keys(path: Path) -> dict[str, str]:
    """Name by hash from a class's file. Raises EngineError."""
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if path.stat().st_mode & 0o077:
            raise EngineError(f"Others can read {path}.", f"Run: chmod 600 {path}")
    except OSError as error:
        cause = f"The keys in {path} cannot be read: {error.strerror}."
        raise EngineError(cause, f"Make one: smallcode-nb engine key NAME --keys {path}") from error
    if any(len(words) != 2 or words[0] == OWNER for words in lines):
        raise EngineError(
            f"{path} has a line that is not a name and a hash.", "Add users with: smallcode-nb engine key"
        )
    return {digest: user for user, digest in lines}


def add_key(path: Path, user: str) -> str:
    """Give `user` a new key, in place of an old one; the key, which is shown this once. Raises EngineError."""
    if not _NAME.fullmatch(user) or user == OWNER:
        raise EngineError(f"{user!r} cannot be a user's name.", "Use letters, digits, dots, @ and dashes.")
    others = {digest: name for digest, name in (read_keys(path) if path.exists() else {}).items() if name != user}
    key = secrets.token_urlsafe(24)
    path.touch(mode=0o600)
    lines = [f"{name} {digest}" for digest, name in (others | {fingerprint(key): user}).items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return key
