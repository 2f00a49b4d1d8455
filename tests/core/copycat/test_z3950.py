"""What can be tested of Z39.50 without a server; the rest is in `tests/servers`."""

import pytest

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.copycat import zoom
from procstation.copycat.diagnostics import bib1_trouble
from procstation.copycat.target import Target
from procstation.copycat.wanted import wanted
from procstation.copycat.z3950 import Z3950Client, _in_its_own_bytes
from procstation.errors import SystemBusy, SystemDenied, SystemRefused, SystemTrouble

TARGET = Target("here", "127.0.0.1:1", "z3950")


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    zoom._load.cache_clear()
    monkeypatch.setattr(zoom, "find_library", lambda _name: None)
    monkeypatch.setattr(zoom, "_NAMES", {})
    with pytest.raises(SystemRefused, match="needs the YAZ library") as refused:
        Z3950Client(TARGET).search(wanted("bibigon"), 10, lambda _record: True)
    assert "libyaz5" in refused.value.do_next
    zoom._load.cache_clear()


def test_a_library_that_is_named_and_not_there_is_named(tmp_path: object) -> None:
    with pytest.raises(SystemRefused, match=r"nowhere/yaz\.dll"):
        zoom.load("/nowhere/yaz.dll")


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (114, SystemRefused, "no such index"),
        (109, SystemBusy, "not available"),
        (235, SystemRefused, "no such database"),
        (1011, SystemDenied, "password"),
        (239, SystemRefused, "syntax"),
        (9999, SystemRefused, "words of the server"),
    ],
)
def test_diagnostics_are_put_in_words(number: int, kind: type[SystemTrouble], said: str) -> None:
    trouble = bib1_trouble(number, "words of the server", "1=7", TARGET)

    assert isinstance(trouble, kind)
    assert said in trouble.what
    assert "1=7" in trouble.what


@pytest.mark.parametrize(
    ("raw", "leader_09"),
    [
        (b"Zo\xc3\xab Ch\xc3\xa2telet", "a"),
        (b"Zo\xc3\xab Ch\xc3\xa2telet", " "),
        (b"Zo\xe8e Ch\xe3atelet", " "),
        (b"Zo\xeb Ch\xe2telet", " "),
    ],
)
def test_the_characters_of_an_undeclared_record_are_told_by_its_bytes(
    raw: bytes, leader_09: str
) -> None:
    leader = f"00000cam {leader_09}2200000 a 4500"
    record = MarcRecord(leader, (Field("100", "1 ", (("a", raw.decode("latin-1")),)),))

    assert (
        _in_its_own_bytes(record)
        .all("100")[0]
        .first("a")
        .endswith(("Zoë Châtelet", "Zoe\u0308 Cha\u0302telet"))
    )
