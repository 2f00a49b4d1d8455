"""The running station: the bench, its devices, and what the faces may ask of them."""

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from procstation import __version__
from procstation.catalog import Catalogue, TitleHit
from procstation.clock import utc_now
from procstation.config import Config
from procstation.devices import (
    DeviceEvent,
    DeviceRunner,
    DeviceState,
    Feedback,
    Garbled,
    Presence,
    PrinterState,
    Scan,
    TagsInField,
)
from procstation.errors import StationError
from procstation.items import BarcodeRange
from procstation.language import trn
from procstation.linking import DeviceChanged, JobProfile, Profiles, Scanned, SoundTurned, TagsOnPad
from procstation.linking.view import spoken_of
from procstation.sound import Outcome
from procstation.station.bench import Bench
from procstation.station.device_room import DeviceRoom
from procstation.station.device_status import DeviceStatus
from procstation.station.inspection import InspectedPad
from procstation.station.intake import garbled_input, scan_input
from procstation.station.label_room import LabelRoom
from procstation.station.lent_devices import Lent
from procstation.station.number_watch import NumberWatch
from procstation.station.open_items import OpenItems
from procstation.station.people_desk import PeopleDesk
from procstation.station.sound_desk import SOUND, SoundDesk, sound_said
from procstation.station.system_desk import SystemDesk
from procstation.station.tag_acts import TagActs

if TYPE_CHECKING:
    from procstation.station.history_room import HistoryRoom
    from procstation.station.job_room import JobRoom
    from procstation.station.settings_room import SettingsRoom
    from procstation.station.sweep_room import SweepRoom
    from procstation.station.sweep_station import SweepStation

FEEDBACK = {
    **dict.fromkeys((Outcome.GOOD, Outcome.KNOWN, Outcome.DONE), Feedback.ACCEPTED),
    **dict.fromkeys((Outcome.BAD, Outcome.ASK, Outcome.REFUSED, Outcome.LOOK), Feedback.REJECTED),
}
"""What the lamp and the beeper of a scanner show of an outcome."""


class Station:
    """One running station.

    Args:
        profile: What the configuration wants new items to go by.
        runners: The devices, by name.
        closing: Closes the files when the station stops.

    Attributes:
        name: What the journal and the store call it.
        bench: The bench: its state, and where decisions go.
        labels: The queue of labels, and the sheets.
        sweeps: The sweeps of the store.
        profiles: The job profiles there are, by name.
    """

    def __init__(
        self,
        config: Config,
        profiles: Profiles,
        profile: JobProfile,
        bench: Bench,
        catalogue: Catalogue,
        tags: TagActs,
        labels: LabelRoom,
        sweeps: "SweepRoom",
        closing: ExitStack,
    ) -> None:
        self.name = config.station.name
        self.bench = bench
        self.labels = labels
        self.sweeps = sweeps
        self.profiles = profiles
        self._profile = profile
        self._catalogue = catalogue
        self._open_items = OpenItems(catalogue.store, config.station.name, utc_now)
        self._tags = tags
        self._closing = closing
        self._runners: Mapping[str, DeviceRunner] = {}
        self._sweep: SweepStation | None = None
        """To which what is scanned goes."""
        self._open_sweep: SweepStation | None = None
        self._sweeping = threading.Lock()
        self._ranges = tuple(BarcodeRange.from_section(one) for one in config.barcodes.ranges)
        self.device_room = DeviceRoom(config.devices, self._ranges, utc_now)
        """What each device is, and told of late."""
        self._changed: Callable[[], None] = lambda: None
        self._tone: Callable[[Outcome], None] = lambda _: None
        self.sound = SoundDesk()
        self.sound.tell_trouble = self._sound_failed
        self._status = {
            name: DeviceStatus(name, section.kind, Presence.LOST, "opening")
            for name, section in config.bench_devices.items()
        }
        self._lost: set[str] = set()
        self.jobs: JobRoom
        """What is done to a list of items at once."""
        self.settings: SettingsRoom
        """How the station is set."""
        self.system: SystemDesk | None = None
        """Where the library system is told of changes; None when none is configured."""
        self.history: HistoryRoom
        """Who did what to which item."""
        self._reader: Callable[[str], bool] | None = None
        self.people: PeopleDesk | None = None
        """Who is signed in; None where the trace names stations only."""
        self.write_commands: Callable[[], Path]
        """Writes the sheet of command barcodes, and returns where it is. Takes a second."""
        self.numbers: NumberWatch | None = None
        """The numbers of the bench."""
        bench.changed = self.tell_changed

    def devices(self) -> tuple[DeviceStatus, ...]:
        """Return the configured devices, as they are now; who is signed in comes first, the
        library system last."""
        systems = () if self.system is None else (self.system.status(),)
        people = () if self.people is None else self.people.status()
        numbers = () if self.numbers is None else self.numbers.status()
        return (*people, *self._status.values(), *numbers, *self.sound.status(), *systems)

    def listen(self, changed: Callable[[], None], tone: Callable[[Outcome], None]) -> None:
        """Have a face told of changes and of tones. It is called on other threads."""
        self._changed = changed
        self._tone = tone
        changed()

    def tell_changed(self) -> None:
        """Tell the face that there is something new to show."""
        self.sound.turn(self.bench.state.muted)
        self._changed()

    def search(self, text: str, limit: int) -> list[TitleHit]:
        """Return the titles that answer a search, best first. May be called from any thread."""
        return self._catalogue.find(text, limit)

    def inspect_tags(self, answer: Callable[[InspectedPad | StationError], None]) -> None:
        """Take the tags on the pad apart; the answer comes on the pad's thread."""
        self._tags.inspect(answer)

    def begin_sweep(self, name: str) -> "SweepStation":
        """Open a live sweep with the devices of the bench, and those that only sweeps use.

        Takes as long as its list is; to be called on a thread of its own. What is scanned goes to
        the bench until `turn_to`.

        Raises:
            InputRefused: There is no such open sweep.
            UsageError, ConfigError: The configuration names something that does not exist.
            JournalError, StoreError: It cannot be recorded.
        """
        lent = {
            name: self._runners[name]
            for name, status in self._status.items()
            if status.kind in ("scanner", "rfid")
        }
        with self._sweeping:
            self._end(self._open_sweep)
            self._open_sweep = self.sweeps.begin(name, Lent(lent, self.devices))
            self._open_sweep.hear_by(self.sound)
            return self._open_sweep

    def turn_to(self, sweep: "SweepStation | None") -> None:
        """Have what is scanned go to an open sweep from now on, or to the bench again. What is
        half done stays."""
        self._sweep = sweep

    def end_sweep(self, sweep: "SweepStation") -> None:
        """End a sweep; what is scanned goes to the bench again.

        Takes as long as the store does; to be called on a thread of its own. Harmless when done
        twice.

        Raises:
            JournalError: The last reads could not be recorded.
            StoreError: They are in the journal; the next sitting adds them to the sweep.
        """
        with self._sweeping:
            if self._open_sweep is sweep:
                self._end(sweep)

    def settle_sweeps(self) -> None:
        """Add to its sweep what a sitting that was cut off has in the journal and nowhere else.

        Raises:
            JournalError: The journal cannot be read.
            StoreError: The store does not take it.
        """
        with self._sweeping:
            if self._open_sweep is None:
                self.sweeps.settle()

    def _end(self, sweep: "SweepStation | None") -> None:
        self._sweep = self._open_sweep = None
        if sweep is None:
            return
        try:
            sweep.stop()
        finally:
            self._look_at_pads()

    def _look_at_pads(self) -> None:
        """Have what lies on the pads told to the bench, which heard nothing of them meanwhile."""
        for name, status in self._status.items():
            if status.kind == "rfid":
                runner = self._runners[name]
                # In turn with what the pad is still doing, whether it is there or not.
                runner.submit(lambda _: None).add_done_callback(partial(self._pad_is_empty, name))
                runner.look_again()

    def _pad_is_empty(self, name: str, _: object) -> None:
        self.bench.post(TagsOnPad(), name)

    def scanned(self, source: str, scan: Scan) -> None:
        """Take a scan. A keyboard wedge at the terminal, which no driver reads, comes here too."""
        reader = self._reader
        if reader is not None and reader(scan.text):
            return
        if self.people is not None and self.people.scanned(scan.text):
            return
        sweep = self._sweep if sound_said(scan.text) is None else None
        # A sweep that is being left may have ended between these two lines, and takes nothing.
        if sweep is None or not sweep.scanned(source, scan):
            self.bench.post(scan_input(scan, self._ranges, self.profiles), source)

    def item_code(self, text: str) -> str:
        """Return what was scanned as the number of a thing; "" for a patron's card, a badge, or a
        command, which are none."""
        if self.people is not None and self.people.is_badge(text):
            return ""
        entry = scan_input(Scan(text, text.encode()), self._ranges, self.profiles)
        return entry.code if isinstance(entry, Scanned) and not entry.refusal else ""

    def lend_scans(self, reader: Callable[[str], bool] | None) -> None:
        """Have a screen asked first about what is scanned, on the thread it came from; None when it
        is left. What it does not take, by saying False, goes its way."""
        self._reader = reader

    def turn_sound(self) -> None:
        """Turn tones and speech off, or on again."""
        self.bench.post(SoundTurned(on=not self.sound.is_on))

    def tone(self, outcome: Outcome) -> None:
        """Let the person hear how it went: by tones, words or the bell of the face, and by each
        scanner that can."""
        self.sound.tell(outcome, spoken_of(self.bench.state, outcome), self._tone)
        feedback = FEEDBACK.get(outcome)
        if feedback is None:
            return
        for name, status in self._status.items():
            if status.kind == "scanner" and status.presence is Presence.READY:
                self._runners[name].submit(lambda scanner: scanner.signal(feedback))

    def start(self, runners: Mapping[str, DeviceRunner]) -> None:
        """Bring the bench to where it stood, and open the devices.

        Raises:
            JournalError: The journal cannot be read.
        """
        self._runners = self.device_room.runners = runners
        self._open_items.release_all()
        self.bench.resume(__version__, self._profile)
        self.bench.start()
        self._catalogue.store.news(self._hear)
        for runner in runners.values():
            runner.start()

    def stop(self) -> None:
        """Close the devices, record and finish what was handed in, close the files.

        Raises:
            JournalError: The last inputs could not be recorded.
        """
        for runner in self._runners.values():
            runner.stop()
        with self._closing:
            try:
                with self._sweeping:
                    self._end(self._open_sweep)
            finally:
                self.bench.stop()
                self.sound.stop()
                self._open_items.end()

    def _hear(self, _about: str) -> None:
        """Show what another station has changed, on the thread that heard of it."""
        if self.system is not None:
            self.system.news()
        else:
            self.tell_changed()

    def device_event(self, name: str, event: DeviceEvent) -> None:
        """Take what a device tells, on that device's thread."""
        if self.device_room.heard(name, event):
            self._changed()
            return
        sweep = self._sweep
        match event:
            case Scan():
                self.scanned(name, event)
            case Garbled():
                if sweep is None or not sweep.garbled(name, event):
                    self.bench.post(garbled_input(event), name)
            case DeviceState():
                self._device_changed(name, event)
                if sweep is not None:
                    sweep.device_event(name, event)
            case TagsInField(uids):
                self._show(name, word=_tags(len(uids)))
                if sweep is None:
                    self._tags_changed(name, uids)
                else:
                    # One that ends meanwhile takes no answer; the bench is told of them then.
                    sweep.device_event(name, event)
            case PrinterState():
                problems = ", ".join(one.word for one in event.problems)
                self._show(name, word=problems, detail=event.detail)

    def _sound_failed(self, why: str) -> None:
        self.bench.post(DeviceChanged(SOUND, Presence.FAULT.value, why), SOUND)

    def _device_changed(self, name: str, state: DeviceState) -> None:
        ready = state.presence is Presence.READY
        self._show(name, state.presence, "" if ready else state.presence.word, state.detail)
        # Coming up for the first time is no news; coming back is.
        if ready and name not in self._lost:
            if self._status[name].kind == "printer":
                self.labels.get_ready(name)
            return
        if ready:
            self._lost.discard(name)
        else:
            self._lost.add(name)
        kind = self._status[name].kind
        self.bench.post(DeviceChanged(kind, state.presence.value, state.detail), name)

    def _tags_changed(self, name: str, uids: tuple[bytes, ...]) -> None:
        if not uids:
            self.bench.post(TagsOnPad(), name)
            return
        self._tags.read(uids, lambda entry: self.bench.post(entry, name))

    def _show(
        self,
        name: str,
        presence: Presence | None = None,
        word: str = "",
        detail: str | None = None,
    ) -> None:
        status = self._status[name]
        self._status[name] = replace(
            status,
            presence=presence or status.presence,
            word=word,
            detail=status.detail if detail is None else detail,
        )
        self._changed()


def _tags(count: int) -> str:
    return trn("{count} tag", "{count} tags", count) if count else ""
