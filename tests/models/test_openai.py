import asyncio
import json
import socketserver
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler

import pytest

from smallcode_nb.agent.types import Message, Prompt, PromptStyle, Sampling
from smallcode_nb.errors import RequestTooLong, ServerError, UnknownModel
from smallcode_nb.models import LoadOptions, load
from smallcode_nb.models.openai import OpenAIModel
from smallcode_nb.models.server import Server
from smallcode_nb.models.server_facts import Offer, describe


class ThreadingUnixStreamServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


CHAT = Prompt((Message("system", "Write code."), Message("user", "sum of a")))
RAW = Prompt((Message("raw", "def total("),))
MODELS = json.dumps({"data": [{"id": "demo-1.5b", "max_model_len": 2048}, {"id": "other-3b"}]})


def event(index, text="", finish=None):
    choice = {"index": index, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


def spoken(*texts):
    """The stream of one request that draws these texts."""
    parts = [event(index, piece) for index, text in enumerate(texts) for piece in text]
    parts += [event(index, finish="stop") for index in range(len(texts))]
    return (*parts, "data: [DONE]\n\n")


def model_on(loopback, **settings):
    card = describe(Offer("demo-1.5b", 2048))
    server = Server(loopback.address, "SMALLCODE_TEST_KEY", timeout_s=settings.pop("timeout_s", 5.0))
    return OpenAIModel(server, "demo-1.5b", card, backoff_s=0.001, **settings)


async def collect(model, prompts, samplings):
    texts, ends = defaultdict(str), {}
    async for chunk in model.sample(tuple(prompts), tuple(samplings)):
        texts[chunk.index] += chunk.text
        if chunk.finish:
            ends[chunk.index] = chunk.finish
    await model.aclose()
    return [texts[index] for index in range(len(prompts))], ends


async def refusal(loopback, reply, **settings):
    loopback.answer = lambda path, body: reply
    with pytest.raises(ServerError) as caught:
        await collect(model_on(loopback, **settings), [CHAT], [Sampling()])
    return str(caught.value)


async def test_alike_samples_are_one_request_with_n(loopback, reply):
    loopback.answer = lambda path, body: reply(spoken(*["ab", "cd", "ef"][: body.get("n", 1)]))
    samplings = [Sampling(seed=seed) for seed in (4, 5, 6)]
    texts, ends = await collect(model_on(loopback), [CHAT] * 3, samplings)
    assert texts == ["ab", "cd", "ef"]
    assert ends == {0: "stop", 1: "stop", 2: "stop"}
    (body,) = loopback.bodies("/v1/chat/completions")
    assert (body["n"], body["seed"], body["stream"]) == (3, 4, True)
    assert [turn["role"] for turn in body["messages"]] == ["system", "user"]


async def test_a_greedy_draw_and_sampled_ones_are_two_requests(loopback, reply):
    loopback.answer = lambda path, body: reply(spoken(*["x"] * body.get("n", 1)))
    samplings = [Sampling(temperature=0.0), Sampling(seed=1), Sampling(seed=2)]
    await collect(model_on(loopback), [CHAT] * 3, samplings)
    bodies = loopback.bodies("/v1/chat/completions")
    assert sorted(body.get("n", 1) for body in bodies) == [1, 2]


async def test_a_server_that_ignores_n_is_asked_again_for_each_missing_sample(loopback, reply):
    loopback.answer = lambda path, body: reply(spoken(f"seed {body['seed']}"))
    model = model_on(loopback)
    texts, _ = await collect(model, [CHAT] * 3, [Sampling(seed=seed) for seed in (7, 8, 9)])
    assert texts == ["seed 7", "seed 8", "seed 9"]
    await collect(model, [CHAT] * 2, [Sampling(seed=seed) for seed in (1, 2)])
    assert [body.get("n") for body in loopback.bodies("/v1/chat/completions")] == [3, None, None, None, None]


async def test_raw_prompts_use_the_text_route(loopback, reply):
    plain = [{"choices": [{"index": 0, "text": "a):", "finish_reason": "length"}]}]
    loopback.answer = lambda path, body: reply(tuple(f"data: {json.dumps(e)}\n\n" for e in plain))
    texts, ends = await collect(model_on(loopback), [RAW], [Sampling(stop=("\n\n",))])
    (body,) = loopback.bodies("/v1/completions")
    assert (texts, ends) == (["a):"], {0: "length"})
    assert (body["prompt"], body["stop"]) == ("def total(", ["\n\n"])


async def test_a_server_that_does_not_stream_still_answers(loopback, reply):
    whole = {"choices": [{"index": 0, "message": {"content": "x = 1"}, "finish_reason": "stop"}]}
    loopback.answer = lambda path, body: reply((json.dumps(whole),), kind="application/json")
    texts, _ = await collect(model_on(loopback), [CHAT], [Sampling()])
    assert texts == ["x = 1"]


async def test_a_passing_refusal_is_tried_again(loopback, reply):
    answers = iter([reply(status=503), reply(status=429, headers=(("retry-after", "0"),)), reply(spoken("ok"))])
    loopback.answer = lambda path, body: next(answers)
    texts, _ = await collect(model_on(loopback), [CHAT], [Sampling()])
    assert texts == ["ok"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, '{"error": {"message": "bad key"}}', "SMALLCODE_TEST_KEY"),
        (404, '{"error": "no model demo"}', "no model demo"),
        (429, "slow down", "at its limit"),
        (500, "boom", "failed (500): boom"),
        (400, '{"error": {"message": "max_tokens too large"}}', "max_tokens too large"),
        (302, "", "answered 302"),
    ],
)
async def test_a_refusal_says_what_happened_and_what_to_do(loopback, reply, status, body, words):
    said = await refusal(loopback, reply((body,), status=status, kind="application/json"), retries=1)
    assert words in said


async def test_a_web_page_is_recognised(loopback, reply):
    said = await refusal(loopback, reply(("<!DOCTYPE html><html>hello</html>",), kind="text/html"))
    assert "a web page" in said
    assert "/v1" in said


async def test_a_malformed_stream_is_named(loopback, reply):
    assert "not an event stream" in await refusal(loopback, reply((event(0, "a"), "data: {broken\n\n")))
    assert "not an event stream" in await refusal(loopback, reply(("nonsense\n\n",)))


async def test_a_stream_that_ends_early_is_an_error(loopback, reply):
    assert "before it was complete" in await refusal(loopback, reply((event(0, "half"),)))


async def test_an_error_inside_the_stream_is_shown(loopback, reply):
    broken = f"data: {json.dumps({'error': {'message': 'out of memory'}})}\n\n"
    assert "out of memory" in await refusal(loopback, reply((event(0, "a"), broken)))


async def test_a_server_that_stalls_is_given_up(loopback, reply):
    said = await refusal(loopback, reply((event(0, "a"),), stall_s=5.0), timeout_s=0.2)
    assert "sent nothing for 0.2 s" in said


async def test_no_server_at_all_is_said_plainly():
    card = describe(Offer("demo", 0))
    gone = OpenAIModel(Server("http://127.0.0.1:9/v1"), "demo", card, retries=1, backoff_s=0.001)
    with pytest.raises(ServerError, match="No server answers"):
        await collect(gone, [CHAT], [Sampling()])


async def test_closing_the_stream_closes_the_connection(loopback, reply):
    parts = tuple(event(0, "word ") for _ in range(2000))
    loopback.answer = lambda path, body: reply(parts, pause_s=0.005)
    model = model_on(loopback)
    stream = model.sample((CHAT,), (Sampling(),))
    await anext(stream)
    await stream.aclose()
    assert await asyncio.to_thread(loopback.broken_off.wait, 5.0)
    await model.aclose()


async def test_a_key_is_sent_and_never_shown(loopback, reply, monkeypatch):
    monkeypatch.setenv("SMALLCODE_TEST_KEY", "sk-very-secret")
    said = await refusal(loopback, reply(("wrong: sk-very-secret",), status=400, kind="text/plain"))
    assert loopback.headers[-1]["authorization"] == "Bearer sk-very-secret"
    assert "sk-very-secret" not in said
    assert "sk-very-secret" not in repr(Server(loopback.address, key="sk-very-secret"))


async def test_a_prompt_over_the_window_is_refused_before_it_is_sent(loopback):
    with pytest.raises(RequestTooLong, match="2048"):
        await collect(model_on(loopback), [Prompt((Message("user", "word " * 4000),))], [Sampling()])
    assert loopback.asked == []


def test_connecting_reads_the_servers_own_facts(loopback, reply):
    loopback.answer = lambda path, body: reply((MODELS,), kind="application/json")
    model = load(loopback.address, LoadOptions(timeout_s=5.0))
    assert (model.card.name, model.card.context, model.card.parameters) == ("demo-1.5b", 2048, 1.5)
    assert (model.card.backend, model.card.style, model.card.repair_rounds) == ("openai", PromptStyle.CHAT, 1)
    assert load(f"{loopback.address}#other-3b").card.parameters == 3.0


def test_a_model_the_server_lacks_gets_the_nearest_name(loopback, reply):
    loopback.answer = lambda path, body: reply((MODELS,), kind="application/json")
    with pytest.raises(UnknownModel, match="Did you mean 'other-3b'"):
        load(f"{loopback.address}#othr-3b")


async def test_a_unix_socket_serves_as_an_address(tmp_path):
    path = tmp_path / "s"
    answers = {"/v1/models": MODELS, "/v1/chat/completions": "".join(spoken("hi"))}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header(
                "content-type", "application/json" if self.path.endswith("models") else "text/event-stream"
            )
            self.end_headers()
            self.wfile.write(answers[self.path].encode())

        do_POST = do_GET  # noqa: N815 - the base class calls it so

        def address_string(self):
            return "socket"

        def log_message(self, *args):
            pass

    with ThreadingUnixStreamServer(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        model = await asyncio.to_thread(load, f"unix:{path}#demo-1.5b")
        texts, _ = await collect(model, [CHAT], [Sampling()])
        server.shutdown()
        thread.join()
    assert texts == ["hi"]
