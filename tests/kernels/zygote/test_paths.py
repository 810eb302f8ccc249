"""Files beside the notebook are imported by a confined kernel as by the notebook itself."""

import sys

import pytest

from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.executor import KernelExecutor
from smallcode_nb.kernels.forked import ForkedSource
from smallcode_nb.kernels.zygote.paths import kept, look

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forked kernels are for Linux")


def test_the_path_is_put_back_as_it_was(monkeypatch):
    monkeypatch.setattr(sys, "path", ["/here", *sys.path])
    with kept():
        sys.path.remove("/here")
    assert sys.path[0] == "/here"


def test_looking_finds_a_module_that_came_meanwhile(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    look()
    (tmp_path / "camelater.py").write_text("")
    look()
    assert "camelater.py" in sys.path_importer_cache[str(tmp_path)]._path_cache


async def test_a_module_beside_the_notebook_is_imported_though_its_folder_cannot_be_listed(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    (folder / "besidelib").mkdir(parents=True)
    (folder / ".env").write_text("KEY=1")
    (folder / "besidehelpers.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "besidelib" / "deep.py").write_text("def triple(x):\n    return 3 * x\n")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    variables = {"a": 1}
    source = ForkedSource()
    executor = KernelExecutor(source, lambda: variables, 1)
    try:
        async with executor.open() as session:
            code = "from besidehelpers import double\nfrom besidelib.deep import triple\n(double(a), triple(a))"
            run = await session.run(Job(code))
            assert run.error is None
            assert run.value.text == "(2, 3)"
        (folder / "besidemore.py").write_text("def half(x):\n    return x / 2\n")
        variables["a"] = 3
        async with executor.open() as session:
            run = await session.run(Job("from besidemore import half\nhalf(a)"))
            assert run.error is None
            secret = await session.run(Job("open('.env').read()"))
            assert secret.error is not None
    finally:
        await source.close()
