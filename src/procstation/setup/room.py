"""A set-up under way: what the screens show and ask for. Long work has threads of its own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from msgspec import structs

from procstation.catalog.load_report import AUTO, LoadReport
from procstation.devices import Rack, Scan, simulator_names
from procstation.errors import StationError, UsageError
from procstation.language import tr
from procstation.setup.answers import SetupSection, answers_text
from procstation.setup.draft import Draft, Written
from procstation.setup.finish import taken_numbers
from procstation.setup.numbers import lack_of_numbers
from procstation.setup.proving import ProofNews, ProofRoom, ProofState
from procstation.setup.records import Loading, told
from procstation.setup.search import BENCH, Attached, Found, How, Obstacle, Progress, Search
from procstation.station.health import Finding, station_runs

STOP_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """How far the load of the first records is.

    Attributes:
        lines: What came of it, or what went wrong, in words.
    """

    is_running: bool = False
    records: int = 0
    share: float = 0.0
    lines: tuple[str, ...] = ()
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of the writing.

    Attributes:
        wrong: What would not work, found before; None while it is looked for.
        numbers: What this station gives out next.
        trouble: Why it could not be written, in words.
    """

    wrong: tuple[Finding, ...] | None = None
    written: Written | None = None
    numbers: tuple[str, ...] = ()
    trouble: str = ""


class SetUpRoom:
    """May be used from the thread of the interface; what it tells comes from others.

    Args:
        home: The station's home.
        rack: Holds the simulated devices.
        write_answers: A file for the answers, beside the configuration.
        store: As of `Draft`.

    Attributes:
        left: The steps that were gone through.
        go_on: What the person wants when the set-up is left: `bench`, `demo`, or "" to end.

    Raises:
        ConfigError: The configuration there is does not hold.
    """

    def __init__(
        self,
        home: Path,
        rack: Rack,
        now: Callable[[], datetime],
        write_answers: Path | None = None,
        store: str = "",
    ) -> None:
        self.draft = Draft(home, store)
        self.found: list[Found] = []
        self.obstacles: list[Obstacle] = []
        self.looking: Progress | None = None
        self.proofs: dict[str, ProofNews] = {}
        self.proving = ""
        self.loaded = Loaded()
        self.ending = Ending()
        self.go_on = ""
        self.left: set[str] = set()
        self.station_runs = station_runs(home)
        self._home = home
        self._rack = rack
        self._now = now
        self._write_answers = write_answers
        self._once = SetupSection()
        self._changed: Callable[[], None] = lambda: None
        self._search: Search | None = None
        self._loading: Loading | None = None
        self._proof: ProofRoom | None = None
        self._threads: list[threading.Thread] = []
        self._has_searched = False

    def listen(self, changed: Callable[[], None], tone: Callable[[str], None]) -> None:
        """Have the interface told that there is something new, on other threads."""
        del tone
        self._changed = changed

    def scanned(self, source: str, scan: Scan) -> None:
        """Take what a keyboard-wedge scanner typed."""
        del source
        if self._proof is not None:
            self._proof.typed(scan)

    def turn_sound(self) -> None:
        """A set-up has none."""

    def stop(self) -> None:
        """End what is under way, and wait for it."""
        self.stop_search()
        self.stop_loading()
        self.end_proof()
        for thread in self._threads:
            thread.join(STOP_LIMIT_S)

    def look(self, attached: Callable[[], Attached] = Attached.now) -> None:
        """Look for devices, from the beginning; nothing is opened that a station has open."""
        if self._search is not None:
            return
        self._has_searched = True
        self.found, self.obstacles = [], []
        taken = {one.port for one in self.draft.devices.values()}
        search = self._search = Search(attached(), self._rack, taken)
        self._in_background(lambda: self._look(search), "search")

    def look_once(self) -> None:
        """Look for devices if nobody has yet."""
        if not self._has_searched and not self.station_runs:
            self.look()

    def stop_search(self) -> None:
        if self._search is not None:
            self._search.stop()

    def simulated(self) -> list[Found]:
        """Return the simulated devices there are, for training."""
        return [
            Found(kind, name, f"sim://{name}", tr("simulated, for training"), How.NAMED)
            for kind in BENCH
            for name in simulator_names(kind)
        ]

    def name_of(self, found: Found) -> str:
        """Return what a found device is called in the draft; "" where it was not taken."""
        return next(
            (name for name, one in self.draft.devices.items() if one.port == found.port), ""
        )

    def turn(self, found: Found) -> str:
        """Take a found device, or leave it; return its name, "" when it was left.

        Raises:
            UsageError: A bench works with one pad, and there is one.
        """
        name = self.name_of(found)
        if name:
            self.draft.remove_device(name)
            self.proofs.pop(name, None)
            return ""
        pads = list(self.draft.config.devices_of("rfid"))
        if found.kind == "rfid" and pads:
            raise UsageError(
                tr("A bench works with one pad, and {name} is one.", name=pads[0]),
                tr("Leave that one first."),
            )
        if found.port.startswith("sim://"):
            return self.draft.add_simulated(found.kind, found.driver)
        return self.draft.add_device(found)

    def prove(self, name: str) -> None:
        """Let a device prove itself."""
        self.end_proof()
        self.proving = name
        proof = self._proof = ProofRoom(self.draft.config, self._home, self._rack, self._note_proof)
        self._in_background(lambda: proof.begin(name), "proof")

    @property
    def has_hands(self) -> bool:
        """Whether what is tried now is simulated, so that `hands` can do what a person would."""
        return bool(self._hand()[0])

    def hands(self) -> None:
        """Scan, or lay a tag alone, at the simulated device that is tried."""
        port, acts = self._hand()
        if port:
            self._in_background(lambda: self._play(port, acts), "hands")

    def looks_right(self, is_right: bool) -> None:
        """Take what the person says of a printed label."""
        if self._proof is not None:
            self._proof.looks_right(is_right)

    def end_proof(self) -> None:
        proof, self._proof, self.proving = self._proof, None, ""
        if proof is not None:
            self._in_background(proof.end, "proof")

    def load(self, path: Path | None, profile: str = AUTO) -> None:
        """Load a file, or the sample catalogue."""
        if self.loaded.is_running:
            return
        loading = self._loading = Loading(self.draft.store_url)
        self.loaded = Loaded(is_running=True)

        def act() -> LoadReport:
            if path is None:
                return loading.run_demo(self._note_load)
            return loading.run([path], profile, self._note_load)

        self._in_background(lambda: self._load(act, path, profile), "load")

    def stop_loading(self) -> None:
        if self._loading is not None:
            self._loading.stop()

    def check(self) -> None:
        """Look for what would not work."""
        self.ending = Ending()
        self._in_background(self._check, "check")

    def write(self) -> None:
        """Write the configuration, and take the first numbers."""
        self._in_background(self._write, "write")

    def _hand(self) -> tuple[str, tuple[str, ...]]:
        """Return where hands would do what now; no place where there is nothing to do."""
        device = self.draft.devices.get(self.proving)
        if device is None or self._proof is None:
            return "", ()
        scanners = [one.port for one in self.draft.config.devices_of("scanner").values()]
        number = self._proof.number
        port = device.port
        acts: tuple[str, ...] = (f"scan {number}",)
        if device.kind == "rfid":
            acts = ("lift", "lay")
        elif device.kind == "printer":
            port = next((one for one in scanners if one.startswith("sim://")), "")
        return (port, acts) if port.startswith("sim://") else ("", ())

    def _play(self, port: str, acts: tuple[str, ...]) -> None:
        try:
            for act in acts:
                self._rack.play(port, act)
        except StationError as error:
            self._note_proof(ProofNews(self.proving, ProofState.FAILED, error.what, error.do_next))

    def _look(self, search: Search) -> None:
        self.found = search.run(self._note_search)
        self._search, self.looking = None, None
        self._changed()

    def _note_search(self, progress: Progress) -> None:
        self.looking = progress
        if isinstance(progress.news, Found):
            self.found = [*self.found, progress.news]
        elif progress.news is not None:
            self.obstacles = [*self.obstacles, progress.news]
        self._changed()

    def _note_proof(self, news: ProofNews) -> None:
        self.proofs[news.device] = news
        self._changed()

    def _note_load(self, records: int, share: float) -> None:
        self.loaded = replace(self.loaded, records=records, share=share)
        self._changed()

    def _load(self, act: Callable[[], LoadReport], path: Path | None, profile: str) -> None:
        from procstation.catalog.loads import LoadStopped  # noqa: PLC0415  (SQLAlchemy: 250 ms)

        try:
            report = act()
        except StationError as error:
            self.loaded = Loaded(lines=(error.what, error.do_next))
        except LoadStopped as stopped:
            said = tr(
                "Stopped after {count} records. Loading the same file again goes on with it.",
                count=stopped.records,
            )
            self.loaded = Loaded(lines=(said,))
        else:
            self.loaded = Loaded(False, report.records, 1.0, tuple(told(report)), is_done=True)
            if path is None:
                self._once = structs.replace(self._once, demo_catalogue=True)
            else:
                self._once = structs.replace(
                    self._once, records=(str(path.resolve()),), records_profile=profile
                )
        self._loading = None
        self._changed()

    def _check(self) -> None:
        wrong = [*self.draft.wrong()]
        if all(one.check != "configuration" for one in wrong):
            wrong += lack_of_numbers(self.draft.home, self.draft.config)
        self.ending = replace(self.ending, wrong=tuple(wrong))
        self._changed()

    def _write(self) -> None:
        try:
            written = self.draft.write(self._now())
            self.ending = replace(self.ending, written=written, trouble="")
            if self._write_answers is not None:
                text = answers_text(self.draft, self._once)
                self._write_answers.write_text(text, encoding="utf-8")
            numbers = tuple(taken_numbers(self.draft, self._now))
            self.ending = replace(self.ending, numbers=numbers)
        except StationError as error:
            self.ending = replace(self.ending, trouble=f"{error.what} {error.do_next}")
        except OSError as error:
            said = tr("The answers cannot be written: {error}.", error=error)
            self.ending = replace(self.ending, trouble=said)
        self._changed()

    def _in_background(self, act: Callable[[], None], name: str) -> None:
        self._threads = [one for one in self._threads if one.is_alive()]
        thread = threading.Thread(target=act, name=f"set-up: {name}", daemon=True)
        self._threads.append(thread)
        thread.start()
