"""The two Haystack pipelines, as objects and as YAML.

Knows how the components are joined; knows nothing about what they do.
"""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra, RetrievalError, SmallCodeError

if TYPE_CHECKING:
    from haystack import Pipeline

QUERY_OUTPUT = "mmr"


def haystack() -> Any:
    """The haystack module, with its telemetry off; raises MissingExtra."""
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
    try:
        import haystack as library
    except ImportError as error:
        raise MissingExtra(
            f"Retrieval needs {error.name}, which is not installed.",
            "Install it with: pip install 'smallcode-nb[retrieval]'",
        ) from error
    return library


def index_pipeline(*, runtime: str = "auto", weights: str = "") -> Pipeline:
    """Documents → embedder → writer."""
    library = haystack()
    from haystack.components.writers import DocumentWriter
    from haystack.document_stores.types import DuplicatePolicy

    from .components import FragmentEmbedder
    from .haystack_store import ProjectStore

    store = ProjectStore()
    pipeline: Pipeline = library.Pipeline()
    pipeline.add_component("embedder", FragmentEmbedder(store, runtime, weights))
    pipeline.add_component("writer", DocumentWriter(store, DuplicatePolicy.OVERWRITE))
    pipeline.connect("embedder.documents", "writer.documents")
    return pipeline


def query_pipeline(*, runtime: str = "auto", weights: str = "") -> Pipeline:
    """Query → embedder → semantic, lexical → fusion → mmr."""
    library = haystack()
    from . import components as parts
    from .haystack_store import ProjectStore

    store = ProjectStore()
    pipeline: Pipeline = library.Pipeline()
    pipeline.add_component("embedder", parts.QueryEmbedder(runtime, weights))
    pipeline.add_component("semantic", parts.SemanticRetriever(store))
    pipeline.add_component("lexical", parts.LexicalRetriever(store))
    pipeline.add_component("fusion", parts.CalibratedFusion(store))
    pipeline.add_component(QUERY_OUTPUT, parts.StoredMMR(store))
    for source, target in (
        ("embedder.embedding", "semantic.embedding"),
        ("embedder.embedding", "fusion.embedding"),
        ("semantic.candidates", "lexical.also"),
        ("semantic.candidates", "fusion.semantic"),
        ("lexical.candidates", "fusion.lexical"),
        ("fusion.documents", f"{QUERY_OUTPUT}.documents"),
    ):
        pipeline.connect(source, target)
    return pipeline


def run_query(pipeline: Pipeline, query: str, top_k: int = 0) -> list[Any]:
    """Documents, best first; every unconnected text input gets the query, every `top_k` a number other than 0."""
    for result in reversed(list(run(pipeline, _inputs(pipeline, query, top_k)).values())):
        if "documents" in result:
            return list(result["documents"])
    raise RetrievalError("The query pipeline returned no documents.", "Its last component must output `documents`.")


def stage_keys(pipeline: Pipeline, query: str) -> dict[str, tuple[str, ...]]:
    """Keys after each stage of the built-in pipeline, for measurements."""
    outputs = run(pipeline, _inputs(pipeline, query), {"semantic", "lexical", "fusion", QUERY_OUTPUT})
    return {
        "bm25": tuple(one.key for one in outputs["lexical"]["candidates"].scored),
        "dense": tuple(one.key for one in outputs["semantic"]["candidates"].scored),
        "fused": tuple(document.id for document in outputs["fusion"]["documents"]),
        "mmr": tuple(document.id for document in outputs[QUERY_OUTPUT]["documents"]),
    }


def _inputs(pipeline: Pipeline, query: str, top_k: int = 0) -> dict[str, dict[str, Any]]:
    inputs: dict[str, dict[str, Any]] = {}
    for part, sockets in pipeline.inputs().items():
        named: dict[str, Any] = {name: query for name in sockets if name in ("query", "text")}
        if top_k and "top_k" in sockets:
            named["top_k"] = top_k
        if named:
            inputs[part] = named
    return inputs


def run(pipeline: Pipeline, inputs: dict[str, dict[str, Any]], also: set[str] | None = None) -> dict[str, Any]:
    """The pipeline's outputs; an error of ours or of the disk comes out as itself, not wrapped by Haystack."""
    from haystack.core.errors import PipelineRuntimeError

    try:
        return dict(pipeline.run(inputs, include_outputs_from=also))
    except PipelineRuntimeError as error:
        if isinstance(error.__cause__, SmallCodeError | sqlite3.Error | OSError):
            raise error.__cause__ from None
        raise


def to_yaml(pipeline: Pipeline) -> str:
    """Text to edit and to load again."""
    return str(pipeline.dumps())


def from_yaml(text: str, trusted: tuple[str, ...] = ()) -> Pipeline:
    """The pipeline again, made of Haystack's, our and the `trusted` modules' components; raises RetrievalError."""
    library = haystack()
    try:
        pipeline: Pipeline = library.Pipeline.loads(text, allowed_modules=[__package__, f"{__package__}.*", *trusted])
    except Exception as error:  # Haystack raises many kinds here, all of them the file's fault
        raise RetrievalError(
            f"The pipeline file cannot be read: {error}", "Start again from `smallcode-nb search --write-pipeline`."
        ) from error
    return pipeline
