"""What goes wrong with files on their way to a station: one clear line for each cause."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pymarc
import pytest

from procstation.catalog import Catalogue
from procstation.cli.main import status_of

Build = Callable[..., pymarc.Record]

MODS = '<modsCollection xmlns="http://www.loc.gov/mods/v3">{}</modsCollection>'
MODS_RECORD = (
    "<mods><titleInfo><title>T{0}</title></titleInfo>"
    "<identifier type='barcode'>{0:07}</identifier></mods>"
)
MARCXML = '<collection xmlns="http://www.loc.gov/MARC21/slim">{}</collection>'
MARCXML_RECORD = """<record><leader>00000nam a2200000 i 4500</leader>
<controlfield tag="001">{0}</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{1}</subfield></datafield>
<datafield tag="952" ind1=" " ind2=" ">
<subfield code="a">M</subfield><subfield code="b">M</subfield>
<subfield code="p">{0:07}</subfield></datafield></record>"""


class Answer(NamedTuple):
    """What `catalog load --json` answers."""

    status: int
    report: dict[str, Any]
    said: list[str]


class Station:
    """A station of its own, used through its command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self._home = folder / "home"

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        status = status_of(["--home", str(self._home), "catalog", *arguments])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def load(self, data: bytes | str, name: str = "upload.mrc") -> Answer:
        path = self._folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        status, out, err = self.run("load", str(path), "--json")
        return Answer(status, json.loads(out) if out else {}, err.splitlines())

    def counts(self) -> tuple[int, int]:
        catalogue = Catalogue.open(f"sqlite:///{self._home / 'store.sqlite'}")
        try:
            return catalogue.counts()
        finally:
            catalogue.close()


@pytest.fixture
def station(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Station:
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    return Station(tmp_path, capsys)


@pytest.fixture
def marc(build: Build) -> Callable[..., bytes]:
    def _marc(number: int, title: str = "T", barcode: str = "") -> bytes:
        fields = [f"001 {number}", f"245 00 $a{title}"]
        if barcode:
            fields.append(f"952    $aMAIN$bMAIN$oPS1$p{barcode}")
        return bytes(build(*fields).as_marc())

    return _marc


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("records.mrc", "x" * 100)
    return archive.getvalue()


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    + "]><lolz>&lol9;</lolz>"
)
EXTERNAL = f"""<?xml version="1.0"?><!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>
{MARCXML.format(MARCXML_RECORD.format(1, "&x;"))}"""
QUADRATIC = f'<!DOCTYPE m [<!ENTITY a "{"a" * 50_000}">]>' + MODS.format(
    "<mods>" + "&a;" * 9999 + "</mods>"
)
PARAMETER = '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>' + MODS.format("")
FETCHED = '<!DOCTYPE m SYSTEM "http://127.0.0.1:9/m.dtd">' + MODS.format(MODS_RECORD.format(1))
XHTML = """<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html><body>404</body></html>"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("upload.mrc", zipped(), "is a ZIP archive"),
        ("upload.mrc", b"<!DOCTYPE html>\n<html><body>502</body></html>", "is a web page"),
        ("upload.mrc", b"\r\n  <HTML><body>Please log in</body>", "is a web page"),
        ("upload.mrc", XHTML.encode(), "is a web page"),
        ("books.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "password-protected"),
        ("upload.mrc", b"", "is empty (0 bytes)"),
        ("upload.mrc", b"\0" * 5000, "upload.mrc"),
        ("bomb.xml", BILLION_LAUGHS.encode(), "declares entities"),
        ("bomb.xml", EXTERNAL.encode(), "declares entities"),
        ("bomb.xml", QUADRATIC.encode(), "declares entities"),
        ("bomb.xml", PARAMETER.encode(), "declares entities"),
        ("bomb.xml", FETCHED.encode(), "document type declaration"),
        ("bomb.xml", b"<a>" * 100_000, "more than 100 elements within each other"),
        ("bomb.xml", MODS.format(f"<!--{'x' * (9 << 20)}-->").encode(), "of more than 4 MB"),
        ("bomb.xml", MODS.format("").encode("utf-16"), "UTF-16"),
        ("guide.xml", b"<ead xmlns='urn:isbn:1-931666-22-9'/>", "outermost element is <ead>"),
    ],
)
def test_what_is_no_file_of_records_is_refused_in_one_line(
    station: Station, name: str, data: bytes, said: str
) -> None:
    answer = station.load(data, name)

    assert (answer.status, answer.report) == (1, {})
    error, do_next = answer.said
    assert error.startswith("error: ")
    assert name in error
    assert said in error
    assert do_next.startswith("next: ")
    assert station.counts() == (0, 0)


@pytest.mark.long
@pytest.mark.parametrize("in_use", [False, True])
@pytest.mark.parametrize(
    "bomb", ["<mods>" + "<note>" * 200, f"<mods><note a='{'x' * (5 << 20)}'/></mods>"]
)
def test_a_bomb_behind_good_records_leaves_nothing_of_them(
    station: Station, marc: Callable[..., bytes], in_use: bool, bomb: str
) -> None:
    before = (0, 0)
    if in_use:
        assert station.load(marc(1, "Known", "100001")).status == 0
        before = (1, 1)
    good = "".join(map(MODS_RECORD.format, range(1200)))

    answer = station.load(MODS.format(good + bomb), "bomb.xml")

    assert answer.status == 1
    assert answer.said[0].startswith("error: ")
    assert station.counts() == before


def cut_marc(marc: Callable[..., bytes]) -> tuple[str, bytes]:
    data = b"".join(marc(number, "T", f"100000{number}") for number in (1, 2, 3))
    return "upload.mrc", data[:-40]


def cut_marcxml(marc: Callable[..., bytes]) -> tuple[str, bytes]:
    del marc
    text = MARCXML.format("".join(MARCXML_RECORD.format(number, "T") for number in (1, 2, 3)))
    return "upload.xml", text[:-90].encode()


def cut_mods(marc: Callable[..., bytes]) -> tuple[str, bytes]:
    del marc
    return "upload.xml", MODS.format("".join(map(MODS_RECORD.format, (1, 2, 3))))[:-40].encode()


@pytest.mark.parametrize("upload", [cut_marc, cut_marcxml, cut_mods])
def test_a_truncated_upload_gives_what_is_whole_and_names_what_is_not(
    station: Station,
    marc: Callable[..., bytes],
    upload: Callable[[Callable[..., bytes]], tuple[str, bytes]],
) -> None:
    name, data = upload(marc)
    answer = station.load(data, name)

    assert answer.status == 0
    assert (answer.report["records"], answer.report["items"]) == (2, 2)
    (rejected,) = answer.report["rejected"]
    assert rejected["record"] == 3
    assert "the file ends" in rejected["reason"]
    (warning,) = answer.said
    assert warning.startswith("warning: 1 of 3 records was not loaded")
    assert rejected["reason"] in warning
    assert station.counts() == (2, 2)


def test_a_record_of_1_mb_and_the_one_behind_it(
    station: Station, build: Build, marc: Callable[..., bytes]
) -> None:
    notes = [f"520    $a{'word ' * 1000}" for _ in range(210)]
    long = build("001 1", "245 00 $aLong", *notes, "952    $aMAIN$bMAIN$oPS1$p1000001").as_marc()
    assert len(long) > 1_000_000

    answer = station.load(long + marc(2, "After", "1000002"))

    assert (answer.status, answer.report["records"], answer.report["items"]) == (0, 2, 2)
    assert "1000001" in station.run("show", "1000001", "--json")[1]


@pytest.mark.long
def test_a_file_without_items_is_said_to_have_none(
    station: Station, marc: Callable[..., bytes]
) -> None:
    answer = station.load(b"".join(marc(number) for number in range(3000)))

    assert answer.status == 0
    assert (answer.report["records"], answer.report["items"]) == (3000, 0)
    assert "no item fields in 3000 records" in answer.report["profiles"][0]["why"]
    (warning,) = answer.said
    assert warning.startswith("warning: no items in 3000 records")


def test_a_barcode_of_300_characters_leaves_an_item_that_waits(
    station: Station, marc: Callable[..., bytes]
) -> None:
    answer = station.load(marc(1, "T", "9" * 300) + marc(2, "T", "1000002"))

    assert answer.status == 0
    assert (answer.report["items"], answer.report["items_without_barcode"]) == (1, 1)
    (repaired,) = answer.report["repaired"]
    assert "a barcode of 300 characters" in repaired["notes"][0]
    assert station.counts() == (2, 2)


RED = "Red\x1b[31m alert\x07 \x9b2J \u202eevil\u202c \u200fשלום"


@pytest.mark.parametrize("command", ["show", "find"])
def test_nothing_in_a_title_reaches_the_terminal_but_its_text(
    station: Station, marc: Callable[..., bytes], command: str
) -> None:
    answer = station.load(marc(1, RED, "1000001"))
    (repaired,) = answer.report["repaired"]
    assert repaired["notes"] == ["control characters were taken out of its title (245)"]

    for as_json in ((), ("--json",)):
        status, text, _ = station.run(command, "1000001", *as_json)
        assert status == 0
        assert "alert" in text
        assert "evil" in text
        assert "שלום" in text
        seen = text.replace("\n", "")
        assert not [one for one in seen if unicodedata.category(one) in {"Cc", "Cf"}]


def test_what_people_type_does_not_reach_the_terminal_either(
    station: Station, marc: Callable[..., bytes]
) -> None:
    station.load(marc(1))

    for command in ("show", "find"):
        _, out, err = station.run(command, "\x1b[31mx\x07")
        assert "\x1b" not in out + err
        assert "\x07" not in out + err
