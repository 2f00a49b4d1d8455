"""UHF tags and conversions on the command line. Banks as in tests/core/tags."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

BANK = "472345C2141CC04FC70BADB5C6E2DA1DED4DD319"
USER = "060201104607441CB6E2E335D600"
ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
BOOK_3M = "0411000131333032303033373637".ljust(64, "0")
PATRON = "410350C3100201200501810000"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path))
    return tmp_path


class Command:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def answer(self, *arguments: str, status: int = 0) -> Any:
        assert status_of(["tag", *arguments, "--json"]) == status
        return json.loads(self._capsys.readouterr().out)

    def text(self, *arguments: str) -> str:
        assert status_of(["tag", *arguments]) == 0
        return self._capsys.readouterr().out

    def fails(self, *arguments: str, status: int = 1) -> str:
        assert status_of(["tag", *arguments]) == status
        captured = self._capsys.readouterr()
        assert captured.out == ""
        return captured.err


@pytest.fixture
def tag(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def test_encode_both_banks(tag: Command) -> None:
    given = ["encode", "--model", "iso28560-4", "--item", "12345678", "--owner", "CH-000134-1"]
    given += ["--parts", "3", "--part", "1", "--set", "6=QA268.L55"]
    assert tag.answer(*given) == {
        "model": "iso28560-4",
        "hex": USER,
        "dsfid": "06",
        "afi": "C2",
        "lockable_blocks": [],
        "warnings": [],
        "uii": BANK[8:],
        "pc": "45C2",
        "epc_bank": BANK,
    }
    assert (tag.answer(*given, "--afi", "07")["pc"], tag.answer(*given)["pc"]) == ("4507", "45C2")
    alone = tag.answer(*given, "--identifier-alone")
    assert tag.answer("decode", alone["epc_bank"])["owner"] is None
    assert "EPC bank  4723 45C2" in tag.text(*given)
    assert "needs 16 bytes, the tag has 12" in tag.fails(*given, "--epc-words", "6")
    assert "need 13 bytes, the tag has 12" in tag.fails(*given, "--blocks", "6")


def test_decode_banks(tag: Command) -> None:
    document = tag.answer("decode", BANK)
    assert (document["model"], document["item"], document["crc_ok"]) == (
        "iso28560-4",
        "12345678",
        True,
    )
    assert document["secured"] is False
    assert document["epc"] == {
        "crc": "4723",
        "pc": "45C2",
        "words": 8,
        "user_memory": True,
        "xpc": False,
        "iso": True,
        "afi": "C2",
        "uii": BANK[8:],
    }
    assert tag.answer("decode", BANK, "--bank", "epc") == document
    both = tag.answer("decode", BANK, "--user-bank", USER)
    assert (both["elements"]["6"], both["item"]) == ("QA268.L55", "12345678")
    assert tag.answer("decode", USER, "--bank", "user")["elements"]["6"] == "QA268.L55"
    assert tag.answer("decode", ANNEX_D, "--bank", "hf")["item"] == "123456789012"
    assert tag.answer("decode", ANNEX_D, "--bank", "epc")["model"] == "foreign"
    assert "security  on loan" in tag.text("decode", BANK)
    house = tag.answer("decode", "400019E9F87100000000499602D200000001")
    assert (house["model"], house["item"], house["secured"]) == ("uhf-de290", "1234567890", True)


def test_decode_a_tid(tag: Command) -> None:
    assert tag.answer("decode", "E2801160", "--bank", "tid") == {
        "tid": "E2801160",
        "maker": "001",
        "maker_name": "Impinj",
        "model_number": "160",
        "chip": "Impinj Monza R6",
        "xtid": True,
        "security": False,
        "file": False,
        "serial": None,
    }
    unknown = tag.text("decode", "E2FFF0403C00123456789ABC", "--bank", "tid")
    assert unknown == "chip      unknown maker, model 040\nserial    123456789ABC\n"
    assert "is no TID" in tag.fails("decode", "E0801160", "--bank", "tid")


def test_decode_lines_of_one_bank(tag: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def give(*lines: str) -> None:
        data = "\n".join(lines).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    give("E2801160", "00")
    first, second = tag.answer("decode", "-", "--bank", "tid", status=1)
    assert (first["chip"], second) == (
        "Impinj Monza R6",
        {"error": "00 is no TID of a Gen2 tag."},
    )
    give("E2801160")
    assert tag.text("decode", "-", "--bank", "tid") == "chip      Impinj Monza R6\tserial    –\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["decode", BANK, "--bank", "user", "--user-bank", USER], "goes with an EPC bank"),
        (["decode", BANK, "--bank", "epc", "--dsfid", "06"], "of ISO 15693 tags"),
        (["decode", BANK, "--bank", "tag"], "tag"),
        (["convert", BANK], "--to"),
        (["convert", BANK, "--to", "3m"], "3m"),
        (["convert", ANNEX_D, "--to", "iso28560-3", "--lock", "1"], "--lock is for iso28560-2"),
    ],
)
def test_wrong_usage(tag: Command, arguments: list[str], words: str) -> None:
    assert words in tag.fails(*arguments, status=2)


def test_rules_of_the_site(tag: Command, home: Path) -> None:
    rule = '[[tags.treat_as]]\nmodel = "iso28560-2"\ndsfid = 0x42\nafi = 0xDA\n'
    (home / "procstation.toml").write_text(rule, encoding="utf-8")
    given = ["decode", ANNEX_D, "--dsfid", "42"]
    assert tag.answer(*given)["model"] == "foreign"
    ruled = tag.answer(*given, "--afi", "DA")
    assert (ruled["model"], ruled["item"]) == ("iso28560-2", "123456789012")
    assert "This library reads tags with DSFID 42 and AFI DA" in ruled["why"]


def test_convert(tag: Command) -> None:
    document = tag.answer("convert", BOOK_3M, "--to", "iso28560-3", "--blocks", "8")
    assert (document["from"], document["model"], document["item"]) == (
        "3m",
        "iso28560-3",
        "1302003767",
    )
    assert document["losses"] == ["The item type 'book' has no place in iso28560-3."]
    assert document["added"] == ["Its type of usage will be 60, no information."]
    assert tag.answer("decode", document["hex"])["item"] == "1302003767"
    small = tag.answer("convert", BANK, "--user-bank", USER, "--to", "iso28560-3", "--blocks", "8")
    assert "Element 6 (shelf location) 'QA268.L55' is left out" in small["losses"][0]
    text = tag.text("convert", ANNEX_D, "--to", "iso28560-4")
    assert "EPC bank" in text
    assert "nothing is lost" in text
    locked = tag.text("convert", ANNEX_D, "--to", "iso28560-2", "--lock", "1", "--lock", "3")
    assert ANNEX_D in locked
    assert "may be locked: blocks 0, 1, 6, 7, 8" in locked


def test_convert_refuses(tag: Command) -> None:
    assert "no item that can be relied on (blank)" in tag.fails(
        "convert", "00", "--to", "iso28560-2"
    )
    patron = tag.fails("convert", PATRON, "--to", "iso28560-3")
    assert "patron card" in patron
    assert "50000" not in patron


def test_convert_lines(tag: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = f"{ANNEX_B}\nxx\n{BOOK_3M}\n".encode()

    def give() -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))

    give()
    first, bad, last = tag.answer("convert", "-", "--to", "iso28560-2", status=1)
    assert (first["item"], last["item"]) == ("1000000056", "1302003767")
    assert bad == {"error": "'xx' is not hexadecimal."}
    give()
    assert status_of(["tag", "convert", "-", "--to", "iso28560-2"]) == 1
