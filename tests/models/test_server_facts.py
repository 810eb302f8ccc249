import pytest

from smallcode_nb.agent.types import PromptStyle
from smallcode_nb.errors import ServerError
from smallcode_nb.models.server import Server
from smallcode_nb.models.server_facts import Offer, ask_offers, choose, describe, match_preset, size_in


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ('{"id": "m", "max_model_len": 8192}', 8192),
        ('{"id": "m", "meta": {"n_ctx_train": 4096}}', 4096),
        ('{"id": "m", "parameters": {"max_seq_len": 1024}}', 1024),
        ('{"id": "m"}', 0),
    ],
)
def test_each_servers_way_of_stating_its_window_is_read(loopback, reply, entry, window):
    loopback.answer = lambda path, body: reply((f'{{"data": [{entry}]}}',), kind="application/json")
    assert ask_offers(Server(loopback.address)) == (Offer("m", window),)


def test_a_page_instead_of_a_list_of_models_is_named(loopback, reply):
    loopback.answer = lambda path, body: reply(("<html>login</html>",), kind="text/html")
    with pytest.raises(ServerError, match="a web page"):
        ask_offers(Server(loopback.address))


def test_an_empty_server_asks_for_a_model_to_be_loaded():
    with pytest.raises(ServerError, match="no model loaded"):
        choose(Server("http://127.0.0.1:9/v1"), (), "")


def test_a_served_preset_keeps_its_loop_profile_and_the_smaller_window():
    card = describe(Offer("Qwen/Qwen2.5-Coder-7B-Instruct", 8192))
    assert (card.name, card.context, card.repair_rounds) == ("qwen2.5-coder-7b-instruct", 8192, 2)
    assert describe(Offer("qwen2.5-coder:1.5b", 0), context=2048).context == 2048


def test_the_embedded_model_behind_a_server_keeps_its_prompt_form():
    assert describe(Offer("smallcode-tiny", 0)).style is PromptStyle.TINY


def test_unknown_models_are_sized_by_their_name():
    assert size_in("granite-3b-code-instruct-128k") == 3.0
    assert size_in("demo-0.5b") == 0.5
    assert size_in("mystery") == 7.0
    assert match_preset("mystery") is None
