"""A real IPython kernel whose start is cut in two: before the fork and after it.

Everything that needs no thread, socket or process id happens once, in the
zygote: the session, the kernel and its shell are made there, and given their
channels in each fork. What a fork touches it must copy, page by page, so this is
most of a kernel's start. Knows ipykernel; knows nothing about confinement or snapshots.
"""

from __future__ import annotations

import logging
import os
import sys
import types
from typing import Any

import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.control import ControlThread
from ipykernel.kernelapp import IPKernelApp
from ipykernel.shellchannel import ShellChannelThread
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import new_id_bytes
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from .connect import connection_info
from .protocol import Connection


class ForkedKernelApp(IPKernelApp):
    """Call `prepare` before the fork, `bind` after it, then `start`."""

    def prepare(self, ipython_dir: str, module: types.ModuleType | None = None) -> None:
        """Read configuration and build the kernel and its shell, over `module` or an empty namespace."""
        self.ipython_dir = ipython_dir
        app: Any = self
        untyped: Any = super(IPKernelApp, self)
        untyped.initialize([])
        app.init_pdb()
        original: Any = super()
        original.configure_tornado_logger()
        module = module or types.ModuleType("__main__", doc="Automatically created module for IPython")
        shell: Any = ZMQInteractiveShell.instance(
            config=self.config,
            profile_dir=self.profile_dir,
            user_module=module,
            user_ns=module.__dict__,
            compiler_class=XCachingCompiler,
        )
        self.kernel = app.kernel_class.instance(
            parent=self, session=app.session, log=self.log, profile_dir=self.profile_dir, user_module=module,
            user_ns=module.__dict__,
        )  # fmt: skip
        shell.kernel = shell.parent = self.kernel
        shell.configurables.append(self)
        self.shell = shell

    @property
    def namespace(self) -> dict[str, Any]:
        """The variables code in this kernel sees as its globals."""
        return self._untyped.shell.user_ns  # type: ignore[no-any-return]

    @property
    def _untyped(self) -> Any:
        """Itself, without the annotations that ipykernel does not have."""
        return self

    def bind(self, connection: Connection, heartbeat: bool) -> None:
        """Open the channels and connect the prepared kernel to them."""
        app = self._untyped
        self._renew_session(connection)
        app.load_connection_info(connection_info(connection))
        app.init_sockets()
        if heartbeat:
            app.init_heartbeat()
        app.init_io()
        app.init_signal()
        self._connect_kernel()
        sys.stdout.flush()
        sys.stderr.flush()

    def _renew_session(self, connection: Connection) -> None:
        session = self._untyped.session
        session.pid = os.getpid()
        session.session = new_id_bytes().decode()
        session.key = connection.key.encode()

    def init_control(self, context: zmq.Context[Any]) -> None:
        """As ipykernel's, without the sockets of a debugger."""
        app = self._untyped
        app.control_socket = context.socket(zmq.ROUTER)
        app.control_socket.linger = 1000
        app.control_port = app._bind_socket(app.control_socket, app.control_port)
        app.control_socket.router_handover = 1
        control: Any = ControlThread
        app.control_thread = control(daemon=True)
        app.shell_channel_thread = ShellChannelThread(context, daemon=True)

    def configure_tornado_logger(self) -> None:
        """Nothing: it was done before the fork."""

    def _connect_kernel(self) -> None:
        app: Any = self
        kernel: Any = self.kernel
        shell_stream = ZMQStream(app.shell_socket, app.shell_channel_thread.io_loop)
        app.shell_channel_thread.shell_stream = shell_stream
        kernel.shell_stream = shell_stream
        kernel.control_stream = ZMQStream(app.control_socket, app.control_thread.io_loop)
        kernel.control_thread, kernel.shell_channel_thread = app.control_thread, app.shell_channel_thread
        kernel.iopub_thread, kernel.iopub_socket = app.iopub_thread, app.iopub_socket
        kernel.stdin_socket = app.stdin_socket
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        app.control_thread.start()
        app.shell_channel_thread.start()
        kernel.record_ports({name + "_port": port for name, port in app._ports.items()})
        shell = kernel.shell
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = app.iopub_socket
        app.displayhook.get_execution_count = lambda: kernel.execution_count


def configuration() -> Config:
    """What every throwaway kernel is started with."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.log_level = logging.CRITICAL
    return config
