"""A cell as a list of top-level statements that can be replaced or dropped, the rest kept letter for letter.

Knows Python source; knows nothing about which replacements are worth making. A statement with a comment inside it is
never replaced: writing it anew would lose the comment.
"""

from __future__ import annotations

import ast
import tokenize
from dataclasses import dataclass, field
from itertools import pairwise

from ...agent.syntax import tokens

__all__ = ["Cell", "Statement"]


@dataclass(slots=True)
class Statement:
    """One top-level statement; `first` and `last` are its lines, counted from 1."""

    node: ast.stmt
    first: int
    last: int
    commented: bool
    before: str = field(default="")
    dropped: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is no longer what it was."""
        return self.dropped or ast.dump(self.node) != self.before


class Cell:
    """The statements of a cell, in order."""

    def __init__(self, source: str, tree: ast.Module) -> None:
        self._lines = source.splitlines()
        comments = {t.start[0] for t in tokens(source) if t.type == tokenize.COMMENT}
        self.statements = [_statement(node, comments) for node in tree.body]
        spans = [(s.first, s.last) for s in self.statements]
        #: statements that share a line cannot be replaced one by one
        self.regular = all(a[1] < b[0] for a, b in pairwise(spans))

    def alive(self) -> list[Statement]:
        """Statements that were not dropped."""
        return [statement for statement in self.statements if not statement.dropped]

    def tree(self) -> ast.Module:
        """What the cell is by now."""
        return ast.Module([statement.node for statement in self.alive()], [])

    def text(self) -> str:
        """The source, with the changed statements written anew."""
        written: list[str] = []
        at = 1
        for statement in self.statements:
            written += self._lines[at - 1 : statement.first - 1]
            if not statement.changed:
                written += self._lines[statement.first - 1 : statement.last]
            elif not statement.dropped:
                written += self._anew(statement)
            at = statement.last + 1
        written += self._lines[at - 1 :]
        return "\n".join(written).strip("\n")

    def written(self, statement: Statement) -> str:
        """A statement as the user wrote it; a magic, which the tree has as `pass`, is not that."""
        return "\n".join(self._lines[statement.first - 1 : statement.last]).strip()

    def _anew(self, statement: Statement) -> list[str]:
        new = ast.unparse(ast.fix_missing_locations(statement.node))
        return _quoted_like(new, self.written(statement)).splitlines()


def _statement(node: ast.stmt, comments: set[int]) -> Statement:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(d.lineno for d in decorators)])
    last = node.end_lineno or node.lineno
    return Statement(node, first, last, any(first <= line <= last for line in comments), ast.dump(node))


def _quoted_like(new: str, old: str) -> str:
    """`new` with the double quotes that `old` uses, where that changes nothing else."""
    if "'" in old or '"' not in old:
        return new
    changed = "".join(_pieces(new))
    return changed if _same_code(changed, new) else new


def _pieces(text: str) -> list[str]:
    """The text, its plain single-quoted strings in double quotes."""
    lines = text.splitlines(keepends=True)
    pieces, row, column = [], 1, 0
    for token in tokens(text):
        while row < token.start[0]:
            pieces.append(lines[row - 1][column:])
            row, column = row + 1, 0
        pieces.append(lines[row - 1][column : token.start[1]] if row <= len(lines) else "")
        plain = token.type == tokenize.STRING and token.string[0] == "'" and '"' not in token.string
        pieces.append(f'"{token.string[1:-1]}"' if plain and "\\" not in token.string else token.string)
        row, column = token.end
    return pieces


def _same_code(left: str, right: str) -> bool:
    try:
        return ast.dump(ast.parse(left)) == ast.dump(ast.parse(right))
    except SyntaxError:
        return False
