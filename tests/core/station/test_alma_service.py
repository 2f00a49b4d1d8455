"""The RFID service for Alma's pages: real requests on loopback, a simulated pad with its driver."""

import http.client
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import fromstring

import pytest

from procstation.config import AlmaServiceSection, TagsSection
from procstation.devices import DeviceLost, DirectLink, RfidPad, load_driver, load_simulator
from procstation.errors import ConfigError, SystemDenied, UsageError
from procstation.station.alma_service import MOST_BYTES, AlmaService
from procstation.tagging import SitePolicy, TagWriter, UndoFolder
from procstation.tags import Model, TagRecord, encode

ORIGIN = "https://library.alma.exlibrisgroup.com"
FIRST, SECOND, THIRD = "E00401105B6C7D8E", "E00401105B6C7D8F", "E00401105B6C7D90"
BOOK, DISCS, CARD = "30000000012345", "30000000012346", "25000000000000"
PATRON_CARD = 0x80


class Desk:
    """A pad with a service before it, and a browser."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        simulator, driver = load_simulator("rfid", "feig"), load_driver("rfid", "feig")
        self._device = simulator.build({})
        self._play = simulator.play
        self.pad: RfidPad = driver.open(DirectLink(self._device), driver.options())
        self.site = SitePolicy.of(TagsSection(owner="US-DEMO"))
        self.undo = UndoFolder(folder)
        self.broken: Exception | None = None
        section = AlmaServiceSection(**{"origin": ORIGIN, "port": 0, **settings})
        self.service = AlmaService(section, self._at_pad, self.undo, self.site)
        self.service.start()

    def _at_pad(self, call: Callable[[RfidPad], Any]) -> Any:
        if self.broken is not None:
            raise self.broken
        return call(self.pad)

    def lay(
        self, uid: str, item: str = "", parts: int | None = None, part: int | None = None
    ) -> None:
        before = list(self.pad.inventory())
        self._play(self._device, f"lay {uid}")
        if item:
            TagWriter(self.pad, self.undo, self.site).write(
                bytes.fromhex(uid), self.site.record(item, parts, part), allow=before
            )

    def ask(
        self, method: str, path: str, body: bytes | None = None, origin: str | None = ORIGIN
    ) -> tuple[int, Any, dict[str, str]]:
        """Return status, document (None without one) and headers."""
        host, _, port = self.service.address.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=5)
        headers = {"Origin": origin} if origin else {}
        if method == "OPTIONS":
            headers |= {
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type, x-requested-with",
                "Access-Control-Request-Private-Network": "true",
            }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        document = fromstring(text) if text else None
        return answer.status, document, dict(answer.getheaders())

    def items(self) -> list[Any]:
        status, document, _ = self.ask("GET", "/rfid/getItems?reader_ip=127.0.0.1")
        assert status == 200
        return list(document.iter("item"))

    def secure(self, barcode: str, word: str) -> tuple[int, Any]:
        body = f"<rfid><barcode>{barcode}</barcode><is_secure>{word}</is_secure></rfid>"
        status, document, _ = self.ask("POST", "/rfid/setSecurity", body.encode())
        return status, document


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.service.stop()
    assert not [thread for thread in threading.enumerate() if "alma" in thread.name]


def message(document: Any) -> str:
    return cast(str, document.findtext("ExceptionDetail/Message"))


def test_an_empty_pad_has_no_items(desk: Desk) -> None:
    assert desk.items() == []


def test_items_on_the_pad_in_alma_s_shape(desk: Desk) -> None:
    desk.lay(FIRST, BOOK)
    (item,) = desk.items()
    assert [part.tag for part in item] == [
        "barcode",
        "is_secure",
        "is_complete",
        "total_num_of_parts",
        "tags",
    ]
    assert item.findtext("barcode") == BOOK
    assert item.findtext("is_secure") == "true"
    assert item.findtext("is_complete") == "true"
    assert item.findtext("total_num_of_parts") == "1"
    (tag,) = item.iter("tag")
    assert [part.tag for part in tag] == [
        "tag_id",
        "part_num",
        "material_type",
        "library",
        "location",
    ]
    assert tag.findtext("tag_id") == FIRST


def test_a_set_is_complete_with_all_its_parts(desk: Desk) -> None:
    desk.lay(FIRST, DISCS, 2, 1)
    assert [item.findtext("is_complete") for item in desk.items()] == ["false"]
    desk.lay(SECOND, DISCS, 2, 2)
    (item,) = desk.items()
    assert item.findtext("is_complete") == "true"
    assert [tag.findtext("part_num") for tag in item.iter("tag")] == ["1", "2"]
    assert item.findtext("total_num_of_parts") == "2"


def test_security_off_and_on_again_for_each_tag_of_the_item(desk: Desk) -> None:
    desk.lay(FIRST, DISCS, 2, 1)
    desk.lay(SECOND, DISCS, 2, 2)
    desk.lay(THIRD, BOOK)
    status, document = desk.secure(DISCS, "false")
    assert (status, document.findtext("success")) == (200, "true")
    afis = [desk.pad.system_information(bytes.fromhex(uid)).afi for uid in (FIRST, SECOND, THIRD)]
    assert afis == [0xC2, 0xC2, 0x07]
    assert {one.findtext("barcode"): one.findtext("is_secure") for one in desk.items()} == {
        DISCS: "false",
        BOOK: "true",
    }
    assert desk.secure(DISCS, "true")[0] == 200
    assert desk.pad.system_information(bytes.fromhex(FIRST)).afi == 0x07


def test_blank_tags_are_no_items(desk: Desk) -> None:
    desk.lay(FIRST)
    desk.lay(SECOND, BOOK)
    assert [item.findtext("barcode") for item in desk.items()] == [BOOK]


def test_of_a_patron_card_nothing_is_told(desk: Desk) -> None:
    card = encode(TagRecord(CARD, "US-DEMO", usage=PATRON_CARD), Model.ISO28560_3)
    desk.lay(f"{FIRST} {card.data.hex()}")
    assert desk.pad.inventory()
    assert desk.items() == []
    assert "not on the pad" in message(desk.secure(CARD, "false")[1])


def test_what_is_not_on_the_pad_is_said(desk: Desk) -> None:
    status, document = desk.secure(BOOK, "false")
    assert status == 200
    assert message(document).startswith(f"Item {BOOK} is not on the pad.")
    assert document.find("success") is None


def test_a_pad_in_trouble_is_said_and_the_service_goes_on(desk: Desk) -> None:
    desk.broken = DeviceLost("The pad does not answer.", "Plug it in.")
    _, document, headers = desk.ask("GET", "/getItems")
    assert message(document) == "The pad does not answer. Plug it in."
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    desk.broken = RuntimeError("driver")
    assert "defect" in message(desk.ask("GET", "/getItems")[1])
    desk.broken = None
    assert desk.items() == []


def test_failures_may_have_a_status_of_their_own(tmp_path: Path) -> None:
    desk = Desk(tmp_path, failure_status=500)
    try:
        assert desk.secure(BOOK, "false")[0] == 500
    finally:
        desk.service.stop()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<rfid>",
        b"<rfid/>",
        b'<?xml version="1.0" encoding="rot13"?><rfid/>',
        b"<rfid><barcode>1</barcode></rfid>",
        b"<rfid><barcode>1</barcode><is_secure>maybe</is_secure></rfid>",
        b"<rfid><barcode/><is_secure>true</is_secure></rfid>",
        b"<x><barcode>1</barcode><is_secure>true</is_secure></x>",
        b"<rfid><barcode>1</barcode><barcode>2</barcode><is_secure>true</is_secure></rfid>",
        b'<!DOCTYPE r [<!ENTITY a "1">]><rfid><barcode>&a;</barcode></rfid>',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_wish_is_refused(desk: Desk, body: bytes) -> None:
    desk.lay(FIRST, BOOK)
    status, document, _ = desk.ask("POST", "/rfid/setSecurity", body)
    assert status == 400
    assert message(document)
    assert desk.pad.system_information(bytes.fromhex(FIRST)).afi == 0x07


def test_the_browser_s_question_before_the_question(desk: Desk) -> None:
    status, document, headers = desk.ask("OPTIONS", "/rfid/setSecurity")
    assert (status, document) == (204, None)
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert headers["Access-Control-Allow-Headers"] == "content-type, x-requested-with"
    assert headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_another_page_may_not_ask(desk: Desk, method: str) -> None:
    desk.lay(FIRST, BOOK)
    body = f"<rfid><barcode>{BOOK}</barcode><is_secure>false</is_secure></rfid>".encode()
    sent = body if method == "POST" else None
    status, document, headers = desk.ask(method, "/getItems", sent, "https://elsewhere.example")
    assert status == 403
    assert BOOK not in message(document)
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert desk.pad.system_information(bytes.fromhex(FIRST)).afi == 0x07


def test_nothing_else_is_there(desk: Desk) -> None:
    assert desk.ask("GET", "/etc/passwd")[0] == 404


def test_too_much_is_not_read(desk: Desk) -> None:
    host, _, port = desk.service.address.removeprefix("http://").partition(":")
    for line in (b"Content-Length: %d" % (MOST_BYTES + 1), b"X: 1", b"Content-Length: -5"):
        with socket.create_connection((host, int(port)), 5) as connection:
            connection.sendall(b"POST /setSecurity HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n\r\n")
            assert b" 413 " in connection.recv(4096)


def test_a_token_is_asked_for_where_one_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SystemDenied, match="Alma's page"):
        Desk(tmp_path, secret="alma-page")
    monkeypatch.setenv("PROCSTATION_SECRET_ALMA_PAGE", "open-sesame")
    caplog.set_level(logging.DEBUG)
    desk = Desk(tmp_path, secret="alma-page")
    try:
        assert desk.ask("GET", "/getItems")[0] == 403
        assert desk.ask("GET", "/getItems?token=open-sesam")[0] == 403
        assert desk.ask("GET", "/getItems?token=open-sesame")[0] == 200
    finally:
        desk.service.stop()
    assert "/getItems" in caplog.text
    assert "open-sesam" not in caplog.text


def test_what_it_cannot_start_with(tmp_path: Path, desk: Desk) -> None:
    with pytest.raises(ConfigError, match="which Alma"):
        Desk(tmp_path, origin="")
    port = int(desk.service.address.rpartition(":")[2])
    with pytest.raises(UsageError, match=f"Port {port}"):
        Desk(tmp_path, port=port)


def test_it_may_be_stopped_twice(desk: Desk) -> None:
    desk.service.stop()
    desk.service.stop()


def test_other_machines_reach_it_with_a_token_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="asks for no token"):
        Desk(tmp_path, host="0.0.0.0")


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("127.0.0.1:21645", True),
        ("localhost", True),
        ("[::1]:21645", True),
        ("rebound.example.org", False),
        ("rebound.example.org:21645", False),
        ("127.0.0.1.example.org", False),
        ("[", False),
        ("", False),
    ],
)
def test_a_name_that_leads_here_is_not_its_own(
    tmp_path: Path, host: str, is_answered: bool
) -> None:
    desk = Desk(tmp_path)
    try:
        address = desk.service.address.removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=5)
        # A page under that name is of the same origin as what it asks: no Origin is sent.
        connection.request("GET", "/getItems", headers={"Host": host})
        assert connection.getresponse().status == (200 if is_answered else 403)
        connection.close()
    finally:
        desk.service.stop()
