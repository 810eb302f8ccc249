"""A real IPython kernel whose start is cut in two: before the fork and after it.

Everything that needs no thread, socket or process id happens once, in the
zygote. Knows ipykernel; knows nothing about confinement or snapshots.
"""

from __future__ import annotations

import sys
import types
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

from .connect import connection_info
from .protocol import Connection


class ForkedKernelApp(IPKernelApp):
    """Call `prepare` before the fork, `bind` after it, then `start`."""

    def prepare(self, ipython_dir: str) -> None:
        """Read configuration and build the shell, with an empty namespace."""
        self.ipython_dir = ipython_dir
        untyped: Any = super(IPKernelApp, self)
        untyped.initialize([])
        self._steps.init_pdb()
        self.shell = self._build_shell()

    def _build_shell(self) -> Any:
        module = types.ModuleType("__main__", doc="Automatically created module for IPython interactive environment")
        shell = ZMQInteractiveShell.instance(
            config=self.config,
            profile_dir=self.profile_dir,
            user_module=module,
            user_ns=module.__dict__,
            compiler_class=XCachingCompiler,
        )
        warm(shell)
        return shell

    @property
    def namespace(self) -> dict[str, Any]:
        """The variables code in this kernel sees as its globals."""
        return self._steps.shell.user_ns  # type: ignore[no-any-return]

    @property
    def _steps(self) -> Any:
        """Itself, without the annotations that ipykernel does not have."""
        return self

    def bind(self, connection: Connection, heartbeat: bool) -> None:
        """Open the channels and connect the prepared shell to them."""
        app = self._steps
        app.load_connection_info(connection_info(connection))
        app.init_sockets()
        if heartbeat:
            app.init_heartbeat()
        app.log_connection_info()
        app.init_io()
        app.init_signal()
        app.init_kernel()
        self._adopt_shell()
        sys.stdout.flush()
        sys.stderr.flush()

    def _adopt_shell(self) -> None:
        shell = self.kernel.shell
        shell.kernel = shell.parent = self.kernel
        shell.configurables.append(self)
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = self.iopub_socket
        self.shell = shell


def warm(shell: Any) -> None:
    """Run trivial code once, so that lazy imports and caches are there before the fork."""
    shell.run_cell("_ = [1]\n_", store_history=False, silent=True)
    shell.reset(new_session=True)


def configuration() -> Config:
    """What every throwaway kernel is started with."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.log_level = 50
    return config
