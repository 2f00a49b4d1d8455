"""The pages and the one seat, with a small process in the place of the interface."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import page_app
import pytest
from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    WSMsgType,
    WSServerHandshakeError,
)
from aiohttp.test_utils import TestServer

from procstation.devices.wedge import HOLD_S
from procstation.errors import StoreError
from procstation.web.gate import Gate
from procstation.web.pages import terminal_page
from procstation.web.server import COOKIE, StationServer

APP = [sys.executable, str(Path(page_app.__file__))]
PATIENCE_S = 20


class Served:
    """A server on a free port of loopback, and browsers."""

    def __init__(self, station: StationServer, server: TestServer) -> None:
        self.station = station
        self.url = station.public_url = str(server.make_url("")).rstrip("/")
        self._browsers: list[ClientSession] = []

    def browser(self) -> ClientSession:
        one = ClientSession(self.url, cookie_jar=CookieJar(unsafe=True))
        self._browsers.append(one)
        return one

    async def admitted(self) -> ClientSession:
        browser = self.browser()
        async with browser.get(self.station.link()) as answer:
            assert answer.status == 200
        return browser

    async def seated(self, browser: ClientSession) -> ClientWebSocketResponse:
        page = await browser.ws_connect("/ws?width=100&height=30", headers={"Origin": self.url})
        assert (await told(page))["started"] == []
        return page

    async def close(self) -> None:
        for one in self._browsers:
            await one.close()


async def told(page: ClientWebSocketResponse) -> dict[str, Any]:
    """The next line of the process."""
    message = await page.receive(PATIENCE_S)
    assert message.type is WSMsgType.BINARY, message
    found: dict[str, Any] = json.loads(message.data)
    return found


async def said_at_the_end(page: ClientWebSocketResponse) -> str:
    data = b""
    async with asyncio.timeout(PATIENCE_S):
        async for message in page:
            data += message.data
    return data.decode()


@pytest.fixture
def trouble() -> list[Exception]:
    return []


@pytest.fixture
async def served(trouble: list[Exception]) -> AsyncIterator[Served]:
    def in_use() -> None:
        if trouble:
            raise trouble[0]

    station = StationServer(APP, Gate(), "http://127.0.0.1", in_use)
    server = TestServer(await station.make_app(), host="127.0.0.1")
    await server.start_server()
    one = Served(station, server)
    try:
        yield one
    finally:
        await one.close()
        await server.close()


@pytest.mark.parametrize(
    "path", ["/", "/?token=", "/?token=guess", "/ws", "/take-over", "/download/x", "/nothing"]
)
async def test_without_a_token_there_is_nothing(served: Served, path: str) -> None:
    browser = served.browser()
    ask = browser.post if path == "/take-over" else browser.get
    async with ask(path) as answer:
        assert answer.status == 403
        assert "not let in" in await answer.text()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_link_works_once_and_the_token_leaves_the_address(served: Served) -> None:
    link = served.station.link()
    browser = served.browser()
    async with browser.get(link) as answer:
        assert answer.status == 200
        assert str(answer.url) == f"{served.url}/"
        page = await answer.text()
        assert f'"ws{served.url.removeprefix("http")}/ws"' in page
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        cookie = answer.history[0].headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    async with browser.get("/") as again:
        assert again.status == 200
    async with served.browser().get(link) as other:
        assert other.status == 403


async def test_a_cookie_somebody_made_up_opens_nothing(served: Served) -> None:
    async with served.browser().get("/", headers={"Cookie": f"{COOKIE}=guess"}) as answer:
        assert answer.status == 403


async def test_over_tls_the_cookie_never_leaves_it(served: Served) -> None:
    served.station.public_url = "https://station.example.org"
    link = served.station.link().replace("https://station.example.org", served.url)
    async with served.browser().get(link, allow_redirects=False) as answer:
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_files_of_the_page_are_open_and_nothing_beside_them(served: Served) -> None:
    for path, status in [
        ("/page/keyboard.js", 200),
        ("/page/connection.js", 200),
        ("/static/js/textual.js", 200),
        ("/page/", 403),
        ("/page/..%2fgate.py", 404),
        ("/page/../server.py", 403),
    ]:
        async with served.browser().get(f"{served.url}{path}") as answer:
            assert (path, answer.status) == (path, status)


async def test_the_terminal_is_the_page_s_and_not_that_of_the_server(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"TERM": "dumb", "LC_ALL": "de_AT.ISO-8859-1", "LC_CTYPE": "C"}.items():
        monkeypatch.setenv(name, value)
    page = await served.seated(await served.admitted())
    await page.send_json(["stdin", "e"])
    assert (await told(page))["keys"] == "e"
    of = (await told(page))["environment"]
    assert (of["TERM"], of["COLORTERM"], of["COLUMNS"]) == ("xterm-256color", "truecolor", "100")
    assert "LC_ALL" not in of
    assert of["LANG"] == "de_AT.UTF-8"


async def test_keys_and_sizes_reach_the_interface(served: Served) -> None:
    page = await served.seated(await served.admitted())
    await page.send_json(["stdin", "31234000875612\r"])
    assert (await told(page))["keys"] == "31234000875612\r"
    await page.send_json(["resize", {"width": 120, "height": 5000}])
    assert (await told(page))["meta"] == {"type": "resize", "width": 120, "height": 500}
    await page.send_json(["ping", "7"])
    assert json.loads((await page.receive(PATIENCE_S)).data) == ["pong", "7"]


async def test_what_a_person_typed_stays_apart_however_it_arrives(served: Served) -> None:
    page = await served.seated(await served.admitted())
    for key in "123456\r":
        await page.send_json(["stdin", key])
    heard = [await told(page) for _ in range(7)]
    assert "".join(one["keys"] for one in heard) == "123456\r"
    assert sum(one["gap_s"] for one in heard[1:]) / 6 > HOLD_S


@pytest.mark.parametrize("data", ["[" * 9000, '["quit"]', '["stdin", 1]'])
async def test_a_page_that_makes_no_sense_is_closed(served: Served, data: str) -> None:
    page = await served.seated(await served.admitted())
    await page.send_str(data)
    await said_at_the_end(page)
    assert page.close_code == 1008


async def test_a_message_without_measure_is_refused(served: Served) -> None:
    page = await served.seated(await served.admitted())
    await page.send_json(["stdin", "x" * 100_000])
    await said_at_the_end(page)
    assert page.close_code == 1009


async def test_the_end_of_the_interface_closes_the_page(served: Served) -> None:
    browser = await served.admitted()
    page = await served.seated(browser)
    await page.send_json(["stdin", "q"])
    await said_at_the_end(page)
    assert page.close_code == 1000
    await (await served.seated(browser)).close()


async def test_an_error_is_shown_in_the_page(served: Served) -> None:
    page = await served.seated(await served.admitted())
    await page.send_json(["stdin", "x"])
    words = await said_at_the_end(page)
    assert "error: The pad burst.\r\nnext: Buy another." in words


async def test_another_browser_is_told_and_may_take_over(served: Served) -> None:
    first, second = await served.admitted(), await served.admitted()
    page = await served.seated(first)
    async with second.get("/") as answer:
        assert answer.status == 409
        assert "open in another browser (127.0.0.1, since" in await answer.text()
    with pytest.raises(WSServerHandshakeError) as refused:
        await second.ws_connect("/ws", headers={"Origin": served.url})
    assert refused.value.status == 409
    async with second.post("/take-over", headers={"Origin": served.url}) as answer:
        assert answer.status == 200
    await said_at_the_end(page)
    await served.seated(second)
    async with first.get("/") as answer:
        assert answer.status == 409


async def test_the_same_browser_in_another_window_goes_on_there(served: Served) -> None:
    browser = await served.admitted()
    before = await served.seated(browser)
    waiting = asyncio.create_task(said_at_the_end(before))
    await served.seated(browser)
    await waiting


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
async def test_a_page_of_another_site_cannot_use_the_cookie(served: Served, origin: str) -> None:
    browser = await served.admitted()
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect("/ws", headers={"Origin": origin})
    assert refused.value.status == 403
    async with browser.post("/take-over", headers={"Origin": origin}) as answer:
        assert answer.status == 403


async def test_a_station_open_elsewhere_is_said_in_words(
    served: Served, trouble: list[Exception]
) -> None:
    browser = await served.admitted()
    trouble.append(StoreError("Another station is running in <home>.", "Use that one."))
    async with browser.get("/") as answer:
        assert answer.status == 409
        assert "Another station is running in &lt;home&gt;." in await answer.text()
    trouble.clear()
    async with browser.get("/?fontsize=22") as answer:
        assert 'data-font-size="22"' in await answer.text()


@pytest.mark.parametrize(
    ("asked", "size"), [("22", 22), ("99", 40), ("1", 8), ('"><script>', 16), ("", 16)]
)
def test_the_size_of_letters_has_bounds(asked: str, size: int) -> None:
    assert f'data-font-size="{size}"' in terminal_page("ws://x/ws", asked)
