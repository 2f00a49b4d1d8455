"""Running the server until it is interrupted."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web

from procstation.web.server import StationServer

SHUTDOWN_S = 5.0
"""For answers that are under way; the interface has its own time before that."""
READ_AT_ONCE = 1024


def run_server(
    server: StationServer, listener: socket.socket, show_link: Callable[[str], None]
) -> None:
    """Serve until interrupted, or told to end.

    Args:
        show_link: Called with a link that lets a browser in: at the start, and with a new one
            whenever Enter is pressed.
    """
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve(server, listener, show_link))


async def _serve(
    server: StationServer, listener: socket.socket, show_link: Callable[[str], None]
) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None, "this runs in one"
    with suppress(NotImplementedError):
        # Windows has no such signal; Ctrl+C works everywhere.
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    runner = web.AppRunner(await server.make_app(), access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        show_link(server.link())
        _on_each_line(lambda: loop.call_soon_threadsafe(lambda: show_link(server.link())))
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _on_each_line(act: Callable[[], object]) -> None:
    """Act whenever something is entered, on a thread that does not keep the program alive."""

    def read() -> None:
        # Not by `sys.stdin`, whose lock this thread would hold when the program ends.
        with suppress(OSError, RuntimeError):
            while os.read(0, READ_AT_ONCE):
                act()

    threading.Thread(target=read, name="serve: enter", daemon=True).start()
