"""Memory scanners fetched: whatever is killed or pulled out, no code is lost or doubled."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from procstation.devices import DeviceLost, MemoryState, StoredScan
from procstation.errors import StoreError
from procstation.sweeping import downloads as on_disk
from procstation.sweeping.download import Fetched, fetch
from procstation.sweeping.downloads import Downloads, Saved

ONE, TWO, THREE = "31234000875612", "31234000875620", "31234000875638"
PATRON = "21234000875614"
NOW = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)


class Killed(BaseException):
    """What a killed program does not get past."""


class Scanner:
    """A `MemoryScanner` that can be stopped ahead of any step.

    Attributes:
        ahead_s: How far its clock is ahead of the local time.
        done: The steps that were taken.
        stop_at: The number of the step that is not taken.
    """

    def __init__(self, *scans: StoredScan, ahead_s: float = 0.0) -> None:
        self.scans = list(scans)
        self.ahead_s = ahead_s
        self.done: list[str] = []
        self.stop_at: int | None = None
        self.stop: BaseException = Killed()
        self.while_clearing: Callable[[], object] = lambda: None

    def _step(self, name: str) -> None:
        if len(self.done) == self.stop_at:
            raise self.stop
        self.done.append(name)

    def state(self) -> MemoryState:
        self._step("state")
        at = NOW.astimezone().replace(tzinfo=None) + timedelta(seconds=self.ahead_s)
        return MemoryState("0123", at.isoformat(timespec="seconds"), detail="simulated")

    def download(self) -> tuple[list[StoredScan], bytes]:
        self._step("download")
        return list(self.scans), "\n".join(one.text for one in self.scans).encode()

    def clear(self) -> None:
        self._step("clear")
        self.scans.clear()
        self.while_clearing()

    def set_clock(self, at: str) -> None:
        self._step("set clock")
        self.ahead_s = 0.0

    def close(self) -> None: ...


def at(seconds_ago: float, ahead_s: float = 0.0) -> str:
    local = NOW.astimezone().replace(tzinfo=None)
    return (local + timedelta(seconds=ahead_s - seconds_ago)).isoformat(timespec="seconds")


def codes() -> list[StoredScan]:
    return [StoredScan(ONE, "codabar", at(120)), StoredScan(TWO, None, at(60)), StoredScan(THREE)]


def run(scanner: Scanner, folder: Path, **more: Any) -> Fetched:
    return fetch(scanner, Downloads(folder), device="cs", sweep="s", now=lambda: NOW, **more)


def test_the_order_of_steps(tmp_path: Path) -> None:
    scanner = Scanner(*codes())
    fetched = run(scanner, tmp_path)

    assert scanner.done == [
        *("state", "download", "clear", "download", "set clock", "state"),
    ]
    assert (fetched.fetched, fetched.new, fetched.cleared, fetched.clock_set) == (3, 3, True, True)
    (saved,) = Downloads(tmp_path).pending("s")
    assert [text for text, _, _ in saved.scans] == [ONE, TWO, THREE]
    raw = (tmp_path / f"{saved.stem}.raw").read_text()
    assert raw.splitlines() == [ONE, TWO, THREE]


@pytest.mark.parametrize("stop", [Killed(), DeviceLost("Gone.", "Put it back.")])
@pytest.mark.parametrize("step", range(7))
def test_stopped_at_any_step_nothing_is_lost_or_doubled(
    tmp_path: Path, step: int, stop: BaseException
) -> None:
    scanner = Scanner(*codes())
    scanner.stop_at, scanner.stop = step, stop
    try:
        run(scanner, tmp_path)
    except (Killed, DeviceLost):
        on_it = [one.text for one in scanner.scans]
        there = [text for one in Downloads(tmp_path).pending("s") for text, _, _ in one.scans]
        assert ONE in (on_it or there)
    scanner.stop_at = None
    scanner.done.clear()

    run(scanner, tmp_path)
    (saved,) = Downloads(tmp_path).pending("s")
    assert [text for text, _, _ in saved.scans] == [ONE, TWO, THREE]
    assert scanner.scans == []


@pytest.mark.parametrize("file", [1, 2])
def test_killed_while_it_is_written_nothing_is_cleared(
    tmp_path: Path, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = Scanner(*codes())
    written: list[Path] = []
    write = on_disk._write

    def killed_at(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) == file:
            raise Killed
        write(path, data)

    monkeypatch.setattr(on_disk, "_write", killed_at)
    with pytest.raises(Killed):
        run(scanner, tmp_path)
    assert len(scanner.scans) == 3
    monkeypatch.undo()

    assert run(scanner, tmp_path).new == 3
    assert len(list(Downloads(tmp_path).pending("s"))) == 1


def test_a_disk_that_cannot_be_written_clears_nothing(tmp_path: Path) -> None:
    scanner = Scanner(*codes())
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as refused:
        run(scanner, tmp_path / "file")
    assert "keeps everything" in refused.value.do_next
    assert "clear" not in scanner.done


def test_the_same_upload_is_known_even_when_its_sweep_has_it(tmp_path: Path) -> None:
    scanner = Scanner(*codes())
    run(scanner, tmp_path, clear=False)
    (saved,) = Downloads(tmp_path).pending("s")
    Downloads(tmp_path).note_added(saved)

    again = run(scanner, tmp_path, clear=False)
    assert (again.fetched, again.new, again.cleared) == (3, 0, False)
    assert list(Downloads(tmp_path).pending("s")) == []
    assert "clear" not in scanner.done
    # What it keeps was stamped by its clock as it goes.
    assert "set clock" not in scanner.done


def test_what_is_read_while_it_is_cleared_is_fetched_too(tmp_path: Path) -> None:
    scanner = Scanner(*codes())
    late = [StoredScan("31234000875646", None, at(0))]

    def read_one_more() -> None:
        scanner.scans += late
        late.clear()

    scanner.while_clearing = read_one_more
    fetched = run(scanner, tmp_path)
    assert (fetched.fetched, fetched.new, fetched.cleared) == (4, 4, True)
    assert sum(len(one.scans) for one in Downloads(tmp_path).pending("s")) == 4


def test_a_scanner_that_does_not_forget_is_told_of(tmp_path: Path) -> None:
    scanner = Scanner(*codes())
    scanner.while_clearing = lambda: scanner.scans.extend(codes())
    fetched = run(scanner, tmp_path)

    assert (fetched.fetched, fetched.cleared, fetched.clock_set) == (3, False, False)
    assert any("still keeps" in note for note in fetched.notes)
    assert len(list(Downloads(tmp_path).pending("s"))) == 1


@pytest.mark.parametrize("ahead_s", [0, 95, -7200, -56 * 365 * 86_400])
def test_drift_is_taken_out_of_the_times(tmp_path: Path, ahead_s: int) -> None:
    scanner = Scanner(
        StoredScan(ONE, None, at(120, ahead_s)), StoredScan(TWO, None, ""), ahead_s=ahead_s
    )
    fetched = run(scanner, tmp_path)

    assert fetched.drift_s == ahead_s
    assert any("its clock said" in note for note in fetched.notes) == bool(ahead_s)
    (saved,) = Downloads(tmp_path).pending("s")
    reads = Downloads(tmp_path).scans_of(saved).reads
    assert [one.at for one in reads] == ["2026-03-05T13:58:00Z", ""]


def test_a_clock_of_1970_is_said(tmp_path: Path) -> None:
    fetched = run(Scanner(*codes(), ahead_s=-56 * 365 * 86_400), tmp_path)
    assert any("20,440 days behind: it was never set" in note for note in fetched.notes)


def test_a_time_after_the_clock_was_asked_is_not_believed(tmp_path: Path) -> None:
    run(Scanner(StoredScan(ONE, None, at(-3600))), tmp_path)
    (saved,) = Downloads(tmp_path).pending("s")
    assert Downloads(tmp_path).scans_of(saved).reads[0].at == ""


def test_no_patron_is_on_disk(tmp_path: Path) -> None:
    scanner = Scanner(StoredScan(ONE), StoredScan(f"A{PATRON}B", "codabar"), StoredScan(TWO))
    fetched = run(scanner, tmp_path)

    assert fetched.notes == ("1 codes of patrons were not kept",)
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or PATRON not in path.read_text()
    (saved,) = Downloads(tmp_path).pending("s")
    scans = Downloads(tmp_path).scans_of(saved)
    assert [one.barcode for one in scans.reads] == [ONE, TWO]
    assert [(one.line, one.text) for one in scans.unreadable] == [(3, "")]


def test_codabar_loses_its_ends(tmp_path: Path) -> None:
    saved = Saved(serial="1", device="cs", sweep="s", read_at="2026-03-05T14:00:00Z")
    kept = Downloads(tmp_path).keep(saved, [StoredScan(f"A{ONE}B", "codabar")], b"")
    assert [one.barcode for one in Downloads(tmp_path).scans_of(kept.saved).reads] == [ONE]


def test_other_sweeps_have_their_own(tmp_path: Path) -> None:
    run(Scanner(*codes()), tmp_path)
    assert list(Downloads(tmp_path).pending("other")) == []
