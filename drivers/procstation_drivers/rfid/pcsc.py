"""PC/SC desktop readers: by the system's PC/SC service, or on a byte line framed as ACS does it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Literal, TypeVar

from msgspec import Meta

from procstation.devices import (
    Blocks,
    DeviceFault,
    DeviceLost,
    Driver,
    FoundPort,
    Link,
    Options,
    SerialSettings,
    TagRefused,
    TagSystem,
    mark,
    tr,
)
from procstation_drivers.rfid.apdu_lines import (
    ApduLine,
    CcidLine,
    NoCard,
    PcscLine,
    reader_names,
)
from procstation_drivers.rfid.iso15693 import check_uid, has_eas, lost, no_eas
from procstation_drivers.rfid.storage_pad import BLOCK_SIZE, StoragePad
from procstation_drivers.rfid.transparent_pad import TransparentPad
from procstation_drivers.rfid.transparent_session import TransparentSession

SCHEME = "pcsc"

STEPS = {"find": None, "blocks": 1, "bytes": BLOCK_SIZE}

AnswerT = TypeVar("AnswerT")


class PcscOptions(Options, frozen=True):
    mode: Annotated[
        Literal["find", "transparent", "storage"],
        Meta(
            description="`transparent` for readers that pass ISO 15693 frames through (ACR1552U);"
            " `storage` for all others: they see one tag only, even of a pile, and reach neither"
            " AFI nor lock bits. `find` asks the reader when the first tag lies on it."
        ),
    ] = "find"
    addresses: Annotated[
        Literal["find", "blocks", "bytes"],
        Meta(
            description="What the storage-card commands of the reader count; `find` reads it off"
            " the first tag."
        ),
    ] = "find"


class Pcsc:
    """An `EasPad`. What it can do is known when the first tag lies on it."""

    def __init__(self, port: Link | str, options: PcscOptions) -> None:
        """Find the reader.

        Args:
            port: `pcsc://` and a part of the reader's name or its number in the system's list, or
                an open line.

        Raises:
            DeviceLost: There is no such reader, or nothing answers.
            DeviceFault: pyscard is not installed, or what answers is no reader.
        """
        self._options = options
        self._line: ApduLine
        if isinstance(port, str):
            self._line = PcscLine(port.removeprefix(f"{SCHEME}://"))
        else:
            self._line = CcidLine(port)
        self._session = TransparentSession(self._line)
        self._pad: TransparentPad | StoragePad | None = None

    def inventory(self) -> tuple[bytes, ...]:
        try:
            return self._ready().inventory()
        except NoCard:
            # The one that lay there has left; another may have been laid since.
            with suppress(NoCard):
                return self._ready().inventory()
            return ()

    def system_information(self, uid: bytes) -> TagSystem:
        return self._on(uid, tr("reading it"), lambda pad: pad.system_information(uid))

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        return self._on(uid, tr("reading it"), lambda pad: pad.read_blocks(uid, first, count))

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        self._on(uid, tr("writing it"), lambda pad: pad.write_blocks(uid, first, data, block_size))

    def write_afi(self, uid: bytes, afi: int) -> None:
        self._on(uid, tr("writing AFI {afi:02X}", afi=afi), lambda pad: pad.write_afi(uid, afi))

    def read_eas(self, uid: bytes) -> bool | None:
        return self._on(
            uid,
            tr("asking for its EAS alarm"),
            lambda pad: pad.read_eas(uid) if isinstance(pad, TransparentPad) else None,
        )

    def write_eas(self, uid: bytes, on: bool) -> None:
        def write(pad: TransparentPad | StoragePad) -> None:
            if not isinstance(pad, TransparentPad):
                raise TagRefused(
                    tr(
                        "The EAS bit of tag {uid} cannot be written: {name}"
                        " offers storage-card commands only.",
                        uid=uid.hex().upper(),
                        name=self._line.name,
                    ),
                    tr("Use a reader with a transparent session (ACR1552U), or another pad."),
                )
            pad.write_eas(uid, on)

        check_uid(uid)
        if not has_eas(uid):
            raise no_eas(uid)
        self._on(uid, tr("writing its EAS bit"), write)

    def close(self) -> None:
        with suppress(NoCard, DeviceLost, DeviceFault):
            self._session.close()
        self._line.close()

    def _on(
        self, uid: bytes, what: str, act: Callable[[TransparentPad | StoragePad], AnswerT]
    ) -> AnswerT:
        check_uid(uid)
        try:
            return act(self._ready())
        except NoCard as error:
            raise lost(uid, what) from error

    def _ready(self) -> TransparentPad | StoragePad:
        """Return the way to speak to this reader. Raises: NoCard, before the first tag."""
        if self._pad is None:
            mode = self._options.mode
            if mode != "storage" and (self._session.begin() or mode == "transparent"):
                self._pad = TransparentPad(self._session)
            else:
                self._pad = StoragePad(self._line, STEPS[self._options.addresses])
        return self._pad


def find_readers() -> Sequence[FoundPort]:
    """List the readers of the system's PC/SC service; none where there is no such service."""
    try:
        return tuple(FoundPort(f"{SCHEME}://{name}", name) for name in reader_names())
    except (DeviceFault, DeviceLost):
        return ()


DRIVER = Driver(
    title=mark("PC/SC desktop reader"),
    open=Pcsc,
    options=PcscOptions,
    serial=SerialSettings(baudrate=115200),
    schemes=(SCHEME,),
    find=find_readers,
)
