"""The interface as a process of its own, whose terminal is a page in a browser."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

TERMINAL = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "PYTHONUTF8": "1",
}
"""What every page takes: all colours and, with the locale that goes with it, all letters."""
STOP_S = 20.0
"""For the station to finish what it is doing, once it was told to end."""
MOST_WORDS = 16 * 1024
"""Bytes that are kept of what it says when it ends in an error."""


class AppProcess(AppService):
    """See `AppService`. Beside that, what the process says at its end is shown in the page.

    Args:
        arguments: The command; no shell reads it.
    """

    def __init__(
        self, arguments: Sequence[str], page: WebSocketResponse, downloads: DownloadManager
    ) -> None:
        super().__init__(
            arguments[0],
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self._arguments = arguments
        self._page = page
        self._heard = bytearray()

    async def run(self) -> None:
        await super().run()
        assert self._process is not None, "it was opened before it runs"
        if await self._process.wait() and not self._page.closed:
            words = self._heard.decode("utf-8", "replace").strip().replace("\n", "\r\n")
            await self.on_data(f"\x1b[?1049l\x1b[2J\x1b[H{words}\r\n".encode())
        await self._page.close()

    async def on_data(self, payload: bytes) -> None:
        # What it says while the page goes away is read all the same: it must not wait for us.
        with suppress(ConnectionResetError):
            await super().on_data(payload)

    async def stop(self) -> None:
        """End it; at last by force."""
        try:
            async with asyncio.timeout(STOP_S):
                await super().stop()
        except TimeoutError:
            assert self._process is not None, "what has not stopped was started"
            self._process.kill()
            await self._process.wait()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """Return that of the terminal in the page, and not of the one `serve` was started in; a
        service has none at all."""
        environment = super()._build_environment(width, height)
        all_of_it, _ = environment.pop("LC_ALL", ""), environment.pop("LC_CTYPE", "")
        language = (all_of_it or environment.get("LANG") or "C").partition(".")[0]
        return environment | TERMINAL | {"LANG": f"{language}.UTF-8"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
        )
        assert process.stdin is not None, "it was asked for"
        assert process.stderr is not None, "it was asked for"
        self._stdin = process.stdin
        process.stderr = cast(asyncio.StreamReader, _Heard(process.stderr, self._heard))
        return process

    async def _close(self) -> None:
        """The interface has ended; its process has still to say how, and closes the page then."""


class _Heard:
    """A stream, of which the beginning is kept."""

    def __init__(self, stream: asyncio.StreamReader, kept: bytearray) -> None:
        self._stream = stream
        self._kept = kept

    async def read(self, size: int) -> bytes:
        data = await self._stream.read(size)
        self._kept += data[: MOST_WORDS - len(self._kept)]
        return data
