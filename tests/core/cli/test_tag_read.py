"""`tag read`, `tag repair` and `tag decode --map`. Images as in tests/core/tags."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymarc
import pytest

from procstation.catalog import Catalogue
from procstation.cli import tag_read
from procstation.cli.main import status_of
from procstation.devices import Blocks, TagSystem

ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
REVERSED = "31010111333232310034343300000000510000003745443E0000353000000000"
PATRON = "410350C3100201200501810000"
UID = "E00401105B6C7D8E"


class Pad:
    """One tag of 28 blocks of 4 bytes that takes whatever is written."""

    def __init__(self) -> None:
        self.memory = bytearray(112)
        self.afi = 0x07
        self.dsfid = 0x00
        self.locked: set[int] = set()

    def lay(self, memory: str, dsfid: int = 0x00) -> None:
        self.memory[:] = bytes.fromhex(memory).ljust(112, b"\0")
        self.dsfid = dsfid

    def inventory(self) -> tuple[bytes, ...]:
        return (bytes.fromhex(UID),)

    def system_information(self, uid: bytes) -> TagSystem:
        return TagSystem(uid, self.dsfid, self.afi, 28, 4)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        del uid
        data = bytes(self.memory[first * 4 : (first + count) * 4])
        return Blocks(
            first, 4, data, tuple(first + n in self.locked for n in range(len(data) // 4))
        )

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        del uid
        self.memory[first * block_size : first * block_size + len(data)] = data

    def write_afi(self, uid: bytes, afi: int) -> None:
        del uid
        self.afi = afi

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("PROCSTATION_HOME", str(folder))
    folder.mkdir()
    (folder / "procstation.toml").write_text('[tags]\nowner = "DK-718500"\n', encoding="utf-8")
    return folder


@pytest.fixture
def pad(monkeypatch: pytest.MonkeyPatch) -> Pad:
    laid = Pad()
    monkeypatch.setattr(tag_read, "open_configured", lambda context, kind, name: laid)
    return laid


class Command:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def answer(self, *arguments: str) -> Any:
        """Run with --json and return the document."""
        assert status_of(["tag", *arguments, "--json"]) == 0
        return json.loads(self._capsys.readouterr().out)

    def lines(self, *arguments: str) -> list[str]:
        assert status_of(["tag", *arguments]) == 0
        return self._capsys.readouterr().out.splitlines()

    def refusal(self, *arguments: str, status: int = 1) -> str:
        assert status_of(["tag", *arguments]) == status
        return self._capsys.readouterr().err


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def stock(home: Path) -> Iterator[Callable[..., Catalogue]]:
    """Puts one item with that number and that status into the store, as Koha exports it."""

    def put(barcode: str, status: str = "") -> Catalogue:
        record = pymarc.Record(to_unicode=True, force_utf8=True)
        number = pymarc.Field(tag="001", data="7")
        title = [pymarc.Subfield("a", "The left hand of darkness")]
        item = {"p": barcode, "a": "MAIN", "b": "MAIN", "c": "STACKS", "9": "1"}
        if status:
            item["q"] = status
        subfields = [pymarc.Subfield(code, value) for code, value in item.items()]
        record.add_field(  # type: ignore[no-untyped-call]
            number,
            pymarc.Field("245", pymarc.Indicators("1", "0"), title),
            pymarc.Field("952", pymarc.Indicators(" ", " "), subfields),
        )
        file = home / "item.mrc"
        file.write_bytes(record.as_marc())
        catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
        catalogue.load([file], "koha", alone=True)
        opened.append(catalogue)
        return catalogue

    opened: list[Catalogue] = []
    yield put
    for catalogue in opened:
        catalogue.close()


class TestRead:
    def test_all_there_is_to_know_is_answered(self, pad: Pad, command: Command) -> None:
        pad.lay(ANNEX_D, dsfid=0x06)
        pad.locked = {0, 1, 6, 7, 8}
        found = command.answer("read")
        assert (found["item"], found["owner"], found["secured"]) == (
            "123456789012",
            "US-InU-Mu",
            True,
        )
        assert found["verdict"] == "conforms"
        assert found["findings"] == []
        assert found["locked"] == [0, 1, 6, 7, 8]
        assert found["map"][3] == {
            "first": 3,
            "length": 5,
            "hex": "1CBE991A14",
            "what": "primary item identifier",
            "element": 1,
            "value": "123456789012",
        }
        assert sum(span["length"] for span in found["map"]) == 112
        assert found["catalogue"]["found"] is False
        assert found["unfinished"] is None
        assert [repair["act"] for repair in found["repairs"]] == ["rewrite"]

    def test_people_see_each_byte_within_80_columns(self, pad: Pad, command: Command) -> None:
        pad.lay(REVERSED, dsfid=0x3E)
        pad.locked = {9}
        lines = command.lines("read")
        assert max(map(len, lines)) <= 80
        text = "\n".join(lines)
        assert "verdict   readable, not conforming" in text
        assert "deviation The bytes of each block lie in opposite order." in text
        assert "opposite order on the tag; they are shown turned" in text
        assert "      1  31 32 32 33  1223  … primary item identifier" in lines
        assert "      9L 00 00 00 00  ····  … unused, 00" in lines
        assert "repair    block-order: " in text

    def test_a_patron_card_is_refused_without_a_word_of_it(
        self, pad: Pad, command: Command
    ) -> None:
        pad.lay(PATRON, dsfid=0x06)
        said = command.refusal("read")
        assert "patron card" in said
        assert "50C3" not in said

    def test_it_is_compared_with_the_catalogue(
        self, pad: Pad, stock: Callable[..., Catalogue], command: Command
    ) -> None:
        stock("123456789012", "2026-12-24")
        pad.lay(ANNEX_D, dsfid=0x06)
        found = command.answer("read")
        assert found["catalogue"] == {
            "found": True,
            "title": "The left hand of darkness",
            "location": "STACKS",
            "status": "on loan",
            "on_loan": True,
            "differences": [
                "Its owner is US-InU-Mu; this library is DK-718500.",
                "The item is on loan, and its tag rings at the gate.",
            ],
        }
        assert [repair["act"] for repair in found["repairs"]] == ["rewrite", "secure-off"]
        assert "catalogue The left hand of darkness, STACKS, on loan" in command.lines("read")

    def test_a_tag_that_is_not_the_one_the_item_has_is_told(
        self, pad: Pad, stock: Callable[..., Catalogue], command: Command
    ) -> None:
        catalogue = stock("1000000056")
        by = {"by": "bench-1", "at": "2026-03-01T10:00:00Z"}
        catalogue.record_tag("1000000056", "E00401105B6C7D8F", "iso28560-3", **by)
        pad.lay(ANNEX_B, dsfid=0x3E)
        pad.afi = 0xC2
        assert command.answer("read")["catalogue"]["differences"] == [
            "The item also has the tag E00401105B6C7D8F: which is the right one?",
            "The item is in the library, and its tag is silent at the gate.",
        ]
        catalogue.record_tag("1000000056", UID, "iso28560-3", **by)
        pad.lay("")
        said = command.answer("read")["catalogue"]["differences"]
        assert said == ["This tag was written for 1000000056; it holds no item now."]

    def test_a_store_that_cannot_be_opened_hides_no_tag(
        self, pad: Pad, home: Path, command: Command
    ) -> None:
        (home / "store.sqlite").write_text("no store", encoding="utf-8")
        pad.lay(ANNEX_B)
        found = command.answer("read")
        assert found["item"] == "1000000056"
        assert found["catalogue"]["differences"][0].startswith("Not compared: ")


class TestRepair:
    def test_it_is_told_first_and_done_when_asked(self, pad: Pad, command: Command) -> None:
        pad.lay(REVERSED)
        before = bytes(pad.memory)
        assert [one["act"] for one in command.answer("repair")] == ["block-order"]
        assert "Nothing was written" in " ".join(command.lines("repair", "block-order"))
        assert bytes(pad.memory) == before
        report = command.answer("repair", "block-order", "--apply")
        assert (report["item"], report["block_order"]) == ("11223344", "normal")
        assert bytes(pad.memory).startswith(bytes.fromhex("11010131"))
        assert command.lines("repair") == ["There is nothing to put right."]

    def test_what_is_not_offered_is_refused_by_name(self, pad: Pad, command: Command) -> None:
        pad.lay(REVERSED)
        assert "Choose one of: block-order." in command.refusal("repair", "rewrite", "--apply")
        assert "needs the name" in command.refusal("repair", "--apply", status=2)

    def test_what_a_rewrite_loses_is_said(self, pad: Pad, command: Command) -> None:
        pad.lay("0411000131333032303033373637" + "00" * 18)
        text = " ".join(" ".join(command.lines("repair")).split())
        assert "The item type 'book' has no place in iso28560-3." in text


class TestDecodeMap:
    def test_each_byte_and_the_verdict_are_told(self, command: Command) -> None:
        found = command.answer("decode", "--map", ANNEX_B)
        assert found["item"] == "1000000056"
        assert found["verdict"] == "conforms"
        assert [span["what"] for span in found["map"]][:3] == [
            "version, and type of usage",
            "number of parts",
            "number of this part",
        ]
        assert "      5  A4           ·     … CRC, low byte first" in command.lines(
            "decode", "--map", ANNEX_B
        )

    def test_a_bank_of_a_uhf_tag_is_told(self, command: Command) -> None:
        uii = "472345C2141CC04FC70BADB5C6E2DA1DED4DD319"
        found = command.answer("decode", "--map", uii)
        assert [span["what"] for span in found["map"]] == [
            "stored CRC",
            "protocol control word",
            "unique item identifier",
        ]
        assert "verdict" not in found
        bank = command.answer("decode", "--map", "--bank", "user", "060201D0140204B3")
        assert bank["map"][0]["what"] == "DSFID"
        assert bank["verdict"] == "readable, not conforming"

    @pytest.mark.parametrize("arguments", [("-",), ("E2801160", "--bank", "tid")])
    def test_one_memory_is_mapped_at_a_time(
        self, command: Command, arguments: tuple[str, ...]
    ) -> None:
        assert "--map is for one memory" in command.refusal("decode", "--map", *arguments, status=2)
