import json

import pytest

from smallcode_nb.errors import ServerError, UnknownModel
from smallcode_nb.models import load
from smallcode_nb.models.ollama import list_ollama, ollama_address

TAGS = {
    "models": [
        {"name": "llama3:70b", "details": {"parameter_size": "70.6B", "family": "llama"}},
        {"name": "qwen2.5-coder:1.5b", "details": {"parameter_size": "1.5B", "family": "qwen2"}},
        {"name": "qwen2.5-coder:0.5b", "details": {"parameter_size": "494.03M", "family": "qwen2"}},
        {"name": "mystery-3b:latest", "details": {}},
    ]
}


@pytest.fixture
def ollama(loopback, reply, monkeypatch):
    loopback.answer = lambda path, body: reply((json.dumps(TAGS),), kind="application/json")
    monkeypatch.setenv("OLLAMA_HOST", loopback.root)
    return loopback


def test_the_list_leaves_out_what_is_too_large(ollama):
    assert [(model.tag, model.parameters) for model in list_ollama()] == [
        ("qwen2.5-coder:0.5b", pytest.approx(0.49403)),
        ("qwen2.5-coder:1.5b", 1.5),
        ("mystery-3b:latest", 3.0),
    ]


def test_a_chosen_model_configures_the_loop(ollama):
    card = load("ollama:qwen2.5-coder:1.5b").card
    assert (card.name, card.repair_rounds, card.context) == ("qwen2.5-coder-1.5b-instruct", 1, 4096)


def test_without_a_tag_the_largest_small_model_is_taken(ollama):
    assert load("ollama").card.parameters == 3.0


def test_a_model_that_is_not_there_comes_with_the_command_that_gets_it(ollama):
    with pytest.raises(UnknownModel, match=r"qwen2\.5-coder:1\.5b.*ollama pull qwen2\.5-coder:1\.5bb"):
        load("ollama:qwen2.5-coder:1.5bb")


def test_no_ollama_says_how_to_start_it(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with pytest.raises(ServerError, match="ollama serve"):
        load("ollama:any")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104 - what users write there
        ("box:8080", "http://box:8080"),
        ("https://box.example:443/", "https://box.example:443"),
    ],
)
def test_the_address_is_read_as_ollama_itself_reads_it(monkeypatch, host, address):
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert ollama_address() == address
