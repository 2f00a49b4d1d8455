"""The station for a browser: its pages, its one seat, and the way to the interface."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from textual_serve.app_service import AppService
from textual_serve.server import Server

from procstation.devices.wedge import HOLD_S
from procstation.errors import StationError
from procstation.web.app_process import STOP_S, AppProcess
from procstation.web.gate import Gate
from procstation.web.messages import (
    MOST_BYTES,
    Focused,
    Keys,
    Pinged,
    Resized,
    cells,
    read_message,
)
from procstation.web.pages import in_use_page, refusal_page, terminal_page, trouble_page

COOKIE = "procstation"
HEARTBEAT_S = 15.0
"""A browser that is not heard of for so long has gone."""
APART_S = HOLD_S + 0.015
"""Between two keys of a person, who would else be taken for a scanner when the network hands over
in one go what was typed one by one."""

_PAGE_FOLDER = Path(__file__).parent / "static"
_OPEN_PATHS = ("/page/", "/static/")
"""What holds nothing of the station."""

_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'"
    " 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(eq=False, slots=True)
class Seat:
    """The browser that is at the station.

    Attributes:
        left: Set when its interface has ended and the station is free.
    """

    session: str
    address: str
    page: web.WebSocketResponse
    since: str = field(default_factory=lambda: f"{datetime.now().astimezone():%H:%M}")
    left: asyncio.Event = field(default_factory=asyncio.Event)


class StationServer(Server):
    """Serves the interface to one browser at a time.

    Args:
        arguments: The command of the interface.
        url: What browsers call this server: scheme, host and port, without a path.
        in_use: Raises when something else on this machine is at the station.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        gate: Gate,
        url: str,
        in_use: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(arguments[0], title="procstation", public_url=url.rstrip("/"))
        self._arguments = arguments
        self._gate = gate
        self._in_use = in_use
        self._seat: Seat | None = None
        self._changing = asyncio.Lock()

    def link(self) -> str:
        """Return a link that lets a browser in."""
        return f"{self.public_url}/?token={self._gate.new_token()}"

    async def make_app(self) -> web.Application:
        """Return the application, for whoever runs it."""
        app = web.Application(middlewares=[self._guard], client_max_size=MOST_BYTES)
        app.add_routes(
            [
                web.get("/", self._show),
                web.post("/take-over", self._take_over),
                web.get("/ws", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
                web.static("/page", _PAGE_FOLDER),
            ]
        )
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_shutdown(self, app: web.Application) -> None:
        """End the interface with the server."""
        del app
        await self._empty_the_seat()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who is known or brings a token; say nothing of the station to anybody else."""
        answer: web.StreamResponse
        if request.path == "/" and "token" in request.query:
            answer = self._redeem(request.query["token"])
        elif request.path.startswith(_OPEN_PATHS) or self._gate.knows(self._session_of(request)):
            try:
                answer = await handler(request)
            except web.HTTPException as refused:
                refused.headers.update(_SECURITY)
                raise
        else:
            answer = _page(refusal_page(), 403)
        if not answer.prepared:
            answer.headers.update(_SECURITY)
        return answer

    def _redeem(self, token: str) -> web.StreamResponse:
        session = self._gate.redeem(token)
        if session is None:
            return _page(refusal_page(), 403)
        # The token leaves the address, and so the history of the browser.
        answer = web.Response(status=303, headers={"Location": "/"})
        answer.set_cookie(
            COOKIE,
            session,
            httponly=True,
            samesite="Lax",
            secure=self.public_url.startswith("https:"),
        )
        return answer

    async def _show(self, request: web.Request) -> web.StreamResponse:
        seat = self._seat
        if seat is not None and seat.session != self._session_of(request):
            return _page(in_use_page(seat.address, seat.since), 409)
        if seat is None:
            try:
                self._in_use()
            except StationError as error:
                return _page(trouble_page(error.what, error.do_next), 409)
        scheme, _, rest = self.public_url.partition(":")
        websocket = f"{'wss' if scheme == 'https' else 'ws'}:{rest}/ws"
        return _page(terminal_page(websocket, request.query.get("fontsize", "")))

    async def _take_over(self, request: web.Request) -> web.StreamResponse:
        self._refuse_other_origins(request)
        async with self._changing:
            await self._empty_the_seat()
        return web.Response(status=303, headers={"Location": "/"})

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Be the terminal of the interface, from its start to its end."""
        self._refuse_other_origins(request)
        page = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES)
        seat = Seat(self._session_of(request), request.remote or "", page)
        async with self._changing:
            if self._seat is not None and self._seat.session != seat.session:
                raise web.HTTPConflict(text="The station is open in another browser.")
            # The same browser in another window, or after its network was gone.
            await self._empty_the_seat()
            await page.prepare(request)
            self._seat = seat
        process = AppProcess(self._arguments, page, self.download_manager)
        try:
            await process.start(
                cells(request.query.get("width"), 80), cells(request.query.get("height"), 24)
            )
            await self._process_messages(page, process)
        finally:
            try:
                await process.stop()
            finally:
                seat.left.set()
                if self._seat is seat:
                    self._seat = None
        return page

    async def _process_messages(
        self, websocket: web.WebSocketResponse, app_service: AppService
    ) -> None:
        clock = asyncio.get_running_loop().time
        typed_at = 0.0
        async for message in websocket:
            said = read_message(message.data) if message.type is WSMsgType.TEXT else None
            match said:
                case Keys(text):
                    if said.is_typed:
                        await asyncio.sleep(max(0.0, typed_at + APART_S - clock()))
                        typed_at = clock()
                    await app_service.send_bytes(text.encode("utf-8", "replace"))
                case Resized(width, height):
                    await app_service.set_terminal_size(width, height)
                case Pinged(text):
                    await websocket.send_json(["pong", text])
                case Focused(has):
                    await (app_service.focus() if has else app_service.blur())
                case None:
                    await websocket.close(code=1008, message=b"makes no sense")

    async def _empty_the_seat(self) -> None:
        seat = self._seat
        if seat is not None:
            await seat.page.close()
            async with asyncio.timeout(2 * STOP_S):
                await seat.left.wait()

    def _session_of(self, request: web.Request) -> str:
        return request.cookies.get(COOKIE, "")

    def _refuse_other_origins(self, request: web.Request) -> None:
        """Refuse what a page of another site asks for with the cookie of ours."""
        origin = request.headers.get("Origin", "")
        if urlsplit(origin)[:2] != urlsplit(self.public_url)[:2]:
            raise web.HTTPForbidden(text="Not from the station's own page.")


def _page(text: str, status: int = 200) -> web.Response:
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
    )
