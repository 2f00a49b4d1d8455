"""What a station needs to work, looked at piece by piece.

Nothing is changed by looking, but for a store from an older version: opening it migrates it, as any
command would.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from procstation.config import CONFIG_NAME, Config, DeviceSection
from procstation.devices import Rack, load_driver, read_options
from procstation.devices.attached import attached_ports
from procstation.devices.check import Health, check_device
from procstation.errors import StationError, StoreError
from procstation.items import Filing, ShelfBook
from procstation.labels import LabelShelf, require_stock
from procstation.language import mark, tr, tr_marked
from procstation.linking import profile_named, read_profiles
from procstation.station.account_health import (
    look_at_browser,
    look_at_keyring,
    look_at_ports,
)
from procstation.station.barcode_health import look_at_barcodes
from procstation.station.build import UNDO_FOLDER
from procstation.station.journal_health import look_at_journal
from procstation.station.number_health import look_at_numbers, look_at_printed
from procstation.station.opening import JOURNAL_NAME, LOCK_NAME
from procstation.station.sound_health import look_at_sound
from procstation.station.store_health import look_at_store
from procstation.station.system_health import look_at_system
from procstation.station.tag_health import look_at_pad, look_at_policy, look_at_undo
from procstation.station.terminal_health import Terminal, look_at_language, look_at_terminal

NEWEST_TESTED = (3, 13)
"""Of Python."""

RELEASE_YEAR = 2026
"""A clock that shows an earlier year was never set, or its battery is empty."""

LEAST_ROOM = 500_000_000
"""Bytes. A year of journal, undo images and sheets takes less; a catalogue takes more."""


NAMED = {
    "driver of ": mark("driver of {name}"),
    "stock of ": mark("stock of {name}"),
    "device ": mark("device {name}"),
    "system ": mark("system {name}"),
    "security by ": mark("security by {name}"),
}
"""Checks of something that the configuration names: how each begins, and what people see."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: What, e.g. `store`, `device pad`.
        detail: What was found, in words.
        next: What to do about it; "" when it is right.
    """

    check: str
    ok: bool
    detail: str
    next: str = ""

    @property
    def looked_at(self) -> str:
        """What was looked at, in the language that is spoken."""
        for beginning, words in NAMED.items():
            if self.check.startswith(beginning):
                return tr_marked(words).format(name=self.check.removeprefix(beginning))
        return tr_marked(self.check)


def station_runs(home: Path) -> bool:
    """Tell whether a station works in this home at present."""
    file = home / LOCK_NAME
    if not file.exists():
        return False
    lock = FileLock(file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    except OSError:
        # Nor can a station start here then; that the home may not be written is told elsewhere.
        return False
    lock.release()
    return False


def look_at_machine(home: Path, now: datetime) -> Iterator[Finding]:
    """Look at what does not depend on the configuration.

    Args:
        now: What the clock shows.
    """
    yield _python(sys.version_info[:3])
    yield _looked(mark("home"), partial(_home, home))
    yield _looked(mark("disk"), partial(_disk, home))
    yield _looked(mark("clock"), partial(_clock, now))


def look_at_surroundings(terminal: Terminal | None, config: Config | None) -> Iterator[Finding]:
    """Look at the terminal, the account, and what is installed beside.

    Args:
        terminal: None where there is none.
        config: None where it does not hold.
    """
    yield _looked(mark("terminal"), partial(look_at_terminal, terminal))
    yield _looked(mark("language"), partial(look_at_language, config))
    yield _looked(mark("serial ports"), partial(look_at_ports, attached_ports(), config))
    yield _looked(mark("keyring"), look_at_keyring)
    yield _looked(mark("browser"), look_at_browser)


def look_at_station(home: Path, config: Config, store_url: str) -> Iterator[Finding]:
    """Look at what the configuration names, and at the station's own files."""
    yield _looked(mark("configuration"), partial(_configuration, home, config))
    yield _looked(mark("store"), partial(look_at_store, store_url))
    journal, now = home / JOURNAL_NAME, datetime.now(UTC)
    yield _looked(mark("journal"), partial(look_at_journal, journal, now))
    yield _looked(mark("labels"), partial(_labels, LabelShelf(home)))
    yield _looked(mark("shelf order"), partial(_shelf_order, home, config))
    yield _looked(mark("barcodes"), partial(look_at_barcodes, config))
    yield _looked(mark("numbers"), partial(look_at_numbers, config, store_url))
    yield _looked(mark("printed labels"), partial(_printed, home, config))
    yield _looked(mark("tags"), partial(look_at_policy, config))
    keep_days = config.tags.keep_undo_days
    yield _looked(mark("undo images"), partial(look_at_undo, home / UNDO_FOLDER, keep_days, now))
    yield _looked(mark("sound"), partial(look_at_sound, home, config))
    for name, section in config.devices.items():
        yield _looked(f"driver of {name}", partial(_driver, name, section))
        if section.kind == "printer":
            yield _looked(f"stock of {name}", partial(_stock, LabelShelf(home), config, section))


def look_at_devices(config: Config, rack: Rack) -> Iterator[Finding]:
    """Open each configured device and ask it how it is; not while a station has them."""
    for name, section in config.devices.items():
        found = check_device(
            section.kind,
            section.driver,
            section.port,
            section.options,
            rack,
            f"devices.{name}.options",
        )
        ok = found.health is Health.READY
        detail = found.detail if ok else f"{found.health}: {found.detail}"
        yield Finding(f"device {name}", ok, detail, found.do_next)
        if ok and section.kind == "rfid":
            yield _looked(f"security by {name}", partial(look_at_pad, config, name, rack))


def look_at_systems(config: Config) -> Iterator[Finding]:
    """Log in to each configured library system and see who answers."""
    for name, section in config.systems.items():
        yield _looked(f"system {name}", partial(look_at_system, name, section))


def _looked(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, True, look())
    except StationError as error:
        return Finding(check, False, error.what, error.do_next)


def _python(version: tuple[int, int, int]) -> Finding:
    name = ".".join(map(str, version))
    newest = ".".join(map(str, NEWEST_TESTED))
    if version[:2] > NEWEST_TESTED:
        name = tr(
            "{version}, newer than {newest}, the newest it was tested with",
            version=name,
            newest=newest,
        )
    return Finding("python", True, name)


def _home(home: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=home):
            return tr("{home} may be written", home=home)
    except OSError as error:
        raise StoreError(
            tr(
                "{home} cannot be written: {strerror}.", home=home, strerror=error.strerror or error
            ),
            tr("Give your account the right to write there, or name another with --home DIR."),
        ) from error


def _disk(home: Path) -> str:
    try:
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise StoreError(
            tr(
                "The disk of {home} cannot be looked at: {strerror}.",
                home=home,
                strerror=error.strerror or error,
            ),
            tr("Check that the folder is there."),
        ) from error
    if free < LEAST_ROOM:
        raise StoreError(
            tr(
                "The disk of {home} is nearly full: {free} MB are free.",
                home=home,
                free=free // 1000000,
            ),
            tr("Make room until {least_room} MB are free.", least_room=LEAST_ROOM // 1000000),
        )
    return tr("{free:.1f} GB free", free=free / 1000000000.0)


def _clock(now: datetime) -> str:
    if now.year < RELEASE_YEAR:
        raise StoreError(
            tr("The clock shows {now:%Y-%m-%d}, a time before this program was made.", now=now),
            tr("Set the clock, and change its battery when this comes back."),
        )
    return f"{now:%Y-%m-%d %H:%M %Z}".rstrip()


def _configuration(home: Path, config: Config) -> str:
    profile = profile_named(read_profiles(home), config.station.profile)
    file = home / CONFIG_NAME
    where = str(file) if file.exists() else tr("no {file}, so all is as it comes", file=file)
    devices = ", ".join(config.devices) or tr("none")
    return tr(
        "{where}; devices: {devices}; new items by “{title}”",
        where=where,
        devices=devices,
        title=tr_marked(profile.title),
    )


def _printed(home: Path, config: Config) -> str:
    profiles = read_profiles(home, with_system=bool(config.systems))
    profile = profiles.get(config.station.profile)
    if profile is None:
        return tr("not known without the profile")
    return look_at_printed(config, profile)


def _shelf_order(home: Path, config: Config) -> str:
    filing = Filing.of_station(config.shelf_order, home)
    book = ShelfBook(home)
    for name in book.names:
        book.named(name)
    return tr(
        "{orders} orders, {overrides:,} items that file otherwise",
        orders=len(book.names),
        overrides=filing.overrides,
    )


def _labels(shelf: LabelShelf) -> str:
    fonts: set[str] = set()
    for name in shelf.template_names:
        fonts |= {text.font for text in shelf.template(name).text}
    for font in fonts:
        shelf.face(font)
    for name in shelf.stock_names:
        shelf.stock(name)
    return tr(
        "{templates} templates, {stocks} stocks, {fonts} fonts can be used",
        templates=len(shelf.template_names),
        stocks=len(shelf.stock_names),
        fonts=len(fonts),
    )


def _driver(name: str, section: DeviceSection) -> str:
    driver = load_driver(section.kind, section.driver)
    read_options(driver, f"devices.{name}.options", section.options)
    return driver.called


def _stock(shelf: LabelShelf, config: Config, section: DeviceSection) -> str:
    name = section.stock or config.labels.stock
    known = {one: shelf.template(one) for one in section.templates}
    if not name:
        return tr("as each template has it")
    stock = shelf.stock(name)
    for template_name, template in known.items():
        require_stock(template, template_name, stock, name)
    return tr(
        "{name}, for {templates}", name=name, templates=", ".join(known) or tr("all templates")
    )
