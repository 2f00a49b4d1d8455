"""The end of a set-up: the configuration written, records loaded, devices asked, numbers taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from procstation.catalog import LoadReport, range_to_lease
from procstation.config import RangeSection
from procstation.devices import Rack
from procstation.devices.check import Checkup, Health, check_device
from procstation.errors import InputRefused, StationError
from procstation.setup.answers import Answers, take
from procstation.setup.draft import Draft, Written
from procstation.setup.numbers import coming_numbers, is_part_of, lease_stretch
from procstation.setup.records import Loading
from procstation.station.health import Finding, station_runs

T = TypeVar("T")

TOLD_LATER = ("journal", "numbers", "printed labels", "sound", "undo images")
"""What `doctor` says of a station, and what need not be right for it to be set up."""


@dataclass(slots=True)
class Outcome:
    """What came of a set-up.

    Attributes:
        written: None when it was only tried.
        devices: What each answered, by name; none where they were not asked.
        numbers: What this station gives out next.
        troubles: What went wrong after the configuration was written.
    """

    written: Written | None = None
    records: LoadReport | None = None
    devices: dict[str, Checkup] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    troubles: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        ready = all(one.health is Health.READY for one in self.devices.values())
        return ready and not self.troubles


def set_up(
    home: Path,
    answers: Answers,
    station: str,
    now: Callable[[], datetime],
    *,
    dry_run: bool = False,
    store: str = "",
) -> tuple[Draft, Outcome]:
    """Set a station up from answers.

    Args:
        station: Its name; "" for the one in the answers.
        dry_run: Write nothing, lease nothing, open no device.
        store: As of `Draft`.

    Raises:
        StationError: The answers do not hold, or the configuration cannot be written: nothing was
            changed.
    """
    draft = Draft(home, store)
    take(answers, draft, station)
    for one in draft.wrong():
        if one.check in TOLD_LATER:
            continue
        raise InputRefused(f"{one.looked_at}: {one.detail}", one.next)
    if answers.setup.lease_from and not dry_run:
        _lease(answers, draft, now)
    outcome = Outcome()
    if dry_run:
        return draft, outcome
    outcome.written = draft.write(now())
    loading = Loading(draft.store_url)
    if answers.setup.demo_catalogue:
        outcome.records = _tried(outcome, "demo catalogue", loading.run_demo)
    if answers.setup.records:
        paths = [answers.folder / one for one in answers.setup.records]
        profile = answers.setup.records_profile
        outcome.records = _tried(outcome, "records", lambda: loading.run(paths, profile))
    if answers.setup.check_devices and not station_runs(home):
        outcome.devices = checked_devices(draft)
    outcome.numbers = _tried(outcome, "numbers", lambda: taken_numbers(draft, now)) or []
    return draft, outcome


def checked_devices(draft: Draft) -> dict[str, Checkup]:
    """Open each device and ask it how it is."""
    rack = Rack()
    return {
        name: check_device(
            one.kind, one.driver, one.port, one.options, rack, f"devices.{name}.options"
        )
        for name, one in draft.devices.items()
    }


def taken_numbers(draft: Draft, now: Callable[[], datetime]) -> list[str]:
    """Return the numbers the station gives out next; none where it leases none.

    Raises:
        StationError: The range is used up, or the store does not open.
    """
    config = draft.config
    if not any(_leases(one) for one in config.barcodes.ranges):
        return []
    return coming_numbers(config, draft.store_url, lambda: now().isoformat())


def _leases(section: RangeSection) -> bool:
    return section.first is not None and section.holder == "item" and not section.preprinted


def _lease(answers: Answers, draft: Draft, now: Callable[[], datetime]) -> None:
    """Give the draft a stretch of the range instead of the whole."""
    config = draft.config
    wanted = range_to_lease(config.barcodes)
    if any(is_part_of(wanted, whole) for whole in answers.ranges):
        return
    at = config.barcodes.ranges.index(wanted)
    part = lease_stretch(
        answers.setup.lease_from,
        wanted,
        answers.setup.lease,
        config.station.name,
        lambda: now().isoformat(),
    )
    place = ("barcodes", "ranges", at)
    draft.merge([((*place, key), getattr(part, key), None) for key in ("name", "first", "last")])


def _tried(outcome: Outcome, what: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except StationError as error:
        outcome.troubles.append(Finding(what, False, error.what, error.do_next))
        return None
