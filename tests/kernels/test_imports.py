"""What the notebook has imported is there in kernels at no cost, where a fork can bear it."""

import asyncio
import sys
import types

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from smallcode_nb.agent.types import Job
from smallcode_nb.kernels.driver import drive
from smallcode_nb.kernels.forked import ForkedSource, Settings
from smallcode_nb.kernels.imports import UNSAFE, preloadable, used


def test_libraries_are_found_behind_modules_functions_classes_and_values():
    import scipy.stats
    from sklearn.linear_model import LinearRegression

    found = used({"st": scipy.stats, "Model": LinearRegression, "plot": plt.plot, "df": pd.DataFrame(), "n": 1})
    assert {"scipy.stats", "sklearn.linear_model._base", "matplotlib.pyplot"} <= found
    assert all(not name.startswith(("builtins", "json")) for name in found)


@pytest.mark.parametrize("name", ["json", "smallcode_nb", "not_imported_anywhere", "__main__"])
def test_the_standard_library_this_package_and_unknown_names_are_left_alone(name):
    assert not preloadable(name)


def test_what_is_known_to_hang_after_a_fork_is_left_to_each_kernel(monkeypatch):
    for name in ("torch", "polars", "cv2"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
        assert not preloadable(name)
    assert all(UNSAFE.values())


def test_the_users_own_module_is_left_alone_because_it_changes(tmp_path, monkeypatch):
    (tmp_path / "mine_to_edit.py").write_text("x = 1")
    monkeypatch.syspath_prepend(tmp_path)
    import mine_to_edit

    assert not used({"mine": mine_to_edit})
    del sys.modules["mine_to_edit"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")
async def test_the_next_snapshot_finds_the_notebooks_library_imported():
    import scipy.stats

    source = ForkedSource(Settings(modules=("numpy",), ahead=0))
    variables = {"st": scipy.stats, "a": np.arange(3)}
    await source.forget(await source.snapshot({"a": variables["a"]}))
    await source.forget(await source.snapshot(variables))
    await asyncio.wait_for(asyncio.shield(source._keeper._coming), 120)
    snapshot = await source.snapshot(variables)
    zygote = await source._keeper.zygote()
    kernel = await source.acquire(snapshot)
    run = await drive(kernel, Job(code="print(round(st.norm.cdf(a[0]), 1))"))
    await source.release(kernel)
    await source.forget(snapshot)
    await source.close()
    assert "scipy.stats" in zygote.hello.imported
    assert zygote.hello.threads == 1
    assert "0.5" in repr(run.outputs)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only")
async def test_a_library_that_starts_a_thread_when_it_is_imported_is_given_up(tmp_path, monkeypatch):
    from smallcode_nb.kernels import forked

    (tmp_path / "threaded_library.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(999,), daemon=True).start()"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(forked.imports, "used", lambda variables: frozenset({"threaded_library"}))
    source = ForkedSource(Settings(modules=(), ahead=0))
    for _ in range(2):
        await source.forget(await source.snapshot({"x": 1}))
        if source._keeper._coming is not None:
            await source._keeper._coming
    zygote = await source._keeper.zygote()
    await source.close()
    assert "threaded_library" not in zygote.hello.imported
    assert zygote.hello.threads == 1
