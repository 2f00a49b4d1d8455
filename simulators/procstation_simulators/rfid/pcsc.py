"""A PC/SC desktop reader made of software: an ACR1552U, or a plain one for storage cards.

What a PC/SC driver would do over USB goes over a byte line here, framed as in ACS's serial readers
(`ccid_frames`). To play: `pad = VirtualPcsc()`, then `pad.field.lay(VirtualTag.blank(…))`. As a
plain reader that counts bytes: `sim://pcsc?session=false&addresses=bytes`.
"""

from collections.abc import Mapping

from procstation.devices import Simulator
from procstation_simulators.rfid import ccid_frames as ccid
from procstation_simulators.rfid.ccid_frames import Message, Receiver
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.pcsc_apdus import Apdus, PcscSettings
from procstation_simulators.rfid.play import PLAYS
from procstation_simulators.rfid.tag import VirtualTag
from procstation_simulators.settings import read_settings

ACTIVE, INACTIVE, ABSENT = 0, 1, 2
"""bmICCStatus."""
COMMAND_FAILED = 0x40
MUTE = 0xFE
NOT_KNOWN = 0x00

ATR = bytes.fromhex("3B8F8001804F0CA000000306 0B 0014 00000000 77")
"""A storage card of ISO 15693 part 3 (0B) by the name of ICODE SLI (0014), after PC/SC part 3."""


class VirtualPcsc(VirtualPad):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
    """

    def __init__(self, settings: PcscSettings | None = None) -> None:
        self.settings = settings or PcscSettings()
        super().__init__(self.settings.tags)
        self._frames = Receiver()
        self._apdus = Apdus(self.field, self.settings)
        self._card: VirtualTag | None = None

    def receive(self, data: bytes) -> None:
        for message in self._frames.receive(data):
            if not self.faults.swallow_command():
                self._say(self._answer(message))

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._frames.pass_time(seconds)

    def _lose_power(self) -> None:
        super()._lose_power()
        self._frames.clear()
        self._apdus.forget()
        self._card = None

    def _answer(self, message: Message) -> bytes:
        sequence = message.sequence
        match message.kind:
            case ccid.SLOT_STATUS:
                return ccid.answer(ccid.STATUS_BLOCK, sequence, self._slot(), 0)
            case ccid.POWER_ON:
                return self._power_on(sequence)
            case ccid.APDU if self._slot() == ACTIVE:
                data = self._apdus.carry_out(message.data, self._card)
                return ccid.answer(ccid.DATA_BLOCK, sequence, ACTIVE, 0, data)
            case ccid.APDU:
                status = COMMAND_FAILED | self._slot()
                return ccid.answer(ccid.DATA_BLOCK, sequence, status, MUTE)
            case _:
                status = COMMAND_FAILED | self._slot()
                return ccid.answer(ccid.STATUS_BLOCK, sequence, status, NOT_KNOWN)

    def _power_on(self, sequence: int) -> bytes:
        if not self._apdus.in_session:
            # With several in the field it takes one and says nothing of the others.
            self._card = next(iter(self.field.tags), None)
        if self._slot() != ACTIVE:
            return ccid.answer(ccid.DATA_BLOCK, sequence, COMMAND_FAILED | ABSENT, MUTE)
        return ccid.answer(ccid.DATA_BLOCK, sequence, ACTIVE, 0, ATR)

    def _slot(self) -> int:
        if self._apdus.in_session:
            return ACTIVE
        if self._card is not None and self._card not in self.field.tags:
            self._card = None
        if self._card is not None:
            return ACTIVE
        return INACTIVE if self.field.tags else ABSENT


def build(query: Mapping[str, str]) -> VirtualPcsc:
    """Make a reader from the query of a `sim://pcsc?key=value` URL."""
    return VirtualPcsc(read_settings(query, PcscSettings))


SIMULATOR = Simulator(title="PC/SC desktop reader", build=build, plays=PLAYS)
