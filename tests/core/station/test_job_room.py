"""Jobs on a list of items: counted first, done as one act, undone as one act."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from job_items import BARCODES, FIRST, IN_REF, LOANED, MISSING, SECOND, make_store

from procstation.catalog import Catalogue, Item
from procstation.errors import InputRefused, UsageError
from procstation.ils import ItemField
from procstation.labels import LabelShelf, Symbology
from procstation.linking import read_profiles
from procstation.outbox import NewItems, Outbox, State
from procstation.printing import LabelState, PrintDesk, PrintFile
from procstation.station.job_room import JobRoom
from procstation.station.label_room import LabelRoom

AT = "2026-11-22T10:00:00Z"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with those items. To be copied, not used."""
    return make_store(tmp_path_factory.mktemp("jobs"))


@dataclass
class Play:
    catalogue: Catalogue
    labels: LabelRoom
    room: JobRoom
    outbox: Outbox
    told: list[str]

    def item(self, barcode: str) -> Item:
        held = self.catalogue.by_barcode(barcode)
        assert held is not None
        return held[0]

    def move_elsewhere(self, barcode: str) -> None:
        was = self.item(barcode)
        self.catalogue.save_item(replace(was, location="ANNEX"), was, by="desk", at=AT)

    def locations(self) -> list[str]:
        return [self.item(barcode).location for barcode in BARCODES]

    def run(self, job: str, *barcodes: str, **said: str) -> int:
        return self.room.run(self.room.plan(job, barcodes, said)).number


@pytest.fixture
def play(store: Path, tmp_path: Path) -> Iterator[Play]:
    shutil.copy(store, tmp_path)
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    shelf, file = LabelShelf(tmp_path), PrintFile(None)
    labels = LabelRoom(catalogue, shelf, file, PrintDesk(shelf, file, Symbology.CODE39), {})
    told: list[str] = []
    room = JobRoom(
        catalogue,
        labels,
        read_profiles(with_system=True),
        lambda: "bench-1",
        lambda: AT,
        NewItems(),
        lambda: told.append("told"),
    )
    outbox = Outbox(catalogue.store, "bench-1", lambda: AT)
    yield Play(catalogue, labels, room, outbox, told)
    file.close()
    catalogue.close()


def test_a_plan_counts_and_changes_nothing(play: Play) -> None:
    plan = play.room.plan("relocate", [FIRST, IN_REF, FIRST, "", " 999 "], {"location": "REF"})
    assert [(one.barcode, one.fields) for one in plan.items] == [
        (FIRST, {"location": "REF"}),
        (IN_REF, {}),
    ]
    assert plan.places == [("STACKS", 1), ("REF", 1)]
    assert plan.refused == (("999", "it is not in the catalogue"),)
    assert plan.templates == ("spine",)
    assert plan.needs_pad
    assert play.locations() == ["STACKS", "STACKS", "REF", "STACKS", "STACKS"]
    assert play.room.runs() == []


def test_what_cannot_be_is_left_out_with_its_reason(play: Play) -> None:
    plan = play.room.plan("withdraw", BARCODES, {})
    assert plan.refused == ((LOANED, "its status is on loan"),)
    assert len(plan.items) == 4
    found = play.room.plan("claim-found", BARCODES, {})
    assert found.refused == ((LOANED, "its status is on loan"),)
    assert found.to_change == 1


def test_a_place_where_nothing_was_is_told(play: Play) -> None:
    plan = play.room.plan("relocate", [FIRST], {"location": "STAKCS"})
    assert "Did you mean 'STACKS'?" in plan.warning
    assert play.room.plan("relocate", [FIRST], {"location": "REF"}).warning == ""


@pytest.mark.parametrize(
    ("job", "said", "what"),
    [
        ("relocate", {}, "needs the location"),
        ("relocate", {"location": "REF", "due": "1 June"}, "does not ask for 'due'"),
        ("reclassify", {"call_number": "QA1"}, "of each book"),
        ("ill-receive", {}, "of each book"),
        ("conversion", {}, "changes no items"),
        ("relocat", {}, "No job profile"),
    ],
)
def test_what_was_said_has_to_fit_the_job(
    play: Play, job: str, said: dict[str, str], what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        play.room.plan(job, [FIRST], said)


def test_an_empty_list_is_refused(play: Play) -> None:
    with pytest.raises(InputRefused, match="names no item"):
        play.room.plan("withdraw", ["", "  "], {})
    with pytest.raises(InputRefused, match="No item of the list"):
        play.run("withdraw", "999")


def test_a_run_changes_the_items_tells_the_system_and_queues_labels(play: Play) -> None:
    number = play.run("relocate", FIRST, SECOND, IN_REF, location="REF")
    assert play.locations() == ["REF", "REF", "REF", "STACKS", "STACKS"]
    messages = play.outbox.messages()
    assert sorted(one.barcode for one in messages) == [FIRST, SECOND]
    assert {one.wish.values[ItemField.LOCATION] for one in messages} == {"REF"}
    assert play.told == ["told"]
    run, items = play.room.show(number)
    assert [label.request.data.barcode for label in play.labels.queue.of_job(run.labels[0])] == [
        FIRST,
        SECOND,
        IN_REF,
    ]
    assert (run.items, run.at_pad) == (3, 3)
    assert items[0].was.location == "STACKS"


def test_undo_is_one_act_and_takes_back_what_was_never_sent(play: Play) -> None:
    number = play.run("relocate", FIRST, SECOND, location="REF")
    undone = play.room.undo(number)
    assert undone.back == (FIRST, SECOND)
    assert (undone.kept, undone.cancelled, undone.printed) == ((), 2, 0)
    assert play.locations() == ["STACKS", "STACKS", "REF", "STACKS", "STACKS"]
    assert {one.state for one in play.outbox.messages()} == {State.DROPPED}
    run, _ = play.room.show(number)
    assert (run.undone_at, run.at_pad) == (AT, 0)
    assert {label.state for label in play.labels.queue.of_job(run.labels[0])} == {
        LabelState.CANCELLED
    }
    with pytest.raises(InputRefused, match="was undone"):
        play.room.undo(number)
    assert play.locations()[0] == "STACKS"


def test_undo_leaves_what_was_changed_since(play: Play) -> None:
    number = play.run("relocate", FIRST, SECOND, location="REF")
    play.move_elsewhere(FIRST)
    undone = play.room.undo(number)
    assert undone.back == (SECOND,)
    assert undone.kept == ((FIRST, "its location was changed since"),)
    assert play.item(FIRST).location == "ANNEX"


def test_a_later_run_can_be_undone_before_an_earlier_one(play: Play) -> None:
    first = play.run("relocate", FIRST, location="REF")
    second = play.run("relocate", FIRST, location="STACKS")
    assert play.room.undo(first).kept == ((FIRST, "its location was changed since"),)
    play.room.undo(second)
    assert play.item(FIRST).location == "REF"


def test_all_or_none_when_an_item_was_changed_since_the_plan(play: Play) -> None:
    plan = play.room.plan("relocate", [FIRST, SECOND], {"location": "REF"})
    play.move_elsewhere(SECOND)
    with pytest.raises(InputRefused, match="changed elsewhere"):
        play.room.run(plan)
    assert play.item(FIRST).location == "STACKS"
    assert play.room.runs() == []
    assert play.outbox.messages() == []


def test_status_goes_back_with_all_else(play: Play) -> None:
    number = play.run("claim-found", MISSING)
    assert play.item(MISSING).status == ""
    play.room.undo(number)
    assert play.item(MISSING).status == "missing"


def test_a_tag_changed_at_the_pad_is_told_at_the_undo(play: Play) -> None:
    number = play.run("withdraw", FIRST, SECOND)
    with play.catalogue.store.running_job() as (jobs, _, _):
        jobs.done_at_pad(FIRST, AT)
    run, items = play.room.show(number)
    assert run.at_pad == 1
    assert [one.at_pad for one in items] == [AT, "waits"]
    assert play.room.undo(number).tags == (FIRST,)


def test_without_a_system_nothing_is_posted(play: Play) -> None:
    room = JobRoom(play.catalogue, play.labels, read_profiles(), lambda: "bench-1", lambda: AT)
    room.run(room.plan("relocate", [FIRST], {"location": "REF"}))
    assert play.item(FIRST).location == "REF"
    assert play.outbox.messages() == []
