"""Actions on cells over real throwaway kernels, in one session for all tests of a module."""

from dataclasses import replace

import pandas as pd
import pytest
from support import ScriptedModel

from smallcode_nb.agent.stop import Stop
from smallcode_nb.notebook.actions.perform import perform
from smallcode_nb.notebook.actions.wish import Wish
from smallcode_nb.notebook.command import Order
from smallcode_nb.notebook.extension import load, unload
from smallcode_nb.notebook.wiring import default_wiring
from tests.notebook.conftest import Shell


class Watcher:
    """Keeps the events of an action."""

    def __init__(self):
        self.events = []

    def on(self, event):
        self.events.append(event)


class Actor:
    """A notebook with live data, whose cells can be acted upon."""

    def __init__(self):
        self.shell = Shell()
        self.shell.handed = []
        self.model = ScriptedModel("total = sales['price'].sum()")
        self.session = load(self.shell, replace(default_wiring(), load_model=lambda spec: self.model))
        self.watcher = Watcher()

    def run(self, code):
        """Run a cell of the user's."""
        return self.shell.run_cell(code, store_history=True)

    def act(self, action, source="", text="", failure=None, stop=None, **order):
        """Perform an action on a cell and wait for its answer."""
        wish = Wish(action, Order(text, **order), source, failure)
        work = perform(wish, self.session, self.watcher, stop or Stop())
        return self.session.working().submit(work).result(120)


@pytest.fixture(scope="module")
def module_actor():
    actor = Actor()
    yield actor
    unload(actor.shell)
    actor.shell.restore_sys_module_state()
    Shell.clear_instance()


@pytest.fixture
def actor(module_actor):
    """The actor with fresh data."""
    module_actor.watcher = Watcher()
    module_actor.shell.user_ns["sales"] = pd.DataFrame(
        {"city": ["Bern", "Rome", "Bern", "Oslo"], "price": [10.5, 9.0, 14.0, 3.25], "sold": [1, 2, 3, 4]}
    )
    return module_actor
