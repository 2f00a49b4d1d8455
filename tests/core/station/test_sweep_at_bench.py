"""A sweep beside the bench: the same devices, and each scan in the journal of one job."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from station_play import StationPlay, make_devices_quick, station_config
from sweep_play import SWEEP, barcode, make_home

from procstation.config import parse_config
from procstation.devices import Rack, Scan, load_simulator
from procstation.errors import InputRefused, StoreError, UsageError
from procstation.journal import Journal
from procstation.linking import INPUTS, Scanned
from procstation.station import JOURNAL_NAME, STREAM
from procstation.station.sweep_desk import SWEEP_STREAM
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.live_inputs import LIVE_INPUTS, BookScanned, Ended
from procstation.sweeping.scope_asked import ScopeAsked

LIMIT_S = 10
TAG = "E004010050000001"


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StationPlay]:
    make_devices_quick(monkeypatch)
    home = tmp_path / "home"
    make_home(home, 40)
    with StationPlay(home, station_config(printers="")) as play:
        yield play


def begun(play: StationPlay) -> SweepStation:
    sweep = play.station.begin_sweep(SWEEP)
    sweep.listen(play.station.tell_changed, lambda _: None)
    return sweep


def codes(home: Path) -> tuple[list[str], list[str]]:
    """The codes in the journal: of the bench, and of the sweep."""
    journal = Journal(home / JOURNAL_NAME)
    bench = [one.entry for one in journal.entries(STREAM, INPUTS)]
    shelf = [one.entry for one in journal.entries(SWEEP_STREAM, LIVE_INPUTS)]
    journal.close()
    return (
        [one.code for one in bench if isinstance(one, Scanned)],
        [one.code for one in shelf if isinstance(one, BookScanned)],
    )


def test_scans_go_to_the_sweep_and_after_it_to_the_bench_again(play: StationPlay) -> None:
    play.scan(barcode(1))
    play.until_heard(barcode(1))
    sweep = begun(play)
    play.until_calm()
    item = play.state.now
    play.station.turn_to(sweep)
    play.scan(barcode(3))
    play.station.scanned("keyboard", Scan(barcode(4), b""))
    play.until_so(lambda: sweep.state.reads == 2, "two reads")
    play.station.end_sweep(sweep)
    assert play.state.now == item, "what is half done stays"
    play.scan(barcode(6))
    play.until_heard(barcode(6))
    at_bench, at_shelf = codes(play.home)
    assert at_bench == [barcode(1), barcode(6)]
    assert sorted(at_shelf) == [barcode(3), barcode(4)]


@pytest.mark.long
def test_no_scan_is_lost_or_in_two_jobs_however_often_one_turns(play: StationPlay) -> None:
    scanned: list[str] = []
    enough = threading.Event()

    def hand() -> None:
        while not enough.is_set():
            scanned.append(f"X{len(scanned)}")
            play.station.scanned("keyboard", Scan(scanned[-1], b""))
            # No faster than the disk, and never in step with who turns.
            play.station.bench.wait_until_calm(LIMIT_S)

    thread = threading.Thread(target=hand)
    thread.start()
    for _ in range(3):
        sweep = begun(play)
        play.station.turn_to(sweep)
        play.until_so(lambda sweep=sweep: sweep.state.reads > 1, "reads")  # type: ignore[misc]
        play.station.end_sweep(sweep)
    enough.set()
    thread.join()
    play.until_calm()
    at_bench, at_shelf = codes(play.home)
    place = {code: number for number, code in enumerate(scanned)}
    assert sorted(at_bench + at_shelf, key=place.__getitem__) == scanned
    for stream in (at_bench, at_shelf):
        assert stream
        assert stream == sorted(stream, key=place.__getitem__)


def test_a_sweep_that_has_ended_takes_nothing(play: StationPlay) -> None:
    sweep = begun(play)
    play.station.turn_to(sweep)
    play.station.end_sweep(sweep)
    assert sweep.scanned("scanner", Scan(barcode(2), b"")) is False
    play.station.end_sweep(sweep)
    journal = Journal(play.home / JOURNAL_NAME)
    entries = [one.entry for one in journal.entries(SWEEP_STREAM, LIVE_INPUTS)]
    journal.close()
    assert [type(one) for one in entries].count(Ended) == 1


def test_a_pad_hears_for_the_sweep_and_is_looked_at_anew_for_the_bench(play: StationPlay) -> None:
    sweep = begun(play)
    play.station.turn_to(sweep)
    play.at_pad(f"lay {TAG}")
    play.until_so(lambda: sweep.state.now is not None, "the tag")
    assert sweep.state.now is not None
    assert "no item has" in sweep.state.now.text
    assert not play.state.on_pad, "the bench knows nothing of it yet"
    play.station.end_sweep(sweep)
    play.until(lambda state: bool(state.on_pad), "the tag on the pad, told to the bench")


def test_a_device_that_goes_is_told_to_both(play: StationPlay) -> None:
    sweep = begun(play)
    play.station.turn_to(sweep)
    assert {one.name for one in sweep.devices()} == {"scanner", "pad"}
    play.at_pad("unplug")
    play.until_so(lambda: sweep.state.now is not None, "the loss of the pad")
    play.until_heard("pad")
    play.station.end_sweep(sweep)


def test_a_station_that_stops_ends_its_sweep(play: StationPlay) -> None:
    sweep = begun(play)
    play.station.turn_to(sweep)
    play.scan(barcode(3))
    play.until_so(lambda: sweep.state.reads == 1, "a read")
    play.start_again()
    [listed] = play.station.sweeps.listed()
    assert listed.found == 1


def test_what_was_cut_off_is_in_its_sweep_when_the_list_is_shown(play: StationPlay) -> None:
    sweep = begun(play)
    play.station.turn_to(sweep)
    # A store that takes nothing when the sitting ends: the reads are in the journal alone.
    sweep.desk.keep = _refuse  # type: ignore[method-assign]
    play.scan(barcode(3))
    play.until_so(lambda: sweep.state.reads == 1, "a read")
    with pytest.raises(StoreError):
        play.station.end_sweep(sweep)
    play.scan(barcode(6))
    play.until_heard(barcode(6))
    [listed] = play.station.sweeps.listed()
    assert listed.found == 0
    play.station.settle_sweeps()
    [listed] = play.station.sweeps.listed()
    assert listed.found == 1
    again = begun(play)
    assert again.state.sitting == sweep.state.sitting, "it goes on with what was cut off"
    play.station.turn_to(again)
    play.station.end_sweep(again)


def _refuse() -> int:
    raise StoreError("The store does not answer.", "Wait.")


def test_sweeps_are_opened_listed_and_closed(play: StationPlay) -> None:
    room = play.station.sweeps
    room.person = "ann"
    asked = ScopeAsked(location="STACKS", first="QA3 .A1", last="QA6 .A1")
    assert room.open("few", asked, dry_run=True).in_scope == 4
    assert [one.sweep.name for one in room.listed()] == [SWEEP]
    assert room.open("few", asked).opened_by == "ann"
    play.station.end_sweep(play.station.begin_sweep("few"))
    [few, _] = room.listed()
    assert (few.sweep.name, few.found, few.people) == ("few", 0, ("ann",))
    assert room.close("few").closed_at
    with pytest.raises(InputRefused, match="was closed"):
        play.station.begin_sweep("few")
    assert not room.reopen("few").closed_at
    with pytest.raises(UsageError, match="no name"):
        room.open(" ", ScopeAsked())


def test_a_list_in_a_file_is_a_scope_of_its_own(play: StationPlay, tmp_path: Path) -> None:
    room = play.station.sweeps
    file = tmp_path / "list.txt"
    file.write_text(f"{barcode(1)}\n{barcode(2)}\n")
    assert room.open("list", ScopeAsked(list_file=str(file))).in_scope == 2
    with pytest.raises(UsageError, match="A list says itself"):
        room.open("both", ScopeAsked(location="STACKS", list_file=str(file)))
    file.write_text("\n")
    with pytest.raises(InputRefused, match="holds no barcode"):
        room.open("none", ScopeAsked(list_file=str(file)))
    with pytest.raises(InputRefused, match="There is no file"):
        room.open("none", ScopeAsked(list_file=str(tmp_path / "nowhere")))


def test_a_report_is_written_into_the_home(play: StationPlay) -> None:
    reports = play.station.sweeps.reports
    found = reports.read(SWEEP)
    path = reports.write(found, ".csv")
    assert path == play.home / "reports" / f"{SWEEP}.csv"
    assert barcode(3) in path.read_text()


def test_a_watched_folder_is_taken_once_and_its_troubles_are_said_once(
    play: StationPlay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = play.station.sweeps
    folder = tmp_path / "dropped"
    with pytest.raises(InputRefused, match="no folder"):
        room.watch(folder, SWEEP)
    folder.mkdir()
    now_s = [0.0]
    monkeypatch.setattr("procstation.station.sweep_room.monotonic", lambda: now_s[0])
    watched = room.watch(folder, SWEEP)
    file = folder / "scans.txt"
    file.write_text(f"{barcode(1)}\n{barcode(2)}\n\x01\x02\n")
    assert watched.look() == []
    now_s[0] = 3.0
    first, *rest = watched.look()
    assert first.startswith(f"{file}: 2 read, 2 new")
    assert any("could not be used" in line for line in rest)
    shutil.rmtree(folder)
    assert watched.look() == [f"! {folder} is gone; waiting for it to come back."]
    assert watched.look() == []


@pytest.mark.long
def test_a_memory_scanner_is_fetched_for_a_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    home = tmp_path / "home"
    make_home(home, 40)
    rack = Rack()
    rack.link("sim://csp2", load_simulator("memory", "csp2")).close()
    for number in range(3):
        rack.play("sim://csp2", f"scan {barcode(number)}")
    config = station_config(printers="")
    memory = parse_config(
        '[devices.opn]\nkind = "memory"\ndriver = "csp2"\nport = "sim://csp2"', "procstation.toml"
    )
    both = msgspec.structs.replace(config, devices={**config.devices, **memory.devices})
    with StationPlay(home, both, rack) as play:
        room = play.station.sweeps
        assert room.memory_scanners == ("opn",)
        lines = room.fetch("opn", SWEEP, clear=False)
        assert any("3 codes fetched, 3 of them new" in line for line in lines)
        assert any("still keeps" in line for line in lines)
        lines = room.fetch("opn", SWEEP)
        assert any("it is empty now" in line for line in lines)
        [listed] = room.listed()
        assert listed.found == 3
