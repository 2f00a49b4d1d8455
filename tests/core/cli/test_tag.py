"""The tag commands. Images as in tests/core/tags."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from procstation.cli import tag_images, tag_pad, tag_read
from procstation.cli.main import status_of
from procstation.devices import Blocks, TagLost, TagSystem

ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
PATRON = "410350C3100201200501810000"
UID, OTHER = "E00401105B6C7D8E", "E00401105B6C7D8F"


class Pad:
    """Tags of 28 blocks of 4 bytes that take whatever is written."""

    def __init__(self) -> None:
        self.memories = {bytes.fromhex(UID): bytearray(112)}
        self.afis = {bytes.fromhex(UID): 0}
        self.closed = 0

    def lay(self, uid: str, memory: str = "") -> None:
        self.memories[bytes.fromhex(uid)] = bytearray(bytes.fromhex(memory).ljust(112, b"\0"))
        self.afis[bytes.fromhex(uid)] = 0

    def inventory(self) -> tuple[bytes, ...]:
        return tuple(sorted(self.memories))

    def system_information(self, uid: bytes) -> TagSystem:
        if uid not in self.memories:
            raise TagLost("No answer.", "Lay it back.")
        return TagSystem(uid, 0, self.afis[uid], 28, 4)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        data = bytes(self.memories[uid][first * 4 : (first + count) * 4])
        return Blocks(first, 4, data, (False,) * (len(data) // 4))

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        self.memories[uid][first * block_size : first * block_size + len(data)] = data

    def write_afi(self, uid: bytes, afi: int) -> None:
        self.afis[uid] = afi

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def pad(monkeypatch: pytest.MonkeyPatch) -> Pad:
    laid = Pad()
    for module in (tag_images, tag_pad, tag_read):
        monkeypatch.setattr(module, "open_configured", lambda context, kind, name: laid)
    return laid


class Command:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def answer(self, *arguments: str, status: int = 0) -> Any:
        """Run with --json and return the document."""
        assert status_of(["tag", *arguments, "--json"]) == status
        return json.loads(self._capsys.readouterr().out)

    def text(self, *arguments: str) -> str:
        assert status_of(["tag", *arguments]) == 0
        return self._capsys.readouterr().out

    def fails(self, *arguments: str, status: int = 1) -> str:
        assert status_of(["tag", *arguments]) == status
        captured = self._capsys.readouterr()
        assert captured.out == ""
        assert "\nnext: " in captured.err
        return captured.err


@pytest.fixture
def tag(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def test_encode_the_fixed_model(tag: Command) -> None:
    given = ["--item", "1000000056", "--owner", "DK-718500"]
    assert tag.answer("encode", "--model", "iso28560-3", *given) == {
        "model": "iso28560-3",
        "hex": ANNEX_B,
        "dsfid": "3E",
        "afi": "07",
        "lockable_blocks": [],
        "warnings": [],
    }
    warned = tag.answer("encode", *given, "--usage", "12", "--set", "19=1")
    assert warned["hex"].startswith("110101")
    assert warned["hex"].endswith("050100050100")
    assert "main class" in warned["warnings"][0]


def test_encode_the_object_model(tag: Command) -> None:
    given = ["--item", "123456789012", "--owner", "US-InU-Mu", "--set", "6=QA268.L55"]
    given += ["--model", "iso28560-2", "--parts", "12", "--part", "3"]
    plain = tag.answer("encode", *given, "--blocks", "8")
    assert plain["hex"] == "11051CBE991A140201D00307ACC09EBAA06F6B140204B34607441CB6E2E335D6"
    locked = tag.answer("encode", *given, "--lock", "1", "--lock", "3")
    assert (locked["hex"], locked["dsfid"]) == (ANNEX_D, "06")
    assert locked["lockable_blocks"] == [0, 1, 6, 7, 8]
    assert "needs" not in tag.text("encode", *given)
    small = tag.fails("encode", *given, "--lock", "1", "--lock", "3", "--blocks", "8")
    assert "need 36 bytes, the tag has 32" in small


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--item", "12345678901234567"], 1, "takes 17 bytes"),
        (["--item", "1", "--parts", "2"], 1, "only one is given"),
        (["--item", "1", "--set", "3=FI-E"], 1, "Give it as owner"),
        (["--item", "1", "--usage", "1"], 2, "'1' is not two hexadecimal digits"),
        (["--item", "1", "--set", "x"], 2, "'x' is not NUMBER=VALUE"),
        (["--item", "1", "--set", "6=a", "--set", "6=b"], 2, "Element 6 is given twice"),
        (["--item", "1", "--model", "3m"], 2, "3m"),
        (["--item", "1", "--lock", "1"], 2, "--lock is for iso28560-2"),
        (["--item", "1", "--identifier-alone"], 2, "are for iso28560-4 only"),
        ([], 2, "--item"),
    ],
)
def test_encode_refuses(tag: Command, arguments: list[str], status: int, words: str) -> None:
    assert words in tag.fails("encode", *arguments, status=status)


def test_decode_one(tag: Command) -> None:
    assert tag.answer("decode", ANNEX_D) == {
        "model": "iso28560-2",
        "item": "123456789012",
        "owner": "US-InU-Mu",
        "parts": 12,
        "part": 3,
        "usage": None,
        "elements": {
            "1": "123456789012",
            "2": "D0",
            "3": "US-InU-Mu",
            "4": "1203",
            "6": "QA268.L55",
        },
        "crc_ok": None,
        "block_order": "normal",
        "extras": {},
        "warnings": [],
        "why": "The DSFID is not known; all of it parses as ISO 28560-2.",
        "secured": None,
        "epc": None,
    }
    fixed = tag.answer("decode", ANNEX_B.lower(), "--dsfid", "3e")
    assert (fixed["item"], fixed["usage"], fixed["crc_ok"]) == ("1000000056", "10", True)
    text = tag.text("decode", ANNEX_D)
    assert "part      3 of 12" in text
    assert "QA268.L55  (shelf location)" in text


def test_decode_lines_in_order(tag: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{ANNEX_B}\r\nno hex\n\n{ANNEX_D}\n".encode()

    def give() -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))

    give()
    first, bad, empty, last = tag.answer("decode", "-", status=1)
    assert (first["item"], last["item"]) == ("1000000056", "123456789012")
    assert bad == {"error": "'no hex' is not hexadecimal."}
    assert (empty["model"], empty["item"]) == ("foreign", None)


def test_decode_refuses_what_is_not_hexadecimal(tag: Command) -> None:
    assert "'11 0' is not hexadecimal" in tag.fails("decode", "11 0")
    assert "two hexadecimal digits" in tag.fails("decode", "11", "--dsfid", "6", status=2)


def test_write_read_and_undo(tag: Command, pad: Pad) -> None:
    wish = ["--item", "1000000056", "--owner", "DK-718500"]
    written = tag.answer("write", *wish)
    assert (written["uid"], written["item"], written["secured"]) == (UID, "1000000056", True)
    assert (written["afi"], written["blocks_written"]) == ("07", 9)
    assert pad.memories[bytes.fromhex(UID)].hex().upper().startswith(ANNEX_B)
    assert tag.answer("write", *wish)["blocks_written"] == 0
    assert "nothing to write, verified" in tag.text("write", *wish)
    read = tag.answer("read")
    assert (read["item"], read["afi"], read["secured"], read["uid"]) == (
        "1000000056",
        "07",
        True,
        UID,
    )
    assert (read["family"], read["blocks"], read["locked"]) == ("NXP ICODE SLIX", 28, [])
    assert "security  secured (AFI 07)" in tag.text("read")
    undone = tag.answer("undo")
    assert (undone["model"], undone["afi"], undone["secured"]) == ("blank", "00", None)
    assert pad.closed == 6


def test_write_over_another_item_only_when_it_is_named(tag: Command, pad: Pad) -> None:
    tag.answer("write", "--item", "1")
    assert "holds another item: 1." in tag.fails("write", "--item", "2")
    assert tag.answer("write", "--item", "2", "--replace", "1")["item"] == "2"
    pad.lay(UID, "123456")
    assert "foreign" in tag.fails("write", "--item", "2")
    assert tag.answer("write", "--item", "2", "--overwrite-foreign")["item"] == "2"
    other_model = tag.answer("write", "--item", "2", "--model", "iso28560-2")
    assert other_model["model"] == "iso28560-2"


def test_secure(tag: Command, pad: Pad) -> None:
    assert tag.answer("secure", "OFF")["secured"] is False
    assert pad.afis[bytes.fromhex(UID)] == 0xC2
    assert tag.answer("secure", "on")["secured"] is True


def test_dump_and_restore(tag: Command, pad: Pad, tmp_path: Path) -> None:
    tag.answer("write", "--item", "1")
    file = tmp_path / "tag.json"
    dumped = tag.answer("dump", "--output", str(file))
    assert dumped == json.loads(file.read_text(encoding="utf-8"))
    assert (dumped["uid"], len(dumped["blocks"]), dumped["afi"]) == (UID, 28, 7)
    before = bytes(pad.memories[bytes.fromhex(UID)])
    assert "  0  11 01 01 31  ···1" in tag.text("dump")
    tag.answer("write", "--item", "2", "--replace", "1")
    assert "holds another item: 2" in tag.fails("restore", str(file))
    assert tag.answer("restore", str(file), "--replace", "2")["item"] == "1"
    assert bytes(pad.memories[bytes.fromhex(UID)]) == before
    (tmp_path / "bad.json").write_text("{}")
    assert "is no tag image" in tag.fails("restore", str(tmp_path / "bad.json"))
    tag.fails("restore", str(tmp_path / "none.json"), status=2)
    assert "cannot be written" in tag.fails("dump", "--output", str(tmp_path / "no" / "x.json"))


def test_two_tags_one_of_them_named(tag: Command, pad: Pad) -> None:
    pad.lay(OTHER)
    assert f"2 tags are on the pad: {UID}, {OTHER}." in tag.fails("read")
    assert tag.answer("write", "--item", "1", "--uid", OTHER.lower())["uid"] == OTHER
    assert not any(pad.memories[bytes.fromhex(UID)])
    assert "is not on the pad" in tag.fails("read", "--uid", "E004")


def test_no_tag_and_nothing_to_undo(tag: Command, pad: Pad) -> None:
    assert "has not written the tag" in tag.fails("undo")
    pad.memories.clear()
    assert "There is no tag on the pad." in tag.fails("read")


@pytest.mark.parametrize("command", ["read", "dump", "secure on", "write --item 1"])
def test_a_patron_card_is_refused_and_not_shown(tag: Command, pad: Pad, command: str) -> None:
    pad.lay(UID, PATRON)
    words = tag.fails(*command.split())
    assert "is a patron card" in words
    assert bytes(pad.memories[bytes.fromhex(UID)]).hex().upper().startswith(PATRON)


def test_without_a_configured_pad(tag: Command, home: Path) -> None:
    assert 'kind = "rfid"' in tag.fails("read", status=2)
    home.mkdir(exist_ok=True)
    table = '[devices.pad]\nkind = "rfid"\ndriver = "feig"\nport = "sim://feig"\n'
    (home / "procstation.toml").write_text(table, encoding="utf-8")
    assert "Did you mean 'pad'?" in tag.fails("read", "--device", "pda", status=2)
