"""What native libraries leave on the threads of this process."""

import asyncio
import multiprocessing
import signal
import threading

import pytest

from smallcode_nb.agent.types import Message, Prompt, Sampling
from smallcode_nb.models import load
from smallcode_nb.native import on_passing_thread


def test_what_was_constructed_is_returned_and_its_thread_is_gone():
    before = threading.active_count()
    assert on_passing_thread(threading.current_thread) is not threading.current_thread()
    assert threading.active_count() == before


def test_an_error_comes_through():
    with pytest.raises(LookupError, match="nothing"):
        on_passing_thread(lambda: (_ for _ in ()).throw(LookupError("nothing")))


async def drawn(model):
    prompts = (Prompt((Message("raw", "x"),)),)
    return [chunk async for chunk in model.sample(prompts, (Sampling(max_tokens=4),))]


def closed_elsewhere():
    """Use a model, let another thread close and free it, then take an interrupt; fails unless that is heard."""
    held, heard = [load()], []
    assert asyncio.run(drawn(held[0]))
    closing = threading.Thread(target=lambda: held.pop().close())
    closing.start()
    closing.join()
    signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    signal.raise_signal(signal.SIGINT)
    assert heard


def test_an_interrupt_is_heard_after_a_model_was_closed_on_another_thread():
    pytest.importorskip("openvino_genai")
    # a process of its own: without the remedy the interrupt ends it
    child = multiprocessing.get_context("spawn").Process(target=closed_elsewhere)
    child.start()
    child.join(100)
    assert child.exitcode == 0
