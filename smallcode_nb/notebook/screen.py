"""Publishing MIME bundles below a cell. Knows the shell's display publisher; knows nothing about what is shown."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from .page import Page

__all__ = ["Place", "Screen"]


@dataclass(frozen=True, slots=True)
class Place:
    """An output that can be replaced where it stands."""

    publisher: Any
    display_id: str

    def put(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, *, update: bool = True) -> None:
        """Replace what is shown; `metadata` is saved with the output."""
        self.publisher.publish(
            data=dict(data), metadata=dict(metadata or {}), transient={"display_id": self.display_id}, update=update
        )


class Screen:
    """The front end, as far as a kernel can know it."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell

    @property
    def updates(self) -> bool:
        """Whether an output can be replaced: true under a Jupyter kernel, false in a terminal."""
        return getattr(self._shell, "kernel", None) is not None

    @property
    def widgets(self) -> bool:
        """Whether ipywidgets could be shown."""
        return self.updates and find_spec("ipywidgets") is not None

    def show(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None) -> None:
        """Publish one output."""
        self._shell.display_pub.publish(data=dict(data), metadata=dict(metadata or {}))

    def show_page(self, page: Page, metadata: Mapping[str, Any] | None = None) -> None:
        """Publish a page."""
        self.show(page.bundle(), metadata)

    def open(self, data: Mapping[str, Any]) -> Place:
        """Publish an output that will be replaced later."""
        place = Place(self._shell.display_pub, uuid.uuid4().hex)
        place.put(data, update=False)
        return place
