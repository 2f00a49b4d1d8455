"""A live sweep and the devices it is done with."""

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace

from procstation.config import Config
from procstation.devices import (
    DeviceEvent,
    DeviceRunner,
    DeviceState,
    Feedback,
    Garbled,
    MemoryState,
    Presence,
    Scan,
    TagHeard,
    TagsInField,
)
from procstation.errors import StationError
from procstation.items import BarcodeRange
from procstation.sound import Outcome
from procstation.station.device_status import DeviceStatus
from procstation.station.lent_devices import NOTHING_LENT, Lent
from procstation.station.sound_desk import SOUND, SoundDesk, sound_said
from procstation.station.sweep_desk import OPERATOR, SweepDesk
from procstation.station.sweep_intake import garbled_at_shelf, shelf_input
from procstation.station.sweep_memory import Cradle
from procstation.station.sweep_radio import RadioEar, folding_of, names_of
from procstation.station.sweep_reports import SweepReports
from procstation.station.sweep_tags import TagEar
from procstation.sweeping.live_inputs import AnyLive, DeviceTold, FindAsked
from procstation.sweeping.live_state import LiveOutcome, LiveState
from procstation.sweeping.live_view import HEARD_AS

SHELF_KINDS = ("scanner", "rfid", "uhf", "memory")
"""Devices that hear while somebody walks, or have heard."""

HELD_S = 0.004
"""A tag heard for the first time waits no longer for others to be recorded with: somebody waits for
its tone."""

REFUSING = frozenset(
    (
        LiveOutcome.ORDER,
        LiveOutcome.LOCATION,
        LiveOutcome.STATUS,
        LiveOutcome.HOLD,
        LiveOutcome.UNKNOWN,
        LiveOutcome.ONCE_MORE,
        LiveOutcome.REFUSED,
    )
)
"""What a scanner that knows two sounds tells by the second."""


class SweepStation:
    """One sitting of a live sweep at this station.

    Args:
        cradle: Fetches what scanners with a memory kept.
        ear: Tells which items the tags are that readers report.
        closing: Closes the files when the sitting ends.
        lent: Devices of a bench, which opens and closes them, and passes on what they tell.

    Attributes:
        name: What the journal and the store call the station.
        sweep: The name of the sweep.
        desk: Takes what happened.
        reports: The reports of this and other sweeps.
    """

    def __init__(
        self,
        config: Config,
        sweep: str,
        desk: SweepDesk,
        cradle: Cradle,
        ear: TagEar,
        closing: ExitStack,
        reports: SweepReports,
        lent: Lent = NOTHING_LENT,
    ) -> None:
        self.reports = reports
        self.name = config.station.name
        self.sweep = sweep
        self.desk = desk
        self._cradle = cradle
        self._ear = ear
        self._closing = closing
        self._lent = lent
        self._runners: Mapping[str, DeviceRunner] = {}
        self._own: tuple[DeviceRunner, ...] = ()
        radio = config.sweeps.radio
        folding = replace(folding_of(radio), hold_s=HELD_S)
        self._radio = RadioEar(names_of(radio, ear.noted), folding, desk.post)
        self._ranges = tuple(BarcodeRange.from_section(one) for one in config.barcodes.ranges)
        self._marker = re.compile(radio.place_tags, re.IGNORECASE) if radio.place_tags else None
        self._changed: Callable[[], None] = lambda: None
        self.sound = SoundDesk()
        self._is_sound_lent = False
        self.sound.tell_trouble = self._sound_failed
        self._tone: Callable[[Outcome], None] = lambda _: None
        self._lost: set[str] = set()
        self._status = {
            name: DeviceStatus(name, section.kind, Presence.LOST, "opening")
            for name, section in config.devices.items()
            if section.kind in SHELF_KINDS and name not in lent.runners
        }
        desk.changed = self.tell_changed
        desk.tone = self._sound

    @property
    def state(self) -> LiveState:
        return self.desk.state

    def devices(self) -> tuple[DeviceStatus, ...]:
        """Return the devices of the walk, as they are now."""
        return (*self._lent.devices(), *self._status.values(), *self._own_sound())

    def listen(self, changed: Callable[[], None], tone: Callable[[Outcome], None]) -> None:
        """Have a face told of changes and of tones. It is called on other threads."""
        self._changed, self._tone = changed, tone
        changed()

    def tell_changed(self) -> None:
        """Tell the face that there is something new to show."""
        self._changed()

    def start(self, runners: Mapping[str, DeviceRunner]) -> None:
        """Begin to work, and open the devices."""
        self._runners = {**self._lent.runners, **runners}
        self._own = tuple(runners.values())
        self.desk.start()
        self._radio.start()
        for runner in self._own:
            runner.start()

    def stop(self) -> None:
        """Close the devices, record and keep what was read, close the files.

        Raises:
            JournalError: The last reads could not be recorded.
            StoreError: They are recorded; the next start adds them to the sweep.
        """
        for runner in self._own:
            runner.stop()
        with self._closing:
            self._radio.stop()
            self.desk.stop()
            if not self._is_sound_lent:
                self.sound.stop()

    def post(self, entry: AnyLive) -> None:
        """Hand in what a person decided."""
        self.desk.post(entry, OPERATOR)

    def scanned(self, source: str, scan: Scan) -> bool:
        """Take a scan. A keyboard wedge at the terminal, which no driver reads, comes here too.

        Returns:
            Whether it was taken: a sweep that has ended takes nothing.
        """
        sound_on = sound_said(scan.text)
        if sound_on is not None:
            self._turn_sound(on=sound_on)
            return True
        return self.desk.post(shelf_input(scan, self._ranges, self._marker), source)

    def garbled(self, source: str, read: Garbled) -> bool:
        """Take bytes that made no scan; see `scanned`."""
        return self.desk.post(garbled_at_shelf(read), source)

    def hear_by(self, sound: SoundDesk) -> None:
        """Let the person hear by the sounds of the bench, and leave them when the sweep ends."""
        self.sound, self._is_sound_lent = sound, True

    def turn_sound(self) -> None:
        """Turn tones and speech off, or on again."""
        self._turn_sound(on=not self.sound.is_on)

    def _turn_sound(self, *, on: bool) -> None:
        self.sound.turn(not on)
        self.tell_changed()

    def _own_sound(self) -> tuple[DeviceStatus, ...]:
        # Beside the bench it is among the devices that are lent.
        return () if self._is_sound_lent else self.sound.status()

    def _sound_failed(self, why: str) -> None:
        self.desk.post(DeviceTold(SOUND, Presence.FAULT.value, why), SOUND)

    def look_for(self) -> tuple[str, ...]:
        """Go looking for what this sweep misses by now; return those barcodes, in shelf order.

        Takes as long as a report; to be called on a thread of its own.
        """
        found = self.reports.read(self.sweep)
        wanted = (*found.missing, *found.look_again)
        places = {one: found.homes[one].position for one in wanted if one in found.homes}
        barcodes = tuple(sorted(wanted, key=lambda one: places.get(one, len(places))))
        self.post(FindAsked(barcodes))
        return barcodes

    def device_event(self, name: str, event: DeviceEvent) -> None:
        """Take what a device tells, on that device's thread."""
        match event:
            case Scan():
                self.scanned(name, event)
            case Garbled():
                self.garbled(name, event)
            case DeviceState():
                self._device_changed(name, event)
            case TagsInField(uids):
                runner = self._runners[name]
                self._ear.on_pad(runner, uids, lambda entry: self.desk.post(entry, name))
            case TagHeard():
                self._radio.heard(name, event)
            case MemoryState():
                self._cradle.put_in(self._runners[name])
            case _:
                pass

    def _device_changed(self, name: str, state: DeviceState) -> None:
        ready = state.presence is Presence.READY
        if name in self._status:
            self._status[name] = replace(
                self._status[name],
                presence=state.presence,
                word="" if ready else state.presence.word,
                detail=state.detail,
            )
            self._changed()
        # Coming up for the first time is no news; coming back is.
        if ready and name not in self._lost:
            return
        if ready:
            self._lost.discard(name)
        else:
            self._lost.add(name)
        self.desk.post(DeviceTold(name, state.presence.value, state.detail), name)

    def _sound(self, outcome: LiveOutcome, source: str) -> None:
        heard = HEARD_AS.get(outcome)
        if heard is not None:
            said = self.state.now
            self.sound.tell(heard, said.title if said is not None else "", self._tone)
        status = next((one for one in self.devices() if one.name == source), None)
        if status is not None and status.kind == "scanner" and status.presence is Presence.READY:
            feedback = Feedback.REJECTED if outcome in REFUSING else Feedback.ACCEPTED
            self._runners[source].submit(lambda scanner: scanner.signal(feedback))


def trouble_of_desk(desk: SweepDesk) -> StationError | None:
    """Return what keeps a sweep from going on, first what ended it."""
    return desk.crashed or desk.trouble
