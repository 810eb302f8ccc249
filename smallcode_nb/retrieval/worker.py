"""One open index with its pipelines, used from one thread; a shared engine can host it as it is.

Knows how database, shelf and pipelines belong together; knows nothing about threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..agent.types import Snippet
from ..errors import RetrievalError, UnknownOption
from .database import Database
from .documents import to_document, to_fragment
from .encoder import encoder_name
from .fragments import Fragment, Skipped
from .indexing import BATCH, Indexer, IndexReport, Progress
from .pipelines import from_yaml, index_pipeline, query_pipeline, run, run_query, stage_keys, to_yaml
from .pruning import Ranked, filter_of, prune
from .shelf import Collecting, Entry, Shelf
from .shelves import using

if TYPE_CHECKING:
    from .api import RetrievalSettings
    from .encoders import Matrix


#: candidates of each stage where most will be dropped
_DEEP = 200


class Worker:
    """Opens what is needed at the first use of each part."""

    def __init__(self, folder: Path, settings: RetrievalSettings) -> None:
        self._settings = settings
        encoder = encoder_name(settings.runtime, settings.weights)
        self._database = Database(folder / settings.file_name, f"{encoder}@{settings.store}")
        self._shelf = _open_shelf(self._database, settings)
        self._index_pipeline: Any = None
        self._query_pipeline: Any = None

    def update(
        self, root: Path, paths: tuple[Path, ...], progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> IndexReport:
        """See `Indexer.run`."""
        indexer = Indexer(self._database, self._shelf, self._encode)
        return indexer.run(root, paths, progress=progress, cancelled=cancelled)

    def live(self, session: str, sources: Sequence[str]) -> int:
        """See `Indexer.live`."""
        return Indexer(self._database, self._shelf, self._encode).live(session, sources)

    def search(self, query: str, limit: int, exclude: str, only: str = "") -> tuple[Snippet, ...]:
        """Run the query pipeline and prune what it found; raises UnknownOption for an unknown `only`."""
        wanted = filter_of(only)
        if not query.strip() or limit < 1 or not self._shelf.count():
            return ()
        with using(self._shelf):
            documents = run_query(self._queries(), query, _DEEP if only else 0)
        ranked = [Ranked(to_fragment(d), float(d.score or 0.0), str(d.meta.get("why", ""))) for d in documents]
        words_only = self._settings.runtime == "none"
        kept = [one for one in ranked if wanted(one.fragment) and (one.why or not words_only)]
        return prune(kept, limit=limit, exclude=exclude, characters=self._settings.snippet_characters)

    def warm(self) -> int:
        """Load everything a search needs; the number of fragments."""
        with using(self._shelf):
            run_query(self._queries(), "warm")
        return self._shelf.count()

    def stages(self, query: str) -> dict[str, tuple[str, ...]]:
        """Keys, best first, after each stage of the built-in pipeline: bm25, dense, fused, mmr."""
        with using(self._shelf):
            return stage_keys(self._queries(), query)

    def add(self, fragments: Sequence[Fragment]) -> None:
        """Encode and keep fragments that belong to no file (measurements, tests)."""
        for start in range(0, len(fragments), BATCH):
            entries = self._encode(fragments[start : start + BATCH])
            with self._database.transaction():
                self._shelf.add(entries)
        self._shelf.count()

    def adopt(self, entries: Sequence[Entry]) -> None:
        """Keep entries that have their vectors already."""
        with self._database.transaction():
            self._shelf.add(entries)
        self._shelf.settle(lambda: False)

    def vectors(self, keys: Sequence[str]) -> Matrix:
        """The stored vectors of those keys, [keys, width]."""
        return self._shelf.vectors(keys)

    def skipped(self) -> tuple[Skipped, ...]:
        """What stayed out."""
        return self._database.skipped()

    def count(self) -> int:
        """Fragments in the index."""
        return self._shelf.count()

    def pipeline_yaml(self) -> str:
        """The query pipeline as text."""
        return to_yaml(self._queries())

    def close(self) -> None:
        """Close shelf and file."""
        self._shelf.close()
        self._database.close()

    def _encode(self, fragments: Sequence[Fragment]) -> Sequence[Entry]:
        """What the index pipeline would write."""
        if self._index_pipeline is None:
            runtime, weights = self._settings.runtime, self._settings.weights
            self._index_pipeline = index_pipeline(runtime=runtime, weights=weights)
        collected = Collecting(self._shelf)
        with using(cast("Shelf", collected)):
            run(self._index_pipeline, {"embedder": {"documents": [to_document(one) for one in fragments]}})
        return collected.entries

    def _queries(self) -> Any:
        if self._query_pipeline is None:
            self._query_pipeline = self._make_queries()
        return self._query_pipeline

    def _make_queries(self) -> Any:
        if not self._settings.pipeline:
            runtime, weights = self._settings.runtime, self._settings.weights
            return query_pipeline(runtime=runtime, weights=weights)
        path = Path(self._settings.pipeline).expanduser()
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise RetrievalError(f"The pipeline file {path} cannot be read: {error}.", "Check the path.") from error
        return from_yaml(text, self._settings.pipeline_modules)


def _open_shelf(database: Database, settings: RetrievalSettings) -> Shelf:
    if settings.store == "embedded":
        from .embedded import EmbeddedShelf

        return EmbeddedShelf(database)
    if settings.store.startswith(("path:", "http://", "https://")):
        from .qdrant import QdrantShelf

        cut = {"shards": settings.store_shards, "replicas": settings.store_replicas}
        return QdrantShelf.open(settings.store, settings.store_key_variable, database, **cut)
    raise UnknownOption(
        f"There is no store {settings.store!r}.", "Use embedded, path:FOLDER or the address of a Qdrant server."
    )
