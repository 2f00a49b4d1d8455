"""Brother QL label printers: on USB, a serial line, or the network (port 9100).

Labels are sent one by one, each after the printer told that the one before is done, as in Brother's
flow charts; so it is known how many came out. Network models do not answer on port 9100:
for those set `answers = false`.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from msgspec import Meta
from PIL import Image

from procstation.devices import (
    DeviceFault,
    Driver,
    Link,
    Options,
    Outcome,
    PrinterState,
    PrintRefused,
    SerialSettings,
    mark,
    tr,
)
from procstation_drivers.printers.brother_ql_media import (
    BY_CODE,
    DOTS_PER_MM,
    LONGEST_MM,
    MEDIA,
    MODELS,
    SHORTEST_MM,
    Media,
    Model,
)
from procstation_drivers.printers.brother_ql_raster import (
    ASK_STATUS,
    CLEARING,
    clearing,
    page,
)
from procstation_drivers.printers.brother_ql_status import (
    COMPLETED,
    COOLED,
    COOLING,
    REPLY,
    Status,
    StatusDecoder,
)
from procstation_drivers.printers.conversation import ANSWER_S, Conversation
from procstation_drivers.printers.pbm import pictures_of
from procstation_drivers.printers.troubles import NONSENSE, Troubles, not_ready, silence

STALL_S = 15.0
"""Seconds without a word on a label under way. The longest label takes some ten."""

COOLING_S = 300.0
"""Seconds without a word when the printer said that it lets its head cool down."""

TOLERANCE_MM = 1.0
"""Rolls tell their size in whole millimetres."""


class BrotherOptions(Options, frozen=True):
    model: Annotated[
        Literal[
            "auto", "QL-500", "QL-550", "QL-560", "QL-570", "QL-580N", "QL-600", "QL-650TD",
            "QL-700", "QL-710W", "QL-720NW", "QL-800", "QL-810W", "QL-820NWB", "QL-1050",
            "QL-1060N", "QL-1100", "QL-1110NWB", "QL-1115NWB",
        ],
        Meta(description="`auto`: what the printer says it is. Needed when it does not answer."),
    ] = "auto"  # fmt: skip
    answers: Annotated[
        bool,
        Meta(
            description="Whether it can answer. Set false for a network model: then it counts as"
            " ready, and nothing is known of what was printed."
        ),
    ] = True
    roll: Annotated[
        str,
        Meta(
            pattern=r"^(\d+(x\d+)?)?$",
            description="What is in a printer that does not answer: `62` for a continuous roll of"
            " that width, `29x90` for cut labels.",
        ),
    ] = ""
    dpi: Annotated[
        Literal[300, 600],
        Meta(description="600: twice as fine in the direction of the feed, at half the speed."),
    ] = 300
    compress: Annotated[
        bool, Meta(description="Send compressed lines to models that take them.")
    ] = True
    cut: Annotated[bool, Meta(description="Cut after each label.")] = True
    baudrate: Annotated[
        int, Meta(ge=9600, le=115_200, description="Line speed, on a serial line only.")
    ] = 115_200


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A printer and the roll in it."""

    model: Model
    media: Media

    @property
    def words(self) -> str:
        return tr("{name} with {roll}", name=self.model.name, roll=self.media.words)


class BrotherPrinter:
    """A Brother QL at the end of a byte line."""

    language = "raster"

    def __init__(self, link: Link, options: BrotherOptions) -> None:
        """Take the line; a printer that does not answer has to be described by its options.

        Raises:
            DeviceFault: It is not.
        """
        self._conversation = Conversation(link)
        self._options = options
        self._told = None if options.answers else _described(options)

    @property
    def dots_per_mm(self) -> float:
        return DOTS_PER_MM * self._options.dpi / 300

    def state(self) -> PrinterState:
        if self._told is not None:
            return PrinterState(
                ready=True,
                detail=tr(
                    "cannot tell (answers = false): labels are sent unasked to a {printer}",
                    printer=self._told.words,
                ),
            )
        status, troubles = self._status()
        if status is None or troubles:
            return PrinterState(False, troubles.problems, troubles.detail)
        return PrinterState(ready=True, detail=self._doing(status))

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send the labels one by one.

        `PRINTED` takes the word of the printer for each label, and a printer without an error after
        the last.

        Raises:
            PrintRefused: Not ready, or other labels are in it: nothing of the job was sent.
            DeviceFault: It stopped in mid-job; with how many labels may have come out.
            DeviceLost: The port went away; nothing is known of the label under way.
        """
        pictures = pictures_of(job, labels)
        loaded = self._told or self._require_loaded()
        pages = [self._page(number, pictures, loaded) for number in range(len(pictures))]
        self._conversation.send(clearing(loaded.model))
        if self._told is not None:
            self._conversation.send(b"".join(pages))
            return Outcome.SENT
        for number, commands in enumerate(pages):
            self._conversation.send(commands)
            if not self._is_out(number, len(pages), labels):
                return Outcome.UNKNOWN
        status, troubles = self._status()
        # With the last label the roll may have ended, before or behind it.
        return Outcome.UNKNOWN if status is None or troubles else Outcome.PRINTED

    def close(self) -> None:
        self._conversation.close()

    def _require_loaded(self) -> _Loaded:
        """Return what is in the printer.

        Raises:
            PrintRefused: It is not ready, or does not say what it is or has.
        """
        # As long as half a job is in the printer, it takes a question for data.
        self._conversation.send(CLEARING)
        name = self._conversation.link.name
        status, troubles = self._status()
        if status is None or troubles:
            raise not_ready(name, troubles)
        told = self._model(status)
        if told is None:
            raise PrintRefused(
                tr(
                    "The printer {name} is a model we do not know:"
                    " {model_code:02X}. Nothing was sent.",
                    name=name,
                    model_code=status.model_code,
                ),
                tr("Set `model` in its options to one with the same width."),
            )
        media = status.media
        if media is None:
            raise PrintRefused(
                tr(
                    "In the printer is a roll of {width_mm} × {length_mm} mm,"
                    " which we do not know. Nothing was sent.",
                    width_mm=status.width_mm,
                    length_mm=status.length_mm,
                ),
                tr("Put in one of Brother's DK rolls."),
            )
        return _Loaded(told, media)

    def _page(self, number: int, pictures: list[Image.Image], loaded: _Loaded) -> bytes:
        picture, options = pictures[number], self._options
        _require_size(picture.width, picture.height, self.dots_per_mm, loaded.media)
        return page(
            picture,
            loaded.media,
            loaded.model,
            is_first=number == 0,
            is_last=number == len(pictures) - 1,
            pack=options.compress and loaded.model.packs,
            cut=options.cut,
            fine=options.dpi == 600,
        )

    def _is_out(self, number: int, rows: int, labels: int) -> bool:
        """Follow one row; return False when the printer fell silent before it said so.

        Args:
            number: How many came out already, of so many `rows`.

        Raises:
            DeviceFault: It stopped.
        """
        decoder, completed = StatusDecoder(), False
        patience_s = STALL_S
        while True:
            data = self._conversation.link.read(patience_s)
            if not data:
                return False
            for status in decoder.receive(data):
                completed = completed or status.kind == COMPLETED
                if status.troubles:
                    out = (number + completed) * labels // rows
                    raise self._stopped(
                        status.troubles, tr("{out} of the {labels}", out=out, labels=labels)
                    )
                if status.notice in (COOLING, COOLED):
                    patience_s = COOLING_S if status.notice == COOLING else STALL_S
                if completed and not status.is_printing and status.kind != COMPLETED:
                    return True

    def _status(self) -> tuple[Status | None, Troubles]:
        """Ask; return the last answer and what is wrong. Without an answer something always is."""
        answer = self._conversation.ask_until_quiet(ASK_STATUS)
        if not answer:
            troubles = silence(ANSWER_S)
            if self._conversation.link.name.startswith("socket:"):
                hint = tr("Network models do not tell how they are: set answers = false.")
                troubles = replace(troubles, remedy=hint)
            return None, troubles
        replies = [one for one in StatusDecoder().receive(answer) if one.kind == REPLY]
        return (replies[-1], replies[-1].troubles) if replies else (None, NONSENSE)

    def _stopped(self, troubles: Troubles, before: str) -> DeviceFault:
        return DeviceFault(
            tr(
                "The printer {name} stopped: {detail}; {before} labels came out,"
                " and the next one in part or not at all.",
                name=self._conversation.link.name,
                detail=troubles.detail,
                before=before,
            ),
            tr(
                "{do_next} Look at the last label before you print again.", do_next=troubles.do_next
            ),
        )

    def _model(self, status: Status) -> Model | None:
        return MODELS.get(self._options.model) or BY_CODE.get(status.model_code)

    def _doing(self, status: Status) -> str:
        model, media = self._model(status), status.media
        name = (
            model.name
            if model
            else tr("unknown model {model_code:02X}", model_code=status.model_code)
        )
        roll = (
            media.words
            if media
            else tr(
                "a roll of {width_mm} × {length_mm} mm",
                width_mm=status.width_mm,
                length_mm=status.length_mm,
            )
        )
        return (
            tr("printing: {name} with {roll}", name=name, roll=roll)
            if status.is_printing
            else tr("{name} with {roll}", name=name, roll=roll)
        )


def _described(options: BrotherOptions) -> _Loaded:
    width, _, length = options.roll.partition("x")
    media = MEDIA.get((int(width or 0), int(length or 0)))
    if options.model == "auto" or media is None:
        sizes = ", ".join(
            f"{roll.width_mm}" if roll.is_continuous else f"{roll.width_mm}x{roll.length_mm}"
            for roll in MEDIA.values()
        )
        raise DeviceFault(
            tr(
                "A Brother QL with answers = false has model {model!r} and roll"
                " {roll!r}: what is sent depends on both.",
                model=options.model,
                roll=options.roll,
            ),
            tr("Set model, and roll to one of: {sizes}.", sizes=sizes),
        )
    return _Loaded(MODELS[options.model], media)


def _require_size(width: int, height: int, dots_per_mm: float, media: Media) -> None:
    width_mm, height_mm = width / dots_per_mm, height / dots_per_mm
    fits = abs(width_mm - media.width_mm) <= TOLERANCE_MM
    if media.is_continuous:
        fits = fits and SHORTEST_MM <= height_mm <= LONGEST_MM
    else:
        fits = fits and abs(height_mm - media.length_mm) <= TOLERANCE_MM
    if not fits:
        raise PrintRefused(
            tr(
                "The label is {width_mm:.0f} × {height_mm:.0f} mm, and in the"
                " printer is {roll}. Nothing was sent.",
                width_mm=width_mm,
                height_mm=height_mm,
                roll=media.words
                if media.is_continuous
                else tr("a roll of {labels}", labels=media.words),
            ),
            tr("Put in the roll of the stock, or choose the stock of the roll."),
        )


DRIVER = Driver(
    title=mark("Brother QL label printer"),
    open=BrotherPrinter,
    options=BrotherOptions,
    serial=SerialSettings(baudrate=115_200),
    usb_printer=r"(MDL|MODEL):QL-",
)
