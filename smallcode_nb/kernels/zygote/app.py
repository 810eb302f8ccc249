"""A real IPython kernel whose start is cut in two: before the fork and after it.

Everything that needs no thread, socket or process id happens once, in the
zygote: the session, the kernel and its shell are made there, and given their
channels in each fork. What a fork touches it must copy, page by page, so this is
most of a kernel's start. Nor does a fork start threads that a kernel of one candidate
has no use for: for subshells and control, for each of the two streams. Knows ipykernel;
knows nothing about confinement or snapshots.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import types
from typing import Any

import zmq
from ipykernel.compiler import XCachingCompiler
from ipykernel.control import ControlThread
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.shellchannel import ShellChannelThread
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import new_id_bytes
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from .connect import connection_info
from .protocol import Connection
from .streams import WatchedStream


class ThrowawayKernel(IPythonKernel):
    """Takes requests from the socket on the main thread unless it is attended: there is one candidate, and no queue."""

    @property
    def _supports_kernel_subshells(self) -> bool:
        return bool(self.shell_channel_thread)

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        if self.shell_channel_thread:
            untyped: Any = super()
            untyped._abort_queues(subshell_id)


class _NoThread:
    """Stands where ipykernel looks for the thread that hands requests to subshells, and does without if it is false."""

    def __bool__(self) -> bool:
        return False

    @property
    def parent_thread(self) -> threading.Thread:
        """Who runs the code."""
        return threading.main_thread()


class ForkedKernelApp(IPKernelApp):
    """Call `prepare` before the fork, `bind` after it, then `start`."""

    _attended = _forks = False

    def prepare(self, ipython_dir: str, module: types.ModuleType | None = None) -> None:
        """Read configuration and build the kernel and its shell, over `module` or an empty namespace."""
        self.ipython_dir = ipython_dir
        app: Any = self
        untyped: Any = super(IPKernelApp, self)
        untyped.initialize([])
        app.init_pdb()
        # its handler drops what is less than critical, but only once a record has been made of it
        app.log.setLevel(logging.CRITICAL)
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
        kind: Any = ThrowawayKernel
        self.kernel = kind.instance(
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

    def bind(self, connection: Connection, *, attended: bool, forks: bool) -> None:
        """Open the channels and connect the prepared kernel to them.

        `attended` is as in `Spawn`; `forks` says whether code can start processes, whose output is then shown too.
        """
        app = self._untyped
        self._attended, self._forks = attended, forks
        self._renew_session(connection)
        app.load_connection_info(connection_info(connection))
        app.init_sockets()
        if attended:
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
        """As ipykernel's, without the sockets of a debugger, and without threads that nobody would speak to."""
        app = self._untyped
        app.control_socket = context.socket(zmq.ROUTER)
        app.control_socket.linger = 1000
        app.control_port = app._bind_socket(app.control_socket, app.control_port)
        app.control_socket.router_handover = 1
        control: Any = ControlThread
        app.control_thread = control(daemon=True) if self._attended else None
        app.shell_channel_thread = ShellChannelThread(context, daemon=True) if self._attended else _NoThread()

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """As ipykernel's, without a port for the output of child processes where there cannot be any."""
        app = self._untyped
        socket = context.socket(zmq.XPUB)
        socket.linger = 1000
        app.iopub_port = app._bind_socket(socket, app.iopub_port)
        publisher: Any = IOPubThread
        app.iopub_thread = publisher(socket, pipe=self._forks, session=app.session)
        app.iopub_thread.start()
        app.iopub_socket = app.iopub_thread.background_socket

    def configure_tornado_logger(self) -> None:
        """Nothing: it was done before the fork."""

    def _connect_kernel(self) -> None:
        app: Any = self
        kernel: Any = self.kernel
        shell_thread, control_thread = app.shell_channel_thread, app.control_thread
        kernel.shell_stream = ZMQStream(app.shell_socket, shell_thread.io_loop if shell_thread else None)
        kernel.control_stream = ZMQStream(app.control_socket, control_thread.io_loop if control_thread else None)
        if shell_thread:
            shell_thread.shell_stream = kernel.shell_stream
        kernel.control_thread, kernel.shell_channel_thread = control_thread, shell_thread
        kernel.iopub_thread, kernel.iopub_socket = app.iopub_thread, app.iopub_socket
        kernel.stdin_socket = app.stdin_socket
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        for thread in (control_thread, shell_thread):
            if thread:
                thread.start()
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
    config.IPKernelApp.outstream_class = f"{WatchedStream.__module__}.{WatchedStream.__qualname__}"
    return config
