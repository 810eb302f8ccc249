"""Where a function of the project can be imported from."""

import sys

import pytest

from smallcode_nb.agent import imports
from smallcode_nb.agent.types import Snippet
from smallcode_nb.notebook.places import harmless, importable, place

CODE = "def tidy_up(x):\n    return x\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A notebook's folder inside a project whose root is not on the import path."""
    folder = tmp_path / "project" / "notebooks"
    for name in ("notebooks/nearhelper.py", "notebooks/placedlib/deep.py", "src/farhelper.py", "top_helper.py"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CODE)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    return tmp_path / "project"


def placed(path, project):
    (snippet,) = place([Snippet(CODE, path, kind="definition")], project)
    return snippet


def test_a_file_beside_the_notebook_is_imported_by_its_name(here):
    assert imports.lines(placed("notebooks/nearhelper.py", here)) == ("from nearhelper: tidy_up(x)",)


def test_a_file_in_a_folder_below_is_imported_by_its_dotted_name(here):
    assert imports.lines(placed("notebooks/placedlib/deep.py", here)) == ("from placedlib.deep: tidy_up(x)",)


@pytest.mark.parametrize("path", ["top_helper.py", "src/farhelper.py"])
def test_a_file_that_no_import_reaches_is_not_offered(here, path):
    assert not importable(placed(path, here))


def test_the_innermost_folder_of_the_import_path_gives_the_name(here, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(here), str(here / "src"), *sys.path])
    assert placed("src/farhelper.py", here).path == "farhelper.py"
    assert placed("top_helper.py", here).path == "top_helper.py"


def test_a_file_hidden_by_another_module_of_its_name_is_not_offered(here):
    (here / "notebooks" / "json.py").write_text(CODE)
    sys.path.remove("")
    sys.path.append("")
    assert not importable(placed("notebooks/json.py", here))


def test_a_script_that_would_run_when_imported_is_not_offered(here):
    (here / "notebooks" / "scripted_train.py").write_text(CODE + "print(tidy_up(3))\n")
    assert not importable(placed("notebooks/scripted_train.py", here))


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        ("import os\nX = os.sep\ndef f(): ...\n", True),
        ('"""Doc."""\nif __name__ == "__main__":\n    print(1)\n', True),
        ("try:\n    import numpy\nexcept ImportError:\n    numpy = None\n", True),
        ("import sys\nsys.exit()\n", False),
        ("for x in range(3): pass\n", False),
        ("if True:\n    print(1)\n", False),
        ("def broken(\n", False),
    ],
)
def test_what_a_file_does_when_it_is_imported_is_read_off_its_outermost_lines(tmp_path, code, fine):
    (tmp_path / "a.py").write_text(code)
    assert harmless(tmp_path / "a.py") is fine


def test_a_file_that_is_gone_is_not_offered(here):
    assert not importable(placed("notebooks/gone.py", here))


def test_cells_of_notebooks_keep_their_path(here):
    (snippet,) = place([Snippet("x = 1", "sales.ipynb")], here)
    assert snippet.path == "sales.ipynb"
