"""Downloads a model's files from a Hugging Face hub into the usual cache, going on where a download stopped.

Knows: which form of a preset is worth having here, what a hub's failures mean. Does not know: how files are opened.
HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are honoured by the library itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from smallcode_nb.errors import MissingExtra, ModelError, UnknownModel, UnknownOption

from .hub import cache_folder
from .presets import EMBEDDED, Preset, presets

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_TEXTS = ("*.json", "*.jinja", "*.model", "*.txt", "LICENSE*")
FORMS = ("gguf", "exl2", "safetensors")


@dataclass(frozen=True, slots=True)
class Download:
    """What is fetched: a repository at a revision ("" is main), and of its files those that match."""

    repository: str
    revision: str = ""
    patterns: tuple[str, ...] = ("*.safetensors", *_TEXTS)


def plan_download(name: str, form: str = "") -> Download:
    """What to fetch for a preset or a repository's id. Raises UnknownModel, UnknownOption."""
    preset = presets().get(name.lower())
    if preset is None:
        if _REPOSITORY.fullmatch(name):
            return Download(name)
        raise UnknownModel(f"No model is called {name!r}.", "Give a preset or a repository: smallcode-nb models list")
    if preset.name == EMBEDDED:
        raise UnknownOption(f"{EMBEDDED} comes with the package.", "Check it: smallcode-nb models check smallcode-tiny")
    chosen = form or _usual(preset)
    found = _forms(preset).get(chosen)
    if found is None:
        raise UnknownOption(f"{preset.title} is not known as {chosen}.", f"Choose from: {', '.join(_forms(preset))}.")
    return found


def fetch(download: Download) -> Path:
    """The folder of the downloaded files. Raises MissingExtra, ModelError with what to do without a hub."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError
    except ImportError as error:
        raise MissingExtra("huggingface_hub is not installed.", "Run: pip install huggingface_hub") from error
    try:
        folder = snapshot_download(
            download.repository, revision=download.revision or None, allow_patterns=list(download.patterns)
        )
    except GatedRepoError as error:
        remedy = "Accept its licence on its page, then set HF_TOKEN."
        raise ModelError(f"{download.repository} is given only to those who ask for it.", remedy) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise UnknownModel(
            f"The hub has no {_title(download)}.", "Check the name; private ones need HF_TOKEN."
        ) from error
    except Exception as error:  # the library's own, its HTTP client's and the system's: all mean that it did not arrive
        raise unreachable(download, error) from error
    return Path(folder)


def unreachable(download: Download, error: Exception) -> ModelError:
    """For a hub that does not answer, and for offline mode."""
    said = " ".join(str(error).split()) or type(error).__name__
    reason = re.split(r"(?<=[a-z\])])\.\s", said)[0].removeprefix("Got: ").rstrip(".")
    remedy = (
        f"Where no hub can be reached, download it elsewhere and copy the folder models--"
        f"{download.repository.replace('/', '--')} to {cache_folder()}, or name a directory or .gguf file directly. "
        "A download that broke off goes on when you try again."
    )
    return ModelError(f"{_title(download)} could not be downloaded: {reason}.", remedy)


def _forms(preset: Preset) -> dict[str, Download]:
    sources = preset.sources
    found = {}
    if sources.gguf:
        found["gguf"] = Download(sources.gguf, "", (sources.gguf_file, *_TEXTS))
    if sources.exl2:
        found["exl2"] = Download(sources.exl2, sources.exl2_revision)
    if sources.safetensors:
        found["safetensors"] = Download(sources.safetensors)
    return found


def _usual(preset: Preset) -> str:
    """The smallest form that something here can run."""
    from .exllamav2_files import available

    forms = _forms(preset)
    if "exl2" in forms and available():
        return "exl2"
    return "gguf" if "gguf" in forms and "openvino" in preset.backends else "safetensors"


def _title(download: Download) -> str:
    return f"{download.repository}@{download.revision}" if download.revision else download.repository
