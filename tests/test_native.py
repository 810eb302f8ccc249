"""What native libraries leave on the threads of this process."""

import subprocess
import sys
import threading

import pytest

from smallcode_nb.native import on_passing_thread

#: a process of its own: before the remedy its last line but one ended it
CLOSED_ELSEWHERE = """
import asyncio, signal, threading
from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.models import load

async def draw(model):
    prompts = (Prompt((Message("raw", "x"),)),)
    return [chunk async for chunk in model.sample(prompts, (Sampling(max_tokens=4),))]

model = load()
assert asyncio.run(draw(model))
def close():
    global model
    model.close()
    del model
closing = threading.Thread(target=close)
closing.start()
closing.join()
signal.signal(signal.SIGINT, lambda *_: print("heard"))
signal.raise_signal(signal.SIGINT)
print("alive")
"""


def test_what_was_constructed_is_returned_and_its_thread_is_gone():
    before = threading.active_count()
    assert on_passing_thread(threading.current_thread) is not threading.current_thread()
    assert threading.active_count() == before


def test_an_error_comes_through():
    with pytest.raises(LookupError, match="nothing"):
        on_passing_thread(lambda: (_ for _ in ()).throw(LookupError("nothing")))


def test_an_interrupt_is_heard_after_a_model_was_closed_on_another_thread():
    pytest.importorskip("openvino_genai")
    done = subprocess.run([sys.executable, "-c", CLOSED_ELSEWHERE], capture_output=True, text=True, timeout=100)  # noqa: S603
    assert done.stdout.split() == ["heard", "alive"], done.stderr
