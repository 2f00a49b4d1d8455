"""Items whose bib record the system has not: it is made there first, if that is allowed."""

from dataclasses import replace
from pathlib import Path

import pytest
from outbox_play import OutboxPlay

from procstation.copycat.by_hand import bring_in_by_hand, record_by_hand, title_by_hand
from procstation.errors import OutcomeUnknown, SystemRefused, SystemUnreachable
from procstation.ils import Abilities, ItemDraft, ItemField, RemoteItem, RemoteTitle, TitleQuery
from procstation.outbox import Courier, FetchedRecords, Outbox, State

NEW = "30000000000038"
ISBN = "9780306406157"
LOST = OutcomeUnknown("The answer got lost.", "It is looked up.")
ABLE = Abilities(create_titles=True, create_items=True, changes=frozenset(ItemField), seen="stamp")


class Entered:
    """A bench where a record was entered by hand, and an item made of it."""

    def __init__(self, bench: OutboxPlay, home: Path, isbn: str = ISBN) -> None:
        self.bench = bench
        self.folder = home / "fetched"
        bench.system.abilities = ABLE
        bench.outbox = Outbox(bench.catalogue.store, "bench-1", bench.now, fetched=self.folder)
        numbers = (isbn,) if isbn else ()
        said = title_by_hand("Rivers of the moon", "Ångström, Ida", "2026", isbn=numbers)
        record = record_by_hand(said, "20261122")
        taken = bring_in_by_hand(bench.catalogue, self.folder, record)
        self.item = bench.catalogue.assign_barcode(
            taken.title_id, NEW, by="bench-1", at=bench.now()
        )

    def send(self, make_records: bool = True) -> State:
        courier = Courier(
            self.bench.outbox,
            "memory",
            self.bench.system,
            self.bench.now,
            self.bench.news.append,
            make_records=make_records,
        )
        courier.run_once()
        self.bench.pass_time(200)
        return self.bench.states()[-1]

    def made(self) -> list[str]:
        return [one for one in self.bench.system.calls if one.startswith("create")]


def by_number_only(query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
    """A search of a system that cannot be searched, and has no such number."""
    del limit
    if not query.system_id:
        raise SystemRefused("It cannot be searched.", "Look elsewhere.")
    return []


@pytest.fixture
def entered(bench: OutboxPlay, tmp_path: Path) -> Entered:
    return Entered(bench, tmp_path)


def test_the_record_is_made_and_then_the_item(entered: Entered) -> None:
    entered.bench.post(NEW, "a")
    assert entered.send() is State.DONE
    assert entered.made() == ["create record", f"create {NEW}"]
    made = entered.bench.system.with_barcode(NEW)
    assert made is not None
    assert entered.bench.system.titles[made.title_id].title.startswith("Rivers of the moon")
    assert entered.bench.system.titles[made.title_id].isbn == (ISBN,)


def test_without_leave_it_is_said_how_to_give_it(entered: Entered) -> None:
    entered.bench.post(NEW, "a")
    assert entered.send(make_records=False) is State.REFUSED
    (message,) = entered.bench.outbox.messages()
    assert "make_records = true" in message.answer.do_next
    assert entered.made() == []
    entered.bench.outbox.retry(message.id)
    assert entered.send() is State.DONE


def test_what_is_there_already_is_not_made(entered: Entered) -> None:
    entered.bench.system.titles["77"] = RemoteTitle("77", "Rivers of the moon", isbn=(ISBN,))
    entered.bench.post(NEW, "a")
    assert entered.send() is State.DONE
    assert entered.made() == [f"create {NEW}"]


@pytest.mark.parametrize("isbn", [ISBN, ""])
def test_a_lost_answer_makes_no_second_record(bench: OutboxPlay, tmp_path: Path, isbn: str) -> None:
    entered = Entered(bench, tmp_path, isbn)
    bench.post(NEW, "a")
    bench.system.fails = [LOST]
    assert entered.send() is State.WAITING
    assert entered.send() is State.DONE
    assert entered.made() == ["create record", f"create {NEW}"]


def test_a_record_nobody_can_look_for_is_not_made_on_suspicion(
    entered: Entered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entered.bench.system, "find_titles", by_number_only)
    entered.bench.post(NEW, "a")
    entered.bench.system.fails = [LOST]
    assert entered.send() is State.WAITING
    assert entered.send() is State.REFUSED
    assert entered.made() == ["create record"]
    (message,) = entered.bench.outbox.messages()
    assert "may have been made" in message.answer.what


@pytest.mark.parametrize("can_search", [True, False])
def test_a_record_made_and_no_item_yet_makes_no_second_record(
    entered: Entered, monkeypatch: pytest.MonkeyPatch, can_search: bool
) -> None:
    system = entered.bench.system
    really, tried = system.create_item, iter([SystemUnreachable("Away.", "Wait.")])

    def item_lost_once(draft: ItemDraft) -> RemoteItem:
        for error in tried:
            raise error
        return really(draft)

    monkeypatch.setattr(system, "create_item", item_lost_once)
    if not can_search:
        monkeypatch.setattr(system, "find_titles", by_number_only)
    entered.bench.post(NEW, "a")
    assert entered.send() is State.WAITING
    assert "as t3" in entered.bench.outbox.messages()[0].answer.what
    entered.send()
    records = [one for one in entered.made() if one == "create record"]
    assert len(records) == 1
    assert (system.with_barcode(NEW) is not None) is can_search


def test_a_system_that_makes_none_says_what_to_do(entered: Entered) -> None:
    entered.bench.system.abilities = replace(ABLE, create_titles=False)
    entered.bench.post(NEW, "a")
    assert entered.send() is State.REFUSED
    (message,) = entered.bench.outbox.messages()
    assert message.answer.do_next == "Bring the record into the system, then try again."


def test_another_edition_is_not_taken_for_it(entered: Entered) -> None:
    other = RemoteTitle("78", "Rivers of the moon", isbn=("9780000000033",))
    entered.bench.system.titles["78"] = other
    entered.bench.post(NEW, "a")
    entered.bench.system.fails = [LOST]
    entered.send()
    assert entered.send() is State.DONE
    made = entered.bench.system.with_barcode(NEW)
    assert made is not None
    assert made.title_id != "78"


def test_a_refused_record_is_told(entered: Entered) -> None:
    entered.bench.system.fails = [SystemRefused("It has this record, as biblio 5.", "Look.")]
    entered.bench.post(NEW, "a")
    assert entered.send() is State.REFUSED
    assert entered.made() == ["create record"]


def test_only_what_came_in_here_and_has_to_be_made_is_sent(
    bench: OutboxPlay, entered: Entered
) -> None:
    records = FetchedRecords(bench.catalogue.store, entered.folder)
    marc = records.of_barcode(NEW)
    assert marc.startswith('<record xmlns="http://www.loc.gov/MARC21/slim">')
    assert "Rivers of the moon" in marc
    loaded = bench.assign("30000000000046")
    assert records.of_item(loaded.id) == ""
    assert records.of_barcode("nowhere") == ""
    assert FetchedRecords(bench.catalogue.store, entered.folder.parent / "x").of_barcode(NEW) == ""
    assert FetchedRecords(bench.catalogue.store, None).of_barcode(NEW) == ""


def test_a_file_that_was_taken_away_is_no_error(entered: Entered) -> None:
    for path in entered.folder.rglob("*.xml"):
        path.unlink()
    entered.bench.post(NEW, "a")
    assert entered.send() is State.REFUSED
