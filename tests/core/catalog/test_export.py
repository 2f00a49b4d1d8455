import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymarc
import pytest

from procstation.catalog import Catalogue
from procstation.catalog.export_report import NotExported
from procstation.catalog.iso2709_write import TooLong, iso2709
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, Scheme

Write = Callable[..., Path]
BENCH = {"by": "anna", "at": "2026-03-01T11:00:00"}


@pytest.fixture
def book(build: Any) -> Any:
    """A Koha record with its number, title and item fields."""

    def _book(number: int, *items: str, extra: tuple[str, ...] = ()) -> Any:
        return build(
            "245 10 $aThe left hand of darkness",
            "050 00 $aPS3562.E42$bL4 1969",
            *extra,
            *(f"952 ## $aMAIN$bMAIN$cSTACKS{item}" for item in items),
            f"999 ## $c{number}$d{number}",
        )

    return _book


def records(path: Path) -> list[pymarc.Record]:
    """What pymarc reads of a file: its readers stop or leave None at what is corrupt."""
    if path.suffix == ".xml":
        return list(pymarc.parse_xml_to_array(str(path), strict=True))
    with path.open("rb") as file:
        found = list(pymarc.MARCReader(file))
    assert None not in found
    return [one for one in found if one is not None]


def barcodes(path: Path) -> list[list[str]]:
    return [[field.get("p", "") for field in record.get_fields("952")] for record in records(path)]


@pytest.mark.parametrize("form", ["mrc", "xml"])
def test_pymarc_reads_what_is_written(
    catalogue: Catalogue, book: Any, written: Write, tmp_path: Path, form: str
) -> None:
    more = (
        "020 ## $a0-306-40615-2",
        "100 1# $aLe Guin, Ursula K.,$d1929-2018.",
        "264 #1 $bAce <Books> & Söhne,$c1969.",
        "650 #0 $aGender identity.",
    )
    catalogue.load([written(book(7, "$p1000001$o813.54 LEG$2ddc$t2$10", "$yBK", extra=more))])
    out = tmp_path / f"out.{form}"
    report = catalogue.export(out, form)
    (record,) = records(out)

    assert (report.profile, report.records, report.items) == ("koha", 1, 2)
    assert str(record.leader)[5:12] == "nam a22"
    assert [str(field) for field in record.fields] == [
        "=008  260301s1969\\\\\\\\xx\\|||||||||||||||||und\\d",
        "=020  \\\\$a9780306406157",
        "=050  \\4$aPS3562.E42 L4 1969",
        "=100  1\\$aLe Guin, Ursula K.",
        "=245  10$aThe left hand of darkness",
        "=264  \\1$bAce <Books> & Söhne$c1969",
        "=952  \\\\$p1000001$o813.54 LEG$2ddc$aMAIN$bMAIN$cSTACKS$t2",
        "=952  \\\\$aMAIN$bMAIN$cSTACKS$yBK",
        "=999  \\\\$c7",
    ]


def test_the_profile_is_that_of_the_latest_load(
    catalogue: Catalogue, build: Any, book: Any, written: Write, tmp_path: Path
) -> None:
    out = tmp_path / "out.mrc"
    assert catalogue.export(out, "mrc").profile == "marc21"
    catalogue.load([written(book(7, "$p1000001"))])
    assert catalogue.export(out, "mrc").profile == "koha"
    catalogue.load([written(build("001 1", "245 10 $aNo items"))], "unimarc")
    assert catalogue.export(out, "mrc").profile == "koha"
    assert catalogue.export(out, "mrc", "evergreen").profile == "evergreen"
    with pytest.raises(UsageError, match="kohaa"):
        catalogue.export(out, "mrc", "kohaa")


def test_items_with_other_suggested_call_numbers_come_in_records_of_their_own(
    catalogue: Catalogue, new_catalogue: Any, build: Any, written: Write, tmp_path: Path
) -> None:
    bib = build("001 b1", "245 10 $aSerial", "050 00 $aQA1$b.S4", "952 ## $aM$bM$p1000001")
    part = build("001 b1", "245 10 $aSerial", "082 00 $a510", "952 ## $aM$bM$p1000002")
    bare = build("001 b1", "245 10 $aSerial", "952 ## $aM$bM$p1000003", "952 ## $aM$bM$p1000004$oX")
    catalogue.load([written(bib, part, bare)])
    out = tmp_path / "out.mrc"
    report = catalogue.export(out, "mrc")

    assert (report.records, report.items) == (3, 4)
    assert [(one.control_number, one.records) for one in report.split] == [("b1", 3)]
    again = new_catalogue()
    assert again.load([out]).added == 1
    assert [
        (item.barcode, item.call_number and item.call_number.source) for item in again.items_of(1)
    ] == [
        ("1000001", "050"),
        ("1000004", "952$o"),
        ("1000002", "082"),
        ("1000003", None),
    ]  # fmt: skip


@pytest.mark.long
def test_a_title_with_too_many_items_is_split_into_records_that_load_as_one(
    catalogue: Catalogue, new_catalogue: Any, book: Any, written: Write, tmp_path: Path
) -> None:
    parts = [
        book(7, *(f"$p{number:07}$hvolume {number}" for number in range(first, first + 500)))
        for first in range(0, 3000, 500)
    ]
    catalogue.load([written(*parts)])
    out = tmp_path / "out.mrc"
    report = catalogue.export(out, "mrc")

    assert (report.items, report.refused) == (3000, [])
    assert [one.records for one in report.split] == [report.records]
    pieces = out.read_bytes().split(b"\x1d")
    assert all(int(piece[:5]) == len(piece) + 1 <= 99_999 for piece in pieces[:-1])
    assert sum(map(len, barcodes(out))) == 3000
    again = new_catalogue()
    loaded = again.load([out])
    assert (loaded.records, loaded.added, loaded.items) == (report.records, 1, 3000)
    assert catalogue.export(tmp_path / "out.xml", "xml").records == 1


def test_what_does_not_fit_is_refused_and_the_rest_is_written(
    catalogue: Catalogue, book: Any, written: Write, tmp_path: Path
) -> None:
    catalogue.load([written(book(7, "$p1000001", "$p1000002"), book(8, "$p1000003"))])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    catalogue.save_item(replace(found[0], volume="é" * 5000), found[0], **BENCH)
    out = tmp_path / "out.mrc"
    report = catalogue.export(out, "mrc")

    (refused,) = report.refused
    assert (refused.control_number, refused.barcode) == ("7", "1000001")
    assert "field 952 has 100" in refused.reason
    assert "9999" in refused.reason
    assert barcodes(out) == [["1000002"], ["1000003"]]
    # It was not exported, so it still is to be.
    assert catalogue.export(tmp_path / "rest.xml", "xml", changed=True).items == 1


@pytest.mark.parametrize(("length", "fits"), [(9_996, True), (9_997, False)])
def test_the_longest_field(length: int, fits: bool) -> None:
    # Two indicators, a delimiter with its code, and the terminator are part of the 9,999.
    field = Field("500", "  ", (("a", "x" * (length - 2)),))
    record = MarcRecord("00000nam a2200000   4500", (field,))
    if fits:
        assert pymarc.Record(iso2709(record)).get_fields("500")[0]["a"] == "x" * (length - 2)
    else:
        with pytest.raises(TooLong, match="field 500 has 10000 bytes"):
            iso2709(record)


@pytest.mark.parametrize(("last", "fits"), [(9_862, True), (9_863, False)])
def test_the_longest_record(last: int, fits: bool) -> None:
    fields = [Field("500", "  ", (("a", "x" * 9_994),)) for _ in range(9)]
    fields.append(Field("500", "  ", (("a", "x" * (last - 5)),)))
    record = MarcRecord("00000nam a2200000   4500", tuple(fields))
    if fits:
        data = iso2709(record)
        assert data[:5] == b"99999"
        assert len(pymarc.Record(data).get_fields("500")) == 10
    else:
        with pytest.raises(TooLong, match="longer than the 99999 bytes"):
            iso2709(record)


def test_an_item_a_profile_cannot_hold_is_refused(
    catalogue: Catalogue, book: Any, written: Write, tmp_path: Path
) -> None:
    catalogue.load([written(book(7, "$p1000001", "$yBK$912"))])
    out = tmp_path / "out.mrc"
    report = catalogue.export(out, "mrc", "marc21")

    assert report.refused == [
        NotExported("7", None, "profile marc21 has no field that is read as it again")
    ]
    assert report.items == 1


def test_what_a_profile_has_no_place_for_is_counted(
    catalogue: Catalogue, book: Any, written: Write, tmp_path: Path
) -> None:
    catalogue.load([written(book(7, "$p1000001$hv.1$q2026-04-01", "$p1000002$hv.2"))])
    report = catalogue.export(tmp_path / "out.mrc", "mrc", "evergreen")

    assert (report.items, report.left_out) == (2, {"volume": 2})


def test_two_titles_with_one_number_are_not_made_one(
    catalogue: Catalogue, build: Any, book: Any, written: Write, tmp_path: Path
) -> None:
    other = build("001 7", "245 10 $aAnother", "952 ## $aMAIN$bMAIN$p1000002")
    catalogue.load([written(book(7, "$p1000001"), other)], "koha")
    koha = catalogue.export(tmp_path / "koha.mrc", "mrc", "koha")
    plain = catalogue.export(tmp_path / "plain.mrc", "mrc", "marc21")

    assert (koha.records, koha.refused) == (2, [])
    assert (plain.records, plain.refused) == (
        1,
        [NotExported("7", "1000001", "another title has the number 7 in 001 as well")],
    )


class TestChanged:
    """`--changed`: what the bench did since the last export."""

    @pytest.fixture(autouse=True)
    def loaded(self, catalogue: Catalogue, book: Any, written: Write, tmp_path: Path) -> None:
        file = written(book(7, "$p1000001$911", "$912"), book(8, "$p1000003$913"))
        catalogue.load([file])
        self.catalogue, self.file, self.out = catalogue, file, tmp_path / "out.mrc"

    def changed(self, profile: str = "koha", form: str = "mrc") -> list[str | None]:
        report = self.catalogue.export(self.out, form, profile, changed=True)
        found = [code for record in barcodes(self.out) for code in record] if form == "mrc" else []
        assert len(found) == report.items or form != "mrc"
        return sorted(found) if form == "mrc" else [None] * report.items

    def assign(self) -> None:
        waiting = next(item for item in self.catalogue.items_of(1) if item.barcode is None)
        self.catalogue.assign_barcode(1, "1000002", item_id=waiting.id, **BENCH)

    def test_nothing_of_it_is_the_file_s(self) -> None:
        assert self.changed() == []

    def test_each_change_once(self) -> None:
        self.assign()
        self.catalogue.assign_barcode(2, "1000004", **BENCH)
        assert self.changed() == ["1000002", "1000004"]
        assert self.changed() == []

        self.catalogue.set_status("1000004", "lost", **BENCH)
        self.catalogue.set_status("1000003", "lost", **BENCH)
        assert self.changed() == ["1000003", "1000004"]
        self.catalogue.set_status("1000003", "", **BENCH)
        assert self.changed() == ["1000003"]

    def test_changes_in_one_second_are_two(self) -> None:
        self.catalogue.set_status("1000003", "lost", **BENCH)
        assert self.changed() == ["1000003"]
        self.catalogue.set_status("1000003", "damaged", **BENCH)
        assert self.changed() == ["1000003"]

    def test_a_full_export_is_the_last_one_too(self) -> None:
        self.assign()
        self.catalogue.export(self.out, "xml", "koha")
        assert self.changed() == []

    def test_each_profile_has_its_own_last_export_and_tables_have_theirs(self) -> None:
        self.assign()
        self.catalogue.export(self.out, "csv")
        assert self.changed(form="xlsx") == []
        assert self.changed() == ["1000002"]
        assert self.changed("sierra-945", "xml") == [None]

    def test_what_came_back_from_the_system_is_no_change(self, book: Any, written: Write) -> None:
        self.assign()
        self.catalogue.load([written(book(7, "$p1000001$911", "$p1000002$912"))])
        assert self.changed() == []

    def test_what_could_not_be_written_down_is_exported_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.assign()

        def full(*_: object) -> None:
            raise InputRefused("The disk is full.", "Make room.")

        with monkeypatch.context() as broken:
            broken.setattr("procstation.store.export_rows.ExportRows.add_export", full)
            with pytest.raises(InputRefused):
                self.changed()
        assert self.changed() == ["1000002"]


@pytest.mark.parametrize("form", ["mrc", "xml", "csv", "xlsx"])
def test_a_file_is_written_whole_or_not_at_all(
    catalogue: Catalogue, book: Any, written: Write, tmp_path: Path, form: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("procstation.catalog.export.EVERY", 1)
    catalogue.load([written(book(7, "$p1000001"), book(8, "$p1000002"))])
    folder = tmp_path / "exports"
    folder.mkdir()
    out = folder / f"out.{form}"
    out.write_bytes(b"the last one")

    def stop(_records: int, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.export(out, form, progress=stop)
    assert [path.name for path in folder.iterdir()] == [out.name]
    assert out.read_bytes() == b"the last one"
    catalogue.export(out, form)
    assert b"the last one" not in out.read_bytes()
    assert [path.name for path in folder.iterdir()] == [out.name]


def test_a_place_that_cannot_be_written_is_said(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="No such file"):
        catalogue.export(tmp_path / "nowhere" / "out.mrc", "mrc")


def test_a_bench_call_number_comes_back(
    catalogue: Catalogue, new_catalogue: Any, book: Any, written: Write
) -> None:
    catalogue.load([written(book(7, "$p1000001"))])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    bench = CallNumber("813.54 LEG", Scheme.DEWEY, "bench")
    catalogue.save_item(replace(found[0], call_number=bench), found[0], **BENCH)
    out = io.BytesIO()
    catalogue.export(out, "mrc")
    again = new_catalogue()
    again.load([written(out.getvalue())])

    found = again.by_barcode("1000001")
    assert found is not None
    assert found[0].call_number == CallNumber("813.54 LEG", Scheme.DEWEY, "952$o")
