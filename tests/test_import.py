"""Importing and loading is light, and the public names are those that are promised."""

import json
import subprocess
import sys

import smallcode_nb
from smallcode_nb.bench.load import HEAVY

LOAD = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.history_manager.enabled = False
before = set(sys.modules)
shell.run_line_magic("load_ext", "smallcode_nb")
assert "smallcode" in shell.magics_manager.magics["cell"]
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_loading_the_extension_imports_nothing_heavy():
    command = [sys.executable, "-c", LOAD]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own text
    loaded = {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert "smallcode_nb" in loaded
    assert not loaded & set(HEAVY)


def test_every_public_name_can_be_used_and_belongs_to_the_package():
    for name in smallcode_nb.__all__:
        value = getattr(smallcode_nb, name)
        assert name == "__version__" or value.__module__.startswith("smallcode_nb")


def test_the_listed_names_are_what_dir_shows():
    assert dir(smallcode_nb) == sorted(smallcode_nb.__all__)


def test_an_unknown_name_is_an_ordinary_attribute_error():
    assert not hasattr(smallcode_nb, "no_such_name")
