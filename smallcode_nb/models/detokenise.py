"""Token ids → text while a sample is still growing.

Knows: that a character may span tokens, that a stop sequence may span chunks. Does not know which model drew the ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

REPLACEMENT = "\ufffd"


class TextStream:
    """Turns the growing ids of one sample into text that never has to be taken back.

    `decode` maps ids to text; `before` is the last id of the prompt, which tells SentencePiece-like decoders
    that a leading space belongs to the text.
    """

    def __init__(
        self, decode: Callable[[Sequence[int]], str], stop: tuple[str, ...] = (), before: int | None = None
    ) -> None:
        self._decode = decode
        self._stop = tuple(word for word in stop if word)
        self._ids: list[int] = [] if before is None else [before]
        self._start = 0
        self._read = len(self._ids)
        self._held = ""
        self.stopped = False

    def push(self, ids: Iterable[int]) -> str:
        """New text that is final: whole characters that cannot be the beginning of a stop sequence."""
        self._ids.extend(ids)
        return self._release(self._fresh(finished=False))

    def flush(self) -> str:
        """What was still held back when the sample ended."""
        text = self._release(self._fresh(finished=True)) + self._held
        self._held = ""
        return text

    def _fresh(self, *, finished: bool) -> str:
        known = self._decode(self._ids[self._start : self._read])
        text = self._decode(self._ids[self._start :])
        if text.endswith(REPLACEMENT) and not finished:
            return ""
        self._start, self._read = self._read, len(self._ids)
        return text[len(known) :]

    def _release(self, fresh: str) -> str:
        if self.stopped:
            return ""
        text = self._held + fresh
        found = min((at for word in self._stop if (at := text.find(word)) >= 0), default=-1)
        if found >= 0:
            self.stopped, self._held = True, ""
            return text[:found]
        keep = max((_overlap(text, word) for word in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of `text` that begins `word`."""
    longest = min(len(text), len(word) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(word[:size])), 0)
