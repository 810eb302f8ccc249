"""A model's name → an open model: picks the adapter and imports it.

Knows: which adapter serves which kind of target. Does not know: anything about a library.
"""

from __future__ import annotations

from pathlib import Path

from smallcode_nb.agent.ports import Model
from smallcode_nb.errors import UnknownModel, UnknownOption, WeightsMissing

from .hub import find_snapshot
from .options import LoadOptions
from .presets import EMBEDDED, Preset
from .registry import Kind, Target, find_plugin, resolve
from .tokens import read_json


def load(spec: str = EMBEDDED, options: LoadOptions | None = None) -> Model:
    """Open the model a specification names; takes seconds and blocks, so call it off the event loop.

    Raises the errors of `resolve` and those of the adapter, all of them ModelError.
    """
    options = options or LoadOptions()
    target = resolve(spec)
    match target.kind:
        case Kind.PRESET if target.preset is not None:
            return _load_preset(target.preset, options)
        case Kind.GGUF:
            from .openvino_files import load_gguf

            return load_gguf(target.path, options)
        case Kind.DIRECTORY:
            return _load_directory(target.path, options)
        case Kind.SERVER:
            from .openai import connect

            return connect(target.place, target.model, options)
        case Kind.OLLAMA:
            from .ollama import connect_ollama

            return connect_ollama(target.place, options)
        case Kind.RECORDED:
            from .recorded import load_recorded

            return load_recorded(target.path)
        case _:
            return _load_plugin(target, options)


def _load_preset(preset: Preset, options: LoadOptions) -> Model:
    if preset.name == EMBEDDED:
        from .embedded import load_embedded

        return load_embedded(options)
    for backend in _wanted(preset, options):
        model = _try_backend(backend, preset, options)
        if model is not None:
            return model
    hub = preset.sources.gguf if "openvino" in preset.backends else preset.sources.safetensors
    remedy = f"Run `hf download {hub}`, or give a directory, a .gguf file or ollama:{preset.sources.ollama}."
    raise WeightsMissing(f"The weights of {preset.title} are not on this machine.", remedy)


def _wanted(preset: Preset, options: LoadOptions) -> tuple[str, ...]:
    if not options.backend:
        return preset.backends
    if options.backend not in preset.backends:
        able = ", ".join(preset.backends)
        raise UnknownOption(f"{options.backend!r} cannot run {preset.title}.", f"Choose one of: {able}.")
    return (options.backend,)


def _try_backend(backend: str, preset: Preset, options: LoadOptions) -> Model | None:
    """The preset on one backend, None when its weights for that backend are not here or it cannot run here."""
    if backend == "exllamav2":
        from .exllamav2_files import available, load_exllamav2

        folder = find_snapshot(preset.sources.exl2, preset.sources.exl2_revision)
        folder = folder or find_snapshot(preset.sources.safetensors)
        return load_exllamav2(folder, options, preset) if folder and available() else None
    if backend == "openvino":
        from .openvino_files import load_gguf

        folder = find_snapshot(preset.sources.gguf)
        path = folder / preset.sources.gguf_file if folder else None
        return load_gguf(path, options, preset) if path and path.is_file() else None
    if backend == "transformers":
        from .transformers_files import load_transformers

        folder = find_snapshot(preset.sources.safetensors)
        return load_transformers(folder, options, preset) if folder else None
    return None


def _load_directory(folder: Path, options: LoadOptions) -> Model:
    if (folder / "manifest.json").is_file() and (folder / "model.gguf").is_file():
        from .embedded import load_embedded

        return load_embedded(options, folder)
    if (folder / "openvino_model.xml").is_file():
        from .openvino_files import load_openvino_directory

        return load_openvino_directory(folder, options)
    if not (folder / "config.json").is_file():
        remedy = "Give the directory that holds config.json and the weights."
        raise WeightsMissing(f"{folder} holds no model.", remedy)
    if _for_exllamav2(folder, options):
        from .exllamav2_files import load_exllamav2

        return load_exllamav2(folder, options)
    from .transformers_files import load_transformers

    return load_transformers(folder, options)


def _for_exllamav2(folder: Path, options: LoadOptions) -> bool:
    """Whether a directory goes to ExLlamaV2: when asked to, when nothing else reads it, or on a GPU that it can use."""
    if options.backend:
        return options.backend == "exllamav2"
    config = read_json(folder / "config.json")
    if (config.get("quantization_config") or {}).get("quant_method") == "exl2":
        return True
    from .exllamav2_files import available, runs

    return runs(config) and available()


def _load_plugin(target: Target, options: LoadOptions) -> Model:
    plugin = find_plugin(target.spec)
    if plugin is None:
        raise UnknownModel(f"The plug-in for {target.spec!r} is gone.", "Install it again.")
    model: Model = plugin.load()(target.spec, options)
    return model
