from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog import microlif as module
from procstation.catalog.marc_file import Found
from procstation.catalog.marc_record import Field
from procstation.catalog.microlif import records_in_microlif
from procstation.catalog.source import Refused

Write = Callable[..., Path]
LEADER = "LDR00180nam  22     2  4500^"
ONE = f"{LEADER}|001 77^|245 10_aAll about whales._cby Me^|852  _aMAIN_hQL 737_p1000001^`|"
TWO = f"{LEADER}|00178^|24510_aSeals.^`|"


def _text(ends: str, *parts: str) -> bytes:
    return "".join(parts).replace("|", ends).encode()


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
def test_lines_may_end_in_every_way(ends: str, written: Write) -> None:
    path = written(_text(ends, "MicroLIF from a vendor   |", ONE, TWO))
    first, second = records_in_microlif(path)
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert first.offset == len("MicroLIF from a vendor   " + ends)
    assert first.record.leader == "00180nam  22     2  4500"
    assert second.record.control("001") == "78"
    assert second.record.all("245")[0] == Field("245", "10", (("a", "Seals."),))
    assert first.notes == second.notes == ()


def test_items_are_found(written: Write, catalogue: Catalogue) -> None:
    report = catalogue.load([written(_text("\r\n", ONE, TWO))])
    assert (report.records, report.items, report.rejected) == (2, 1, [])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    item, title = found
    assert item.call_number is not None
    assert (title.title, item.call_number.text) == ("All about whales", "QL 737")


def test_a_record_cut_short_is_refused(written: Write) -> None:
    whole, cut = records_in_microlif(written(_text("\n", TWO, ONE[:60])))
    assert isinstance(whole, Found)
    assert isinstance(cut, Refused)
    assert "ends in the middle" in cut.reason


def test_only_the_last_mark_may_be_missing(written: Write) -> None:
    (found,) = records_in_microlif(written(_text("\n", TWO.rstrip("`|"))))
    assert isinstance(found, Found)
    assert found.notes == ("the mark at the end of the record is missing",)


def test_lines_that_are_no_fields_are_said(written: Write) -> None:
    (found,) = records_in_microlif(written(_text("\n", f"{LEADER}|??? x^|24510_aSeals.^`")))
    assert isinstance(found, Found)
    assert "begins with '???'" in found.notes[0]


def test_a_record_without_end_does_not_fill_the_memory(
    written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_RECORD", 1000)
    monkeypatch.setattr(module, "CHUNK", 100)
    (found,) = records_in_microlif(written(_text("\n", LEADER) + b"x" * 5000))
    assert isinstance(found, Refused)
    assert "what follows was not read" in found.reason


@given(st.integers(0, 200), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_a_file_cut_anywhere_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, cut: int, ends: str
) -> None:
    path = tmp_path_factory.mktemp("lif") / "cut.lif"
    data = _text(ends, TWO, TWO, TWO)[:cut]
    path.write_bytes(data)
    found = list(records_in_microlif(path))
    whole = data.count(b"`")
    assert sum(isinstance(one, Found) and not one.notes for one in found) == whole
    assert len(found) <= whole + 1


@pytest.mark.corpus
@pytest.mark.parametrize("ends", ["0a", "0d", "0d0a"])
def test_real_files_load(corpus: Path, ends: str, catalogue: Catalogue) -> None:
    path = corpus / "marc-broken" / f"marc-record-perl-lineendings-{ends}.lif"
    report = catalogue.load([path])
    assert (report.records, report.rejected, report.repaired) == (1, [], [])
    (hit,) = catalogue.find("about whales", 5)
    assert (hit.title.title, hit.title.publisher, hit.title.date) == (
        "All about whales",
        "Holiday",
        "1987",
    )
