"""What goes wrong at a bench with its devices, at each step, and how it ends right."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kill_play import Life, World
from station_play import (
    SCANNER,
    ZPL,
    StationPlay,
    has_released,
    stands_at,
    station_config,
)

from procstation.devices import Presence
from procstation.journal import Journal
from procstation.linking import (
    INPUTS,
    BenchState,
    Chose,
    ProfileChosen,
    Scanned,
    StepName,
    StepState,
    Topic,
    TriedAgain,
    UndoAsked,
    read_profiles,
)
from procstation.linking.view import prompt
from procstation.station import JOURNAL_NAME, STREAM, replay
from procstation.tags import Model, TagRecord, decode, encode
from procstation_simulators.rfid.tag import VirtualTag

ISBN, OTHER_ISBN = "9780000000019", "9780000000026"
OWNED, OTHER_OWNED = "31234000000032", "31234000000065"
PATRON = "21234000001230"
SECURED_AFI = 0x07
UID = "E0040100AABBCCDD"
CARD = VirtualTag.from_hex("E0040100CA4DCA4D", "1106134F2B9D97CE020120050180", dsfid=6)
"""A patron card as ISO 28560-2 has it: a number, content parameter, type of usage 80 hex."""

pytestmark = pytest.mark.usefixtures("quick")

confirming = stands_at(StepName.CONFIRM)
wants_tag = stands_at(StepName.TAG)
failed_label = stands_at(StepName.LABELS, StepState.FAILED)


@pytest.fixture
def play(sample_home: Path) -> Iterator[StationPlay]:
    with StationPlay(sample_home, station_config()) as station:
        yield station
    whole = Journal(sample_home / JOURNAL_NAME)
    assert whole.verify() is None
    assert replay(whole)[0] == station.state
    whole.close()


def begin(play: StationPlay, code: str = ISBN) -> str:
    """Scan a book, and return its number once its tag is wanted."""
    play.scan(code)
    play.until(wants_tag, "the step of the tag")
    assert play.state.now is not None
    return play.state.now.barcode


def finish(play: StationPlay) -> None:
    """Stick the labels on and scan them."""
    play.until(confirming, "the labels")
    assert play.state.now is not None
    released = has_released(play.state.released + 1)
    play.scan(play.state.now.barcode)
    play.until(released, "the release")


def item_on(tag: VirtualTag) -> str | None:
    return decode(bytes(tag.memory), dsfid=tag.dsfid, block_size=tag.block_size).item


def asks(topic: Topic) -> Callable[[BenchState], bool]:
    return lambda state: state.question is not None and state.question.topic is topic


def device_at(play: StationPlay, url: str) -> Any:
    with play.rack.working_on(url) as device:
        return device


class TestPad:
    def test_unplugged_before_the_write(self, play: StationPlay) -> None:
        number = begin(play)
        play.at_pad("unplug")
        play.until_presence("pad", Presence.LOST)
        uid = play.at_pad("lay").split()[1]
        play.at_pad("plug")
        finish(play)
        assert item_on(play.tag(uid)) == number

    @pytest.mark.parametrize(("pad", "after"), [("feig", 1), ("m3_810", 2), ("feig", 3)])
    def test_unplugged_during_the_write_it_goes_on_by_itself(
        self, sample_home: Path, pad: str, after: int
    ) -> None:
        with StationPlay(sample_home, station_config(pad)) as play:
            number = begin(play)
            field = device_at(play, f"sim://{pad}").field
            write, done = field.write, []

            def write_and_pull(*block: Any) -> None:
                write(*block)
                done.append(block)
                if len(done) == after:
                    device_at(play, f"sim://{pad}").faults.unplug()

            field.write = write_and_pull
            uid = play.at_pad("lay").split()[1]
            play.until_presence("pad", Presence.LOST)
            play.until(wants_tag, "the end of the write")
            assert item_on(play.tag(uid)) is None
            play.at_pad("plug")
            finish(play)
            assert (item_on(play.tag(uid)), play.tag(uid).afi) == (number, SECURED_AFI)

    @pytest.mark.long
    @pytest.mark.parametrize(
        ("pad", "tear"), [("feig", 1), ("m3_810", 5), ("feig", 12), ("m3_810", 30), ("feig", 32)]
    )
    def test_a_torn_tag_ends_right_when_it_is_laid_down_again(
        self, sample_home: Path, pad: str, tear: int
    ) -> None:
        with StationPlay(sample_home, station_config(pad)) as play:
            number = begin(play)
            play.at_pad(f"tear {tear}")
            uid = play.at_pad("lay").split()[1]
            play.until(lambda state: wants_tag(state) and "lay it back" in prompt_of(state))
            assert item_on(play.tag(uid)) in {None, number}
            play.at_pad("again")
            finish(play)
            assert (item_on(play.tag(uid)), play.tag(uid).afi) == (number, SECURED_AFI)

    def test_two_tags_stop_it_until_one_is_taken_away(self, play: StationPlay) -> None:
        first = play.at_pad("lay").split()[1]
        second = play.at_pad("lay").split()[1]
        play.until(lambda state: len(state.on_pad) == 2)
        number = begin(play)
        assert "2 tags on the pad" in prompt_of(play.state)
        assert item_on(play.tag(first)) is None
        play.at_pad(f"lift {second}")
        finish(play)
        assert item_on(play.tag(first)) == number
        assert item_on(play.tag(second)) is None


def prompt_of(state: BenchState) -> str:
    item = state.now
    detail = item.step.detail if item is not None and item.step is not None else ""
    return f"{prompt(state)} {detail}"


class TestTagOfAnotherItem:
    @pytest.fixture
    def other(self) -> str:
        record = TagRecord(OTHER_OWNED, "US-DEMO", usage=0x10)
        return encode(record, Model.ISO28560_3, size=128, block_size=4).data.hex()

    def test_no_leaves_it_alone(self, play: StationPlay, other: str) -> None:
        number = begin(play)
        play.at_pad(f"lay {UID} {other}")
        play.until(asks(Topic.OVERWRITE))
        assert OTHER_OWNED in prompt(play.state)
        play.decide(Chose(0))
        assert item_on(play.tag(UID)) == OTHER_OWNED
        play.lift()
        right = play.at_pad("lay").split()[1]
        finish(play)
        assert (item_on(play.tag(UID)), item_on(play.tag(right))) == (OTHER_OWNED, number)

    def test_yes_overwrites_it_and_undo_gives_it_back(self, play: StationPlay, other: str) -> None:
        number = begin(play)
        play.at_pad(f"lay {UID} {other}")
        play.until(asks(Topic.OVERWRITE))
        before = bytes(play.tag(UID).memory)
        play.decide(Chose(1))
        finish(play)
        assert item_on(play.tag(UID)) == number
        play.decide(UndoAsked())
        play.decide(Chose(1))
        play.until(lambda state: state.released == 0 and state.now is None)
        assert bytes(play.tag(UID).memory) == before
        assert play.station.search(number, 5) == []

    def test_taking_it_away_answers_the_question(self, play: StationPlay, other: str) -> None:
        begin(play)
        play.at_pad(f"lay {UID} {other}")
        play.until(asks(Topic.OVERWRITE))
        play.lift()
        assert play.state.question is None
        play.at_pad("lay")
        finish(play)


class TestPatronCard:
    def test_nothing_of_a_card_is_anywhere(self, sample_home: Path) -> None:
        uids = []
        with StationPlay(sample_home, station_config()) as play:
            play.scan(PATRON)
            play.until_heard("patron card")
            begin(play)
            play.scan(PATRON)
            for line in ("card", "lay"):
                play.at_pad(line)
            uids += [tag.uid for tag in device_at(play, "sim://feig").field.tags]
            play.until_heard("A patron card is on the pad")
            # Gone before it is read, and beside the book when the write is tried anyway.
            play.decide(TriedAgain())
            card = uids[0].hex().upper()
            play.at_pad(f"lift {card}")
            finish(play)
            play.at_pad("card")
            play.at_pad("lift")
            play.lift()
        number = decode(bytes(CARD.memory), dsfid=CARD.dsfid).elements[1]
        assert len(number) > 5
        nothing_of(sample_home, uids[0], PATRON, number)

    def test_a_card_slid_under_a_book_is_not_named(
        self, sample_store: Path, tmp_path: Path
    ) -> None:
        """The pad has told of the book alone, so the write finds the card."""
        world = World.make(
            tmp_path / "home", sample_store, read_profiles()["new-acquisition"], [ISBN]
        )
        life = Life(world)
        life.start()
        life.lay(world.tags[0])
        world.pad.field.lay(CARD)
        life.scan(ISBN)
        assert any("More than one tag" in line.text for line in life.state.lines)
        life.end()
        nothing_of(world.home, CARD.uid)

    def test_a_card_gone_before_it_was_read_is_not_named(
        self, sample_store: Path, tmp_path: Path
    ) -> None:
        world = World.make(
            tmp_path / "home", sample_store, read_profiles()["new-acquisition"], [ISBN]
        )
        life = Life(world)
        life.start()
        life.tell_of(CARD.uid)
        assert "left before it was read" in life.state.lines[-1].text
        life.end()
        nothing_of(world.home, CARD.uid)


def nothing_of(home: Path, uid: bytes, *numbers: str) -> None:
    """Search all files of a home for a card, in every form it could be written in."""
    secrets = [uid, uid[::-1], uid.hex().encode(), uid.hex().upper().encode()]
    for digits in numbers:
        secrets += [digits.encode(), digits.encode().hex().encode()]
    looked_at = [file for file in home.rglob("*") if file.is_file()]
    assert home / JOURNAL_NAME in looked_at
    for file in looked_at:
        content = file.read_bytes()
        for secret in secrets:
            assert secret not in content, f"{secret!r} is in {file}"


class TestPrinter:
    def to_labels(self, play: StationPlay) -> None:
        begin(play)
        play.at_pad("lay")

    def test_empty_then_filled(self, play: StationPlay) -> None:
        play.at_printer("spine", "labels 0")
        self.to_labels(play)
        play.until(failed_label)
        assert "out of labels" in prompt_of(play.state)
        play.at_printer("spine", "labels 50")
        play.decide(TriedAgain())
        finish(play)
        assert len(play.printed("spine")) == len(play.printed("barcode")) == 1

    def test_silent_is_not_ready(self, play: StationPlay) -> None:
        play.at_printer("barcode", "deaf 100000")
        self.to_labels(play)
        play.until(failed_label)
        assert "no answer" in prompt_of(play.state)
        assert len(play.printed("spine")) == 1
        play.at_printer("barcode", "deaf 0")
        play.decide(TriedAgain())
        finish(play)
        assert len(play.printed("spine")) == len(play.printed("barcode")) == 1

    @pytest.mark.parametrize("came_out", [True, False])
    def test_unplugged_in_mid_job_a_person_is_asked(
        self, play: StationPlay, came_out: bool
    ) -> None:
        printer = device_at(play, ZPL["barcode"])
        take = printer._take

        def take_and_pull(job: Any) -> None:
            take(job)
            printer._take = take
            if came_out:
                printer.pass_time(1.0)
            printer.receive(b"~JA")
            printer.faults.unplug()

        printer._take = take_and_pull
        self.to_labels(play)
        play.until(asks(Topic.LABEL_CAME_OUT))
        play.until_presence("barcode", Presence.LOST)
        play.at_printer("barcode", "plug")
        play.until_presence("barcode", Presence.READY)
        play.decide(Chose(int(came_out)))
        finish(play)
        assert len(play.printed("spine")) == len(play.printed("barcode")) == 1


class TestScanner:
    def test_garbage_is_said_and_not_kept_and_the_next_scan_is_good(
        self, play: StationPlay
    ) -> None:
        scanner = device_at(play, SCANNER)
        with play.rack.working_on(SCANNER):
            scanner.send(b"\xff\x00" * 400 + PATRON.encode() + b"\r")
        play.until_heard("Unreadable")
        play.at_pad("lay")
        play.scan(ISBN)
        finish(play)
        play.lift()
        assert PATRON.encode() not in (play.home / JOURNAL_NAME).read_bytes()

    def test_unplugged_and_back(self, play: StationPlay) -> None:
        play.until_presence("scanner", Presence.READY)
        play.rack.play(SCANNER, "unplug")
        play.until_presence("scanner", Presence.LOST)
        play.rack.play(SCANNER, "plug")
        play.until_presence("scanner", Presence.READY)
        begin(play)


class TestFullDisk:
    def test_nothing_is_taken_until_there_is_room_and_then_nothing_is_missing(
        self, play: StationPlay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("procstation.station.bench.RETRY_S", 0.01)
        play.until_calm()
        journal = play.station.bench._journal
        with journal._lock:
            pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
            journal._db.execute(f"PRAGMA max_page_count = {pages}")
        codes = [f"{number:013}" for number in range(200)]
        for code in codes:
            play.scan(code)
        play.until_so(lambda: play.station.bench.trouble is not None, "trouble")
        stood, seq = play.state, journal.last_seq
        play.scan(OTHER_ISBN)
        assert play.station.bench.trouble is not None
        assert "Make room" in play.station.bench.trouble.do_next
        assert (play.state, journal.last_seq) == (stood, seq)
        with journal._lock:
            journal._db.execute("PRAGMA max_page_count = 1000000")
        play.until_so(lambda: play.station.bench.trouble is None, "the end of the trouble")
        play.until_calm()
        entries = journal.entries(STREAM, INPUTS)
        found = [one.entry.code for one in entries if isinstance(one.entry, Scanned)]
        assert found == [*codes, OTHER_ISBN]
        begin(play)


class TestProfileChange:
    def test_in_mid_item_it_is_for_the_next_one(self, play: StationPlay) -> None:
        begin(play)
        play.decide(ProfileChosen(play.station.profiles["conversion"]))
        play.at_pad("lay")
        finish(play)
        play.lift()
        play.scan(OWNED)
        play.until(wants_tag)
        play.at_pad("lay")
        play.until(has_released(2))


def test_it_stands_where_it_stood_after_a_restart_in_mid_item(play: StationPlay) -> None:
    number = begin(play)
    play.start_again()
    assert play.state.now is not None
    assert play.state.now.barcode == number
    play.at_pad("lay")
    play.until(confirming)
    play.start_again()
    finish(play)
