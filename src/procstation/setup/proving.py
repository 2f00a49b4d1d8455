"""Devices prove themselves: scan something, lay a tag, print a test label and scan it back."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from procstation.config import Config
from procstation.devices import (
    DeviceEvent,
    DeviceRunner,
    DeviceState,
    Garbled,
    LabelPrinter,
    Outcome,
    Presence,
    PrinterState,
    Rack,
    RfidPad,
    Scan,
    TagsInField,
)
from procstation.errors import DeviceFault, StationError, UsageError
from procstation.items import (
    BarcodeKind,
    BarcodeRange,
    CallNumber,
    Scheme,
    classify,
    names_patron,
)
from procstation.labels import LabelData, LabelShelf, Symbology
from procstation.language import tr
from procstation.linking import profile_named, read_profiles
from procstation.printing import PRINT_FILE, LabelRequest, PrintDesk, PrintFile, Target
from procstation.station.opening import device_runner
from procstation.tagging import SitePolicy, read_tag, refuse_patron_card

KEYBOARD = "keyboard"
"""The source of what a keyboard-wedge scanner types."""

USUAL = BarcodeRange("usual", prefix="3")
"""Of a library that names no ranges of its own."""


class ProofState(StrEnum):
    """How far a proof is."""

    WAITS = "waits"
    ASKS = "asks"
    PROVED = "proved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ProofNews:
    """What a device has shown so far.

    Attributes:
        device: Its name.
        said: What happened, in words.
        do_next: What the person does now; "" when there is nothing left.
    """

    device: str
    state: ProofState
    said: str
    do_next: str = ""


class ProofRoom:
    """One proof at a time. Devices are open from `begin` to `end`, each on a thread of its own.

    Args:
        tell: Called with what a device shows, on its thread.

    Attributes:
        number: What is printed on a test label.
    """

    def __init__(
        self, config: Config, home: Path, rack: Rack, tell: Callable[[ProofNews], None]
    ) -> None:
        self._config = config
        self._home = home
        self._rack = rack
        self._tell = tell
        self._ranges = [BarcodeRange.from_section(one) for one in config.barcodes.ranges]
        self.number = number_of_test_label(self._ranges)
        self._site = SitePolicy.of(config.tags)
        self._runners: dict[str, DeviceRunner] = {}
        self._name = ""
        self._expected: str | None = None
        self._has_printed = False

    def begin(self, name: str) -> None:
        """Open a device and let it prove itself; a printer with the scanners, to scan back."""
        self.end()
        self._name, self._expected, self._has_printed = name, None, False
        wanted = [name]
        if self._config.devices[name].kind == "printer":
            wanted += self._config.devices_of("scanner")
        self._runners = {
            one: device_runner(one, self._config.devices[one], self._heard, self._rack)
            for one in wanted
        }
        for runner in self._runners.values():
            runner.start()

    def end(self) -> None:
        """Close what is open. Waits for its threads."""
        self._name = ""
        runners, self._runners = self._runners, {}
        for runner in runners.values():
            runner.stop()

    def typed(self, scan: Scan) -> None:
        """Take what a keyboard-wedge scanner typed: as good as a scan where one is awaited."""
        if self._expected is not None:
            self._compare(scan)

    def looks_right(self, is_right: bool) -> None:
        """Take what the person says of a label that cannot be scanned back."""
        if is_right:
            self._say(ProofState.PROVED, tr("The label is right."))
        else:
            self._say(ProofState.FAILED, tr("The label is not right."), _margin_hint(self._name))

    def _heard(self, name: str, event: DeviceEvent) -> None:
        is_subject = name == self._name
        if isinstance(event, Scan):
            if self._expected is not None:
                self._compare(event)
            elif is_subject:
                self._scanned(event)
        elif not is_subject:
            return
        elif isinstance(event, DeviceState):
            self._came_or_went(event)
        elif isinstance(event, Garbled):
            self._say(
                ProofState.FAILED,
                tr("What came cannot be read: {reason}.", reason=event.reason),
                tr("Set speed, parity and suffix of the scanner and of this entry alike."),
            )
        elif isinstance(event, TagsInField):
            self._laid(event.uids)
        elif isinstance(event, PrinterState):
            self._printer_said(event)

    def _came_or_went(self, state: DeviceState) -> None:
        kind = self._config.devices[self._name].kind
        if state.presence is not Presence.READY:
            self._say(ProofState.FAILED, state.detail, hint_of(kind))
        elif kind != "printer":
            self._say(ProofState.WAITS, tr("It is connected."), task_of(kind))

    def _scanned(self, scan: Scan) -> None:
        reading = classify(scan.text, self._ranges, scan.symbology)
        if names_patron(reading, self._ranges):
            said = tr("A patron's card was read. Here it is refused, and nothing of it is kept.")
        elif reading.kind is BarcodeKind.UNKNOWN:
            said = tr("Read: {code}, {reason}.", code=reading.code.strip(), reason=reading.reason)
        else:
            said = tr("Read: {code}, {reason}.", code=reading.normal, reason=reading.reason)
        self._say(ProofState.PROVED, said)

    def _laid(self, uids: tuple[bytes, ...]) -> None:
        if len(uids) > 1:
            said = tr("There are {count} tags on the pad.", count=len(uids))
            self._say(ProofState.WAITS, said, tr("Leave one of them."))
        elif uids:
            self._submit(lambda pad: self._read(pad, uids[0]))

    def _read(self, pad: RfidPad, uid: bytes) -> None:
        reading = read_tag(pad, uid, self._site.rules)
        refuse_patron_card(reading.content)
        content, name = reading.content, uid.hex().upper()
        if content.item:
            said = tr(
                "Tag {uid} ({family}) holds item {item}, as {model}.",
                uid=name,
                family=reading.family.name,
                item=content.item,
                model=content.model,
            )
        else:
            said = tr(
                "Tag {uid} ({family}) holds no item: {model}.",
                uid=name,
                family=reading.family.name,
                model=content.model,
            )
        self._say(ProofState.PROVED, said)

    def _printer_said(self, state: PrinterState) -> None:
        if not state.ready:
            problems = state.detail or ", ".join(one.word for one in state.problems)
            said = tr("The printer is not ready: {problems}.", problems=problems)
            self._say(ProofState.FAILED, said, tr("Set it right: it is noticed here."))
        elif not self._has_printed:
            self._has_printed = True
            self._say(ProofState.WAITS, tr("It is connected."), tr("The test label is printed."))
            self._submit(self._print)

    def _print(self, printer: LabelPrinter) -> None:
        section = self._config.devices[self._name]
        stock = section.stock or self._config.labels.stock
        target = Target.of(self._name, printer, stock)
        shelf = LabelShelf(self._home)
        template = self._template_for(shelf, target)
        data = LabelData(
            self.number,
            CallNumber("QA76 .T47 2026", Scheme.LCC, ""),
            tr("Test label, throw it away"),
        )
        kept = self._home / PRINT_FILE
        with closing(PrintFile(kept if kept.exists() else None)) as file:
            desk = PrintDesk(shelf, file, Symbology(self._config.barcodes.symbology))
            job = desk.prepare([LabelRequest(data, template)], target)
            report = desk.send(job, printer)
        if report.refused:
            raise DeviceFault(
                report.refused[0].reason,
                tr("Choose another template or stock for this printer, then try again."),
            )
        if report.outcome is Outcome.UNKNOWN:
            said = tr("The printer did not say whether it printed.")
        else:
            said = tr("Sent to the printer: {template}.", template=template)
        if "barcode" in shelf.template(template).sources:
            self._expected = self.number
            self._say(ProofState.WAITS, said, tr("Scan the barcode of the label."))
        else:
            self._say(ProofState.ASKS, said, tr("Does the label look right?"))

    def _template_for(self, shelf: LabelShelf, target: Target) -> str:
        """Return a template this printer prints, one with a barcode before others."""
        section = self._config.devices[self._name]
        known = read_profiles(self._home)
        names = section.templates or profile_named(known, self._config.station.profile).templates
        if not names:
            raise UsageError(
                tr("No label is printed by this profile."),
                tr("Say which templates this printer prints."),
            )
        return max(names, key=lambda name: "barcode" in shelf.template(name).sources)

    def _compare(self, scan: Scan) -> None:
        read = classify(scan.text, self._ranges, scan.symbology)
        if read.normal == self._expected:
            said = tr("{code} was printed and read back.", code=read.normal)
            self._say(ProofState.PROVED, said, _margin_hint(self._name))
        elif names_patron(read, self._ranges):
            self._say(
                ProofState.WAITS,
                tr("That is a patron's card, and nothing of it is kept."),
                tr("Scan the barcode of the label."),
            )
        else:
            self._say(
                ProofState.FAILED,
                tr(
                    "The label says {printed}, and {read} was read.",
                    printed=self._expected or "",
                    read=read.normal or read.code,
                ),
                tr("Scan the test label; if it was that, let the scanner send all it reads."),
            )

    def _submit(self, act: Callable[..., None]) -> None:
        runner, name = self._runners.get(self._name), self._name
        if runner is None:
            return

        def done(future: "object") -> None:
            error = future.exception()  # type: ignore[attr-defined]
            if isinstance(error, StationError) and name == self._name:
                self._say(ProofState.FAILED, error.what, error.do_next)

        runner.submit(act).add_done_callback(done)

    def _say(self, state: ProofState, said: str, do_next: str = "") -> None:
        if self._name:
            self._tell(ProofNews(self._name, state, said, do_next))


def number_of_test_label(ranges: "list[BarcodeRange]") -> str:
    """Return a number for a test label: of the form of this library's, and never leased."""
    known = next((one for one in ranges if one.holder == "item"), USUAL)
    return known.barcode(0)


def task_of(kind: str) -> str:
    """Return what the person does to let a device of a kind prove itself."""
    return {
        "scanner": tr("Scan any barcode: of a book, or of a pack of paper."),
        "rfid": tr("Lay one tag or one book on the pad."),
        "printer": tr("A test label is printed; scan it."),
    }.get(kind, tr("Nothing is asked of it here."))


def hint_of(kind: str) -> str:
    """Return what to try when a device of a kind shows nothing."""
    return {
        "scanner": tr(
            "Set the scanner to “USB serial” (virtual COM port) with Enter (CR) behind each code:"
            " its manual has a barcode for both. A serial cable wants the speed set alike."
        ),
        "rfid": tr(
            "Check its power and its cable, and that speed and address are set as in the reader."
        ),
        "printer": tr(
            "Check that it is switched on, has labels in it, and that no other program holds it."
        ),
    }.get(kind, "")


def _margin_hint(printer: str) -> str:
    return tr(
        "Where print and label do not meet: `procstation label calibrate --printer {printer}`.",
        printer=printer,
    )
