import json
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from smallcode_nb.errors import ModelError, UnknownOption, WeightsMissing
from smallcode_nb.models import LoadOptions, load, registry

HEAVY = ("torch", "transformers", "openvino", "httpx", "jinja2", "tokenizers", "numpy", "exllamav2", "haystack")


def test_naming_a_model_imports_nothing_heavy():
    script = (
        "import sys; from smallcode_nb.models import resolve; resolve('smallcode-tiny'); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - our own script
    assert done.stdout.strip() == "[]"


def test_weights_that_were_never_downloaded_come_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(WeightsMissing, match=r"hf download Qwen/Qwen2\.5-Coder-1\.5B-Instruct-GGUF.*ollama:qwen2"):
        load("qwen2.5-coder-1.5b-instruct")


def test_a_backend_that_lacks_the_architecture_names_those_that_have_it():
    with pytest.raises(UnknownOption, match="transformers, openai"):
        load("stable-code-3b", LoadOptions(backend="exllamav2"))


def test_a_folder_without_a_model_is_said_to_be_one(tmp_path):
    with pytest.raises(WeightsMissing, match=r"config\.json"):
        load(str(tmp_path))


def test_a_downloaded_preset_opens_with_its_own_card(random_model, tmp_path, monkeypatch):
    pytest.importorskip("openvino_genai")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    folder = tmp_path / "models--Qwen--Qwen2.5-Coder-0.5B-Instruct-GGUF"
    snapshot = folder / "snapshots" / "1"
    snapshot.mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("1")
    (snapshot / "qwen2.5-coder-0.5b-instruct-q8_0.gguf").write_bytes(random_model.gguf.read_bytes())
    model = load("qwen2.5-coder-0.5b-instruct", LoadOptions(backend="openvino", context=256))
    assert (model.card.name, model.card.context) == ("qwen2.5-coder-0.5b-instruct", 256)
    assert model.card.template == "chatml"
    model.close()


def test_a_plug_in_is_called_with_the_name_and_the_options(monkeypatch):
    plugin = EntryPoint("theirs", "builtins:print", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry, "entry_points", lambda group, name: (plugin,) if name == "theirs" else ())
    monkeypatch.setattr(EntryPoint, "load", lambda self: lambda spec, options: json.dumps([spec, options.context]))
    assert load("theirs:x", LoadOptions(context=5)) == '["theirs:x", 5]'


def test_exl2_weights_go_to_the_only_library_that_reads_them(tmp_path):
    config = {"architectures": ["LlamaForCausalLM"], "quantization_config": {"quant_method": "exl2"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match=r"exllamav2 is not installed|NVIDIA GPU|tokenizer"):
        load(str(tmp_path))
