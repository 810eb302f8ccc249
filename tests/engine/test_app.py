"""The official `openai` client against the engine, unchanged, over random weights."""

import asyncio
import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    openai = pytest.importorskip("openai")

CHAT = [{"role": "user", "content": "total price"}]
SHORT = {"model": "random-chat", "messages": CHAT, "max_tokens": 12, "seed": 5}
PLAIN = {"model": "random-chat", "prompt": "def total(df):", "max_tokens": 12, "seed": 5}


@pytest.fixture
def client(served):
    with openai.OpenAI(base_url=served.address, api_key="owner-token", max_retries=0, timeout=20) as client:
        yield client


def test_the_open_model_is_listed_with_its_window(client):
    (model,) = client.models.list().data
    assert (model.id, model.max_model_len) == ("random-chat", 512)
    assert client.models.retrieve("random-chat").id == "random-chat"


def test_a_chat_is_answered_and_counted(client):
    answer = client.chat.completions.create(**SHORT)
    (choice,) = answer.choices
    assert choice.message.role == "assistant"
    assert choice.message.content
    assert choice.finish_reason in ("stop", "length")
    assert 1 <= answer.usage.completion_tokens <= 12
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_a_text_is_continued(client):
    (choice,) = client.completions.create(**PLAIN).choices
    assert choice.text


def test_the_first_of_n_choices_is_the_one_drawn_alone_and_the_others_differ(client):
    alone = client.chat.completions.create(**SHORT).choices[0].message.content
    several = client.chat.completions.create(**SHORT, n=4).choices
    assert [choice.index for choice in several] == [0, 1, 2, 3]
    assert several[0].message.content == alone
    assert len({choice.message.content for choice in several}) == 4


def test_a_seed_gives_the_same_text_again_and_another_seed_another(client):
    def draw(seed):
        return client.completions.create(**PLAIN | {"seed": seed}).choices[0].text

    assert draw(5) == draw(5) != draw(6)


def test_a_list_of_prompts_gives_choices_for_each(client):
    several = client.completions.create(**PLAIN | {"prompt": ["def a():", "def b():"], "n": 2})
    assert [choice.index for choice in several.choices] == [0, 1, 2, 3]
    assert several.choices[0].text == client.completions.create(**PLAIN | {"prompt": "def a():"}).choices[0].text


def test_what_streams_is_what_comes_whole(client):
    whole = [choice.message.content for choice in client.chat.completions.create(**SHORT, n=2).choices]
    texts, usage = ["", ""], None
    stream = client.chat.completions.create(**SHORT, n=2, stream=True, stream_options={"include_usage": True})
    for event in stream:
        usage = event.usage or usage
        for choice in event.choices:
            texts[choice.index] += choice.delta.content or ""
    assert texts == whole
    assert usage.completion_tokens > 0
    plain = "".join(event.choices[0].text for event in client.completions.create(**PLAIN, stream=True))
    assert plain == client.completions.create(**PLAIN).choices[0].text


def test_a_stop_word_ends_the_text_before_it(client):
    text = client.completions.create(**PLAIN | {"temperature": 0}).choices[0].text
    word = text[3:5]
    (choice,) = client.completions.create(**PLAIN | {"temperature": 0}, stop=word).choices
    assert choice.text == text[: text.index(word)]
    assert choice.finish_reason == "stop"


def test_log_probabilities_come_one_for_each_token(client):
    answer = client.chat.completions.create(**SHORT, logprobs=True)
    entries = answer.choices[0].logprobs.content
    assert len(entries) == answer.usage.completion_tokens
    assert all(entry.logprob <= 0 for entry in entries)
    assert "".join(entry.token for entry in entries) == answer.choices[0].message.content


def test_without_a_limit_a_chat_ends_with_the_window(client):
    answer = client.chat.completions.create(model="random-chat", messages=CHAT, seed=1)
    assert answer.usage.total_tokens <= 512


async def test_clients_at_once_get_what_each_gets_alone(served):
    async with openai.AsyncOpenAI(base_url=served.address, api_key="owner-token", max_retries=0) as client:

        async def draw(seed):
            answer = await client.completions.create(**PLAIN | {"seed": seed})
            return answer.choices[0].text

        alone = [await draw(seed) for seed in range(4)]
        assert await asyncio.gather(*(draw(seed) for seed in range(4))) == alone


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"model": "gpt-9"}, openai.NotFoundError, "Open: random-chat"),
        ({"n": 0}, openai.BadRequestError, "n must be at least 1"),
        ({"n": 1000}, openai.BadRequestError, "n must be at least 1 and at most 128"),
        ({"temperature": 9}, openai.BadRequestError, "temperature must be"),
        ({"messages": []}, openai.BadRequestError, "at least one message"),
        ({"messages": [{"role": "tool", "content": "x"}]}, openai.BadRequestError, "roles"),
        ({"messages": [{"role": "user", "content": "word " * 2000}]}, openai.BadRequestError, "window"),
        ({"tools": [{"type": "function"}]}, openai.BadRequestError, "tools is not supported"),
        ({"stop": [""]}, openai.BadRequestError, "stop must be"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_bad_request_is_refused_in_words(client, change, error, words, stream):
    with pytest.raises(error, match=words):
        client.chat.completions.create(**SHORT | change, stream=stream)


def test_a_wrong_key_opens_nothing(served):
    with openai.OpenAI(base_url=served.address, api_key="guess", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError):
            client.models.list()
        with pytest.raises(openai.AuthenticationError):
            client.chat.completions.create(**SHORT)


def test_no_key_opens_nothing_and_an_unknown_route_is_said_so(served):
    with served.client() as client:
        assert client.get("nothing").json()["error"]["message"] == "There is no GET /v1/nothing here."
        client.headers.pop("authorization")
        refused = client.get("models")
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "invalid_api_key"


def test_what_is_not_json_is_refused(served):
    with served.client() as client:
        for content in (b"{half", b"[1]", b"\xff\xfe"):
            answer = client.post("completions", content=content)
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")
        assert client.post("completions", content=b"x" * 4_000_001).status_code == 413


def test_a_user_of_the_class_draws_but_neither_loads_nor_stops(served):
    with served.client("ana-key") as client:
        assert client.post("completions", json=PLAIN).status_code == 200
        assert client.post("load", json={"spec": "smallcode-tiny"}).status_code == 403
        assert client.post("stop").status_code == 403


def test_hanging_up_stops_the_drawing(busy, patient):
    with openai.OpenAI(base_url=busy.address, api_key="owner-token", max_retries=0) as client:
        stream = client.chat.completions.create(model="patient", messages=CHAT, stream=True)
        next(iter(stream))
        stream.close()
        assert patient.ended.wait(10)


async def test_hanging_up_on_an_answer_that_does_not_stream_stops_the_drawing_too(busy, patient):
    async with openai.AsyncOpenAI(base_url=busy.address, api_key="owner-token", max_retries=0) as client:
        with pytest.raises(openai.APITimeoutError):
            await client.with_options(timeout=0.3).chat.completions.create(model="patient", messages=CHAT)
    assert await asyncio.to_thread(patient.ended.wait, 10)


def test_one_request_too_many_gets_429_and_a_time_to_try_again(busy):
    with openai.OpenAI(base_url=busy.address, api_key="owner-token", max_retries=0, timeout=20) as client:
        drawing = client.chat.completions.create(model="patient", messages=CHAT, n=2, stream=True)
        next(iter(drawing))

        async def crowd():
            async with openai.AsyncOpenAI(base_url=busy.address, api_key="owner-token", max_retries=0) as other:
                asks = [
                    asyncio.create_task(other.chat.completions.create(model="patient", messages=CHAT)) for _ in "12"
                ]
                done, waiting = await asyncio.wait(asks, return_when=asyncio.FIRST_COMPLETED)
                for task in waiting:
                    task.cancel()
                return [task.exception() for task in done]

        (refused,) = asyncio.run(crowd())
        drawing.close()
    assert isinstance(refused, openai.RateLimitError)
    assert int(refused.response.headers["retry-after"]) >= 1
    assert "try again in" in str(refused)


def test_embeddings_are_vectors_or_a_refusal_that_says_what_is_missing(client):
    from smallcode_nb.errors import SmallCodeError
    from smallcode_nb.retrieval.encoder import open_encoder

    try:
        open_encoder()
    except SmallCodeError:
        with pytest.raises(openai.NotFoundError, match="no encoder"):
            client.embeddings.create(model="x", input="mean price")
    else:
        several = client.embeddings.create(model="x", input=["mean price", "mean price", "bar chart"]).data
        assert len(several[0].embedding) == 384
        assert several[0].embedding == several[1].embedding != several[2].embedding
