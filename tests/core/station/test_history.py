"""The history: all sources in one list, what was before, and what can be undone from there."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pytest
from stores import Stores

from procstation.catalog import Catalogue, Item
from procstation.errors import InputRefused, UsageError
from procstation.journal import Journal, JournalReader
from procstation.labels import LabelShelf, Symbology
from procstation.linking import Scanned, SignedIn, read_profiles
from procstation.outbox import NewItems, Outbox
from procstation.printing import PrintDesk, PrintFile
from procstation.station.bench import STREAM
from procstation.station.history_entry import Source
from procstation.station.history_room import HistoryRoom
from procstation.station.job_room import JobRoom
from procstation.station.label_room import LabelRoom
from procstation.store.history_rows import Wanted
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps

ONE, TWO = "31234000000018", "31234000000026"
TABLE = f"barcode,title,location,call number\n{ONE},One,STACKS,QA1 .B2\n{TWO},Two,STACKS,QA2 .B2\n"


@dataclass
class Play:
    """A store, a journal and a print file that tick a minute with each act."""

    catalogue: Catalogue
    journal: Journal
    file: PrintFile
    room: HistoryRoom
    jobs: JobRoom
    minutes: list[int]

    def item(self, barcode: str) -> Item:
        held = self.catalogue.by_barcode(barcode)
        assert held is not None
        return held[0]

    def change(self, barcode: str, by: str, **values: str) -> None:
        was = self.item(barcode)
        changed = replace(was, **values)  # type: ignore[arg-type]
        self.catalogue.save_item(changed, was, by=by, at=self.tick())

    def tick(self) -> str:
        self.minutes[0] += 1
        return f"2026-03-01T10:{self.minutes[0]:02}:00Z"

    def texts(self, **wanted: str) -> list[str]:
        return [one.text for one in self.room.entries(Wanted(**wanted))]

    def undo(self, at: int = 0, **wanted: str) -> str:
        entry = next(islice(self.room.entries(Wanted(**wanted)), at, None))
        return self.room.undo(self.room.offer(entry), "bea at bench-1")


@pytest.fixture
def play(store_url: str, tmp_path: Path) -> Iterator[Play]:
    minutes = [0]

    def now() -> str:
        minutes[0] += 1
        return f"2026-03-01T10:{minutes[0]:02}:00Z"

    table = tmp_path / "items.csv"
    table.write_text(TABLE)
    shelf, file = LabelShelf(tmp_path), PrintFile(tmp_path / "print.sqlite")
    with (
        closing(Catalogue.open(store_url, now=now)) as catalogue,
        closing(Journal(tmp_path / "journal.sqlite")) as journal,
        closing(file),
    ):
        catalogue.load([table])
        labels = LabelRoom(catalogue, shelf, file, PrintDesk(shelf, file, Symbology.CODE39), {})
        jobs = JobRoom(catalogue, labels, read_profiles(), lambda: "anna at bench-1", now)
        sweeps = Sweeps(catalogue.store, HouseRules(Statuses({}), Placing()), now=now)
        reader = JournalReader(tmp_path / "journal.sqlite")
        room = HistoryRoom(catalogue, reader, file, jobs, sweeps, "bench-1", now)
        room.tell_system(NewItems())
        yield Play(catalogue, journal, file, room, jobs, minutes)


def test_one_list_of_all_that_was_done_newest_first(play: Play) -> None:
    play.journal.append(STREAM, [(play.tick(), "scanner", Scanned(ONE, "item"))], "anna")
    play.change(ONE, "anna at bench-1", location="REF")
    play.change(TWO, "bench-2", copy="c.2")
    play.catalogue.record_tag(ONE, "e004010000000001", "3m", by="bench-2", at=play.tick())
    play.file.change("INSERT INTO job (title, at) VALUES ('new books', ?)", "x")
    play.file.change(
        "INSERT INTO label (job, number, place, barcode, request, state, printer, at)"
        " VALUES (1, 1, 1, ?, x'', 'printed', 'zebra', ?)",
        ONE,
        play.tick(),
    )
    entries = list(play.room.entries())
    assert [(one.source, one.who, one.station, one.device, one.text) for one in entries[:5]] == [
        (Source.LABEL, "", "bench-1", "zebra", "label of “new books”: printed"),
        (Source.CHANGE, "", "bench-2", "", "tag E004010000000001 written, 3m"),
        (Source.CHANGE, "", "bench-2", "", "copy: (nothing) → c.2"),
        (Source.CHANGE, "anna", "bench-1", "", "location: STACKS → REF"),
        (Source.BENCH, "anna", "bench-1", "scanner", f"{ONE} scanned"),
    ]
    assert entries[3].before == {"location": "STACKS"}
    assert "items.csv" in entries[5].text
    assert entries[5].source is Source.LOAD

    of_one = list(play.room.entries(Wanted(barcode=ONE)))
    assert [one.source for one in of_one] == [
        Source.LABEL,
        Source.CHANGE,
        Source.CHANGE,
        Source.BENCH,
        Source.LOAD,
    ]
    assert play.texts(who="anna") == ["location: STACKS → REF", f"{ONE} scanned"]
    assert play.texts(station="bench-2") == [
        "tag E004010000000001 written, 3m",
        "copy: (nothing) → c.2",
    ]
    assert play.texts(barcode=ONE, since=entries[3].at, until=entries[1].at) == [
        "location: STACKS → REF"
    ]


def test_a_change_is_undone_and_the_undo_as_well(play: Play) -> None:
    play.change(ONE, "anna at bench-1", location="REF", volume="v.2")
    entry = next(play.room.entries(Wanted(barcode=ONE)))
    offer = play.room.offer(entry)
    assert offer.text == f"{ONE}: location: REF → STACKS, volume: v.2 → (nothing)"
    assert not offer.is_bulk
    play.room.undo(offer, "bea at bench-1")
    assert (play.item(ONE).location, play.item(ONE).volume) == ("STACKS", "")

    [undone, first, *_] = play.room.entries(Wanted(barcode=ONE))
    if undone.source is Source.MESSAGE:
        [_, undone, first, *_] = play.room.entries(Wanted(barcode=ONE))
    assert (undone.who, undone.station) == ("bea", "bench-1")
    assert f"(undo of {first.name})" in undone.text
    with pytest.raises(InputRefused, match="A later act stands on it"):
        play.room.offer(first)
    play.room.undo(play.room.offer(undone), "bea at bench-1")
    assert play.item(ONE).location == "REF"


def test_what_others_or_a_load_did_later_stands_in_the_way(play: Play, tmp_path: Path) -> None:
    play.change(ONE, "anna at bench-1", location="REF")
    play.change(ONE, "bench-2", copy="c.2")
    entries = list(play.room.entries(Wanted(barcode=ONE)))
    # Of another field: both can be taken back, in any order.
    play.room.undo(play.room.offer(entries[1]), "bench-1")
    assert (play.item(ONE).location, play.item(ONE).copy) == ("STACKS", "c.2")

    play.change(TWO, "bench-2", status="damaged")
    later = tmp_path / "later.csv"
    later.write_text(f"barcode,title,location,call number,status\n{TWO},Two,STACKS,QA2 .B2,lost\n")
    play.catalogue.load([later])
    entry = next(one for one in play.room.entries(Wanted(barcode=TWO)) if "damaged" in one.text)
    with pytest.raises(InputRefused, match="status is lost by now"):
        play.room.undo(play.room.offer(entry), "bench-1")


def test_a_new_item_goes_unless_something_holds_its_number(play: Play) -> None:
    title = play.item(ONE).title_id
    new = "31234000000034"
    play.catalogue.assign_barcode(title, new, by="anna at bench-1", at=play.tick())
    play.catalogue.record_tag(new, "E004010000000002", "3m", by="bench-1", at=play.tick())
    made = next(one for one in play.room.entries(Wanted(barcode=new)) if "made" in one.text)
    with pytest.raises(InputRefused, match="later act stands on it"):
        play.room.offer(made)
    play.catalogue.assign_barcode(title, TWO[:-1] + "X", by="anna at bench-1", at=play.tick())
    assert "is removed" in play.room.offer(next(play.room.entries())).text
    play.undo()
    assert play.catalogue.by_barcode(TWO[:-1] + "X") is None
    [removed, made, *_] = play.room.entries()
    with pytest.raises(InputRefused, match="was removed"):
        play.room.offer(removed)
    with pytest.raises(InputRefused, match="later act stands on it"):
        play.room.offer(made)


def test_loads_and_jobs_are_undone_whole_by_a_supervisor(play: Play, tmp_path: Path) -> None:
    run = play.jobs.run(play.jobs.plan("relocate", [ONE, TWO], {"location": "REF"}))
    entry = next(one for one in play.room.entries() if one.source is Source.JOB)
    offer = play.room.offer(entry)
    assert offer.is_bulk
    assert offer.text.startswith("2 items get back")
    assert [one.text for one in play.room.entries(Wanted(barcode=ONE)) if "REF" in one.text] == [
        f"location: STACKS → REF (job {run.number})"
    ]
    assert play.room.undo(offer, "sue at bench-1") == "2 items are as before."
    with pytest.raises(InputRefused, match="undone at"):
        play.room.offer(entry)

    later = tmp_path / "later.csv"
    later.write_text("barcode,title,location\n31234000000042,Three,STACKS\n")
    play.catalogue.load([later])
    newer, older = [one for one in play.room.entries() if one.source is Source.LOAD]
    with pytest.raises(InputRefused, match="build on it"):
        play.room.offer(older)
    assert "1 items removed" in play.room.undo(play.room.offer(newer), "sue at bench-1")
    assert play.room.entry(newer.name).text.endswith(" by sue at bench-1")
    with pytest.raises(InputRefused, match="undone already"):
        play.room.offer(newer)


def test_what_happened_cannot_be_undone_and_a_name_finds_its_entry(play: Play) -> None:
    play.journal.append(STREAM, [(play.tick(), "operator", SignedIn("anna"))])
    entry = next(play.room.entries())
    assert (entry.name, entry.text) == ("bench:1", "anna signed in")
    with pytest.raises(InputRefused, match="has happened"):
        play.room.offer(entry)
    assert play.room.entry("bench:1") == entry
    for name in ("bench:7", "change", "nothing:1", "label:1"):
        with pytest.raises(UsageError, match="has no entry"):
            play.room.entry(name)
    play.change(ONE, "bench-2", location="REF")
    Outbox(play.catalogue.store, "bench-1", play.tick).post([play.item(ONE).id], "act")
    message = next(play.room.entries())
    assert message.source is Source.MESSAGE
    with pytest.raises(InputRefused, match="taken back where it waits"):
        play.room.offer(message)


def test_it_is_read_piece_by_piece(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(70):
        play.change(ONE, "bench-1", copy=f"c.{number}")
    monkeypatch.setattr("procstation.station.history_list.PIECE", 20)
    copies = [one.text.rpartition(" ")[2] for one in play.room.entries(Wanted(barcode=ONE))]
    assert copies[:70] == [f"c.{number}" for number in reversed(range(70))]


def test_journal_files_of_the_past_are_read_from_the_end(tmp_path: Path, stores: Stores) -> None:
    del stores
    path = tmp_path / "journal.sqlite"
    with closing(Journal(path)) as journal:
        for number in range(3):
            journal.append(STREAM, [("2026-03-01T10:00:00Z", "s", Scanned(f"{number}", "item"))])
            journal.turn_over()
        journal.append("other", [("2026-03-01T10:00:00Z", "s", Scanned("9", "item"))])
    reader = JournalReader(path)
    assert [one.seq for one in reader.backwards(STREAM, 2**62, 2)] == [3, 2]
    assert [one.seq for one in reader.backwards(STREAM, 2, 5)] == [1]
    assert reader.about(STREAM, '"1"') == {2}
