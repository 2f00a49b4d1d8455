"""The connector that writes files: each thing once, also after being cut off."""

from datetime import date
from pathlib import Path

import pytest

from procstation.credentials import Secret
from procstation.ils import (
    ConfigError,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    Sighting,
    Site,
    SystemRefused,
    SystemUnreachable,
    TitleQuery,
)
from procstation.ils.network import Network
from procstation_connectors.file.options import FileOptions
from procstation_connectors.file.system import Files, folder_of

DAY = date(2026, 11, 22)
AT = "2026-11-22T10:00:00Z"
DRAFT = ItemDraft("000012345", {ItemField.BARCODE: "39", ItemField.CALL_NUMBER: "QA76 .A1"})
FIELDS = (ItemField.BARCODE, ItemField.CALL_NUMBER, ItemField.LOCATION)


def files(folder: Path, day: date = DAY, options: FileOptions | None = None) -> Files:
    site = Site("aleph", str(folder), "", lambda: Secret(""), Network())
    return Files(site, options or FileOptions(fields=FIELDS), lambda: day)


def item(**values: str) -> RemoteItem:
    named = {ItemField(name): value for name, value in values.items()}
    return RemoteItem("7", "000012345", {ItemField.BARCODE: "39", **named}, "Rivers")


def lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").splitlines()


def test_a_new_item_is_one_row(tmp_path: Path) -> None:
    made = files(tmp_path).create_item(DRAFT)
    assert made.barcode == "39"
    assert lines(tmp_path, "new-items-2026-11-22.csv") == [
        "record,barcode,call_number,location",
        "000012345,39,QA76 .A1,",
    ]


def test_a_change_is_a_row_for_each_field(tmp_path: Path) -> None:
    changed = files(tmp_path).update_item(
        item(location="STACKS"), {ItemField.LOCATION: "REF", ItemField.CALL_NUMBER: 'A "1", B'}
    )
    assert changed.values[ItemField.LOCATION] == "REF"
    assert lines(tmp_path, "changes-2026-11-22.csv") == [
        "barcode,number,record,field,before,after",
        "39,7,000012345,location,STACKS,REF",
        '39,7,000012345,call_number,,"A ""1"", B"',
    ]


@pytest.mark.parametrize("again", ["the same station", "one started anew"])
def test_what_was_written_is_not_written_again(tmp_path: Path, again: str) -> None:
    station = files(tmp_path)
    for _ in range(2):
        station.create_item(DRAFT)
        station.update_item(item(location="A"), {ItemField.LOCATION: "B"})
        station.mark_seen([Sighting(ItemKey(barcode="39"), AT)])
        if again == "one started anew":
            station = files(tmp_path, date(2026, 11, 22))
    assert len(lines(tmp_path, "new-items-2026-11-22.csv")) == 2
    assert len(lines(tmp_path, "changes-2026-11-22.csv")) == 2
    assert lines(tmp_path, "seen-2026-11-22.txt") == ["39"]


def test_midnight_makes_no_second_row(tmp_path: Path) -> None:
    files(tmp_path).create_item(DRAFT)
    files(tmp_path, date(2026, 11, 23)).create_item(DRAFT)
    assert not (tmp_path / "new-items-2026-11-23.csv").exists()


def test_there_and_back_and_there_again_is_told_each_time(tmp_path: Path) -> None:
    station = files(tmp_path)
    for before, after in (("A", "B"), ("B", "A"), ("A", "B")):
        station.update_item(item(location=before), {ItemField.LOCATION: after})
    assert [line[-3:] for line in lines(tmp_path, "changes-2026-11-22.csv")[1:]] == [
        "A,B", "B,A", "A,B",
    ]  # fmt: skip


def test_made_taken_back_and_made_again(tmp_path: Path) -> None:
    for at in range(4):
        # Each told twice, as after a lost answer, and by a station started anew.
        for _ in range(2):
            station = files(tmp_path)
            if at % 2:
                station.remove_item(item())
            else:
                station.create_item(DRAFT)
    assert len(lines(tmp_path, "new-items-2026-11-22.csv")) == 3
    assert lines(tmp_path, "removed-2026-11-22.csv")[1:] == ["39,7,000012345,Rivers"] * 2


def test_a_line_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    files(tmp_path).create_item(DRAFT)
    path = tmp_path / "new-items-2026-11-22.csv"
    path.write_bytes(path.read_bytes()[:-7])
    files(tmp_path).create_item(DRAFT)
    assert lines(tmp_path, path.name)[1:] == ["000012345,39,QA76 .A1,"]


def test_each_barcode_is_in_the_list_of_the_day_once(tmp_path: Path) -> None:
    station = files(tmp_path)
    said = station.mark_seen([Sighting(ItemKey(barcode=one), AT) for one in ("1", "2", "1", "")])
    assert [bool(one) for one in said] == [False, False, False, True]
    assert lines(tmp_path, "seen-2026-11-22.txt") == ["1", "2"]
    files(tmp_path, date(2026, 11, 23)).mark_seen([Sighting(ItemKey(barcode="1"), AT)])
    assert lines(tmp_path, "seen-2026-11-23.txt") == ["1"]


def test_a_spreadsheet_runs_nothing_and_no_cell_breaks_a_row(tmp_path: Path) -> None:
    for _ in range(2):
        files(tmp_path).update_item(item(), {ItemField.NOTE: "=1+1\r\nnext"})
    assert lines(tmp_path, "changes-2026-11-22.csv")[1:] == ["39,7,000012345,note,,'=1+1 next"]


def test_columns_have_the_names_that_the_loader_wants(tmp_path: Path) -> None:
    options = FileOptions(
        fields=(ItemField.BARCODE, ItemField.LIBRARY),
        columns={"barcode": "Z30-BARCODE", "record": "ADM"},
        delimiter="|",
    )
    files(tmp_path, options=options).create_item(DRAFT)
    assert lines(tmp_path, "new-items-2026-11-22.csv") == [
        "ADM|Z30-BARCODE|library",
        "000012345|39|",
    ]


def test_a_folder_that_cannot_be_used_can_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    station = files(tmp_path / "file")
    with pytest.raises(SystemUnreachable, match="cannot be used"):
        station.state()
    with pytest.raises(SystemUnreachable):
        station.create_item(DRAFT)
    (tmp_path / "file").unlink()
    station.create_item(DRAFT)
    assert len(lines(tmp_path / "file", "new-items-2026-11-22.csv")) == 2


def test_a_check_leaves_nothing_behind(tmp_path: Path) -> None:
    assert str(tmp_path) in files(tmp_path).state().detail
    assert list(tmp_path.iterdir()) == []


def test_files_do_not_answer(tmp_path: Path) -> None:
    station = files(tmp_path)
    assert station.find_items([]) == []
    for ask in (
        lambda: station.find_items([ItemKey(barcode="39")]),
        lambda: station.find_titles(TitleQuery(isbn="1")),
        lambda: station.check_in("39", AT),
        lambda: list(station.changed_since(AT)),
        lambda: station.create_item(ItemDraft("1", {})),
    ):
        with pytest.raises(SystemRefused):
            ask()
    assert not station.abilities.find_items


def test_without_barcodes_nothing_could_be_known_again(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="barcode"):
        files(tmp_path, options=FileOptions(fields=(ItemField.LIBRARY,)))


def test_a_folder_by_path_or_by_address() -> None:
    assert folder_of("/srv/out") == Path("/srv/out")
    assert folder_of("file:///srv/for%20aleph") == Path("/srv/for aleph")
    assert folder_of("~/out") == Path.home() / "out"
