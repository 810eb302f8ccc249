"""Remote kernels by kernel spec: whatever provisioner it names starts them.

This is how Kubernetes, YARN or Docker are reached with gateway_provisioners. Knows
jupyter_client; the provisioner knows the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from ...errors import KernelStartFailed

if TYPE_CHECKING:
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager

_READY_S = 120.0
_LOOK_S = 0.25
#: seconds for a kernel to end by itself
_LISTEN_S = 1.0


class KernelSpecPlace:
    """Starts kernels of one kernel spec."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def start(self) -> ManagedKernel:
        """A fresh kernel; raises KernelStartFailed."""
        from jupyter_client.kernelspec import NoSuchKernel
        from jupyter_client.manager import AsyncKernelManager

        manager = AsyncKernelManager(kernel_name=self._name, shutdown_wait_time=_LISTEN_S)
        try:
            await manager.start_kernel()
        except NoSuchKernel as e:
            raise KernelStartFailed(
                f"There is no kernel spec named {self._name!r}.", "`jupyter kernelspec list` shows what there is."
            ) from e
        except Exception as e:  # a provisioner may fail in any way
            raise KernelStartFailed(
                f"The kernel spec {self._name!r} does not start ({type(e).__name__}: {e}).",
                "Look at its provisioner's configuration.",
            ) from e
        except BaseException:
            with contextlib.suppress(Exception):
                await asyncio.shield(manager.shutdown_kernel(now=True))
            raise
        return await ManagedKernel.ready(manager)


class ManagedKernel:
    """A RemoteProcess behind a kernel manager."""

    def __init__(self, manager: AsyncKernelManager, client: AsyncKernelClient) -> None:
        self._manager = manager
        self._client = client
        self.lost = asyncio.Event()
        self._watch = asyncio.create_task(self._look())

    @classmethod
    async def ready(cls, manager: AsyncKernelManager) -> ManagedKernel:
        """Once it answers; raises KernelStartFailed."""
        client: Any = manager.client()
        client.start_channels(stdin=False, hb=False)
        kernel = cls(manager, client)
        try:
            await client.wait_for_ready(timeout=_READY_S)
        except RuntimeError as e:
            await asyncio.shield(kernel.end())
            raise KernelStartFailed(f"A remote kernel does not answer ({e}).", "Look at its provisioner's log.") from e
        except BaseException:
            await asyncio.shield(kernel.end())
            raise
        return kernel

    @property
    def client(self) -> AsyncKernelClient:
        """Its channels."""
        return self._client

    async def interrupt(self) -> None:
        """As its kernel spec says: by signal or by message."""
        await self._manager.interrupt_kernel()

    async def end(self) -> None:
        """Shut it down, so that it removes its folder; kill it when it does not listen."""
        self._watch.cancel()
        self.lost.set()
        with contextlib.suppress(Exception):  # it may be gone in any way
            await self._manager.shutdown_kernel()
        self._client.stop_channels()
        with contextlib.suppress(Exception):
            await self._manager.cleanup_resources()

    async def _look(self) -> None:
        while await self._manager.is_alive():  # noqa: ASYNC110 - nothing tells, a provisioner can only be asked
            await asyncio.sleep(_LOOK_S)
        self.lost.set()
