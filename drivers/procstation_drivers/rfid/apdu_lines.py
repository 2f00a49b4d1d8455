"""What carries APDUs to a PC/SC reader: the system's PC/SC service, or a byte line.

Both are given the whole of a command and return the whole of its answer, status bytes included.
"""

from contextlib import suppress
from importlib import import_module
from typing import Any, Protocol

from procstation.devices import DeviceFault, DeviceLost, Link, tr
from procstation_drivers.rfid import ccid
from procstation_drivers.rfid.ccid import Decoder, Message
from procstation_drivers.rfid.exchange import Exchange, Question

READ_LIMITS_S = (0.5, 0.5, 0.5)
WRITE_LIMITS_S = (1.3,)
"""A reader waits up to a second for a tag to have programmed. With the look at what came of it,
one that says nothing is given up within two seconds."""

FENCE_LIMIT_S = 0.1
FENCE_NUMBER = 0
LAST_NUMBER = 0xFF


class NoCard(Exception):
    """The reader has no card, or not the one any more that it had."""


class ApduLine(Protocol):
    """A reader, connected to the card that lies on it."""

    @property
    def name(self) -> str:
        """For messages."""
        ...

    def transmit(self, apdu: bytes, repeatable: bool = True) -> bytes:
        """Send a command and return its answer.

        Args:
            repeatable: It changes nothing on a tag, so it may be sent again when it got lost.

        Raises:
            NoCard: There is no card, or it left; the next command looks for one anew.
            DeviceLost: The reader went away or does not answer.
            DeviceFault: It answered with something we cannot trust.
        """
        ...

    def close(self) -> None: ...


class CcidLine:
    """A reader on a byte line."""

    def __init__(self, link: Link) -> None:
        """Ask the reader for its state.

        Raises:
            DeviceLost, DeviceFault: Nothing answers, or nothing that is a reader.
        """
        self.name = link.name
        self._link = link
        self._number = FENCE_NUMBER
        self._powered = False
        fence = _question(tr("asking its state"), ccid.SLOT_STATUS, FENCE_NUMBER, (FENCE_LIMIT_S,))
        self._exchange = Exchange(link, Decoder(), fence)
        self._ask(tr("asking its state"), ccid.SLOT_STATUS, b"", READ_LIMITS_S)

    def transmit(self, apdu: bytes, repeatable: bool = True) -> bytes:
        if not self._powered:
            if self._ask(tr("activating the card"), ccid.POWER_ON, b"", READ_LIMITS_S) is None:
                raise NoCard
            self._powered = True
        what = tr("answering {value}", value=apdu[:5].hex(" ").upper())
        answer = self._ask(what, ccid.APDU, apdu, READ_LIMITS_S if repeatable else WRITE_LIMITS_S)
        if answer is None:
            self._powered = False
            raise NoCard
        return answer

    def close(self) -> None:
        self._link.close()

    def _ask(self, what: str, kind: int, data: bytes, limits_s: tuple[float, ...]) -> bytes | None:
        """Return the data of the answer, None when the reader says that it failed."""
        self._number = self._number % LAST_NUMBER + 1
        message = self._exchange.ask(_question(what, kind, self._number, limits_s, data))
        return None if message.status & ccid.FAILED else message.data


class PcscLine:
    """A reader of the system's PC/SC service.

    Args:
        wanted: A part of the reader's name, or its number in the system's list; "" for the first.
    """

    def __init__(self, wanted: str) -> None:
        """Find the reader.

        Raises:
            DeviceFault: The package pyscard is not installed.
            DeviceLost: The service does not run, or has no such reader.
        """
        self._smartcard = _import_pyscard()
        self._wanted = wanted
        self._connection: Any = None
        self.name = str(self._reader())

    def transmit(self, apdu: bytes, repeatable: bool = True) -> bytes:
        del repeatable  # Over USB nothing gets lost.
        exceptions = self._smartcard.Exceptions
        try:
            if self._connection is None:
                self._connection = self._connect()
            data, sw1, sw2 = self._connection.transmit(list(apdu))
        except exceptions.NoCardException as error:
            self._disconnect()
            raise NoCard from error
        except exceptions.SmartcardException as error:
            # The card left or was changed, or the reader was pulled: then it is not listed either.
            self._disconnect()
            self._reader()
            raise NoCard from error
        return bytes([*data, sw1, sw2])

    def close(self) -> None:
        self._disconnect()

    def _connect(self) -> Any:
        connection = self._reader().createConnection()
        connection.connect()
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(self._smartcard.Exceptions.SmartcardException):
                connection.disconnect()

    def _reader(self) -> Any:
        there = _readers(self._smartcard)
        if self._wanted.isdecimal():
            found = there[int(self._wanted) :][:1]
        else:
            found = [one for one in there if self._wanted.lower() in str(one).lower()][:1]
        if not found:
            listed = "; ".join(str(one) for one in there) or "none"
            raise DeviceLost(
                tr(
                    "There is no PC/SC reader {wanted!r}. There are: {listed}.",
                    wanted=self._wanted,
                    listed=listed,
                ),
                tr("Plug the reader in, or set the port to pcsc:// and a part of its name."),
            )
        return found[0]


def reader_names() -> list[str]:
    """Return the readers of the system's PC/SC service.

    Raises:
        DeviceFault, DeviceLost: As `PcscLine`.
    """
    return [str(one) for one in _readers(_import_pyscard())]


def _readers(smartcard: Any) -> list[Any]:
    base_error = smartcard.pcsc.PCSCExceptions.BaseSCardException
    try:
        return list(smartcard.System.readers())
    except (base_error, smartcard.Exceptions.SmartcardException) as error:
        raise DeviceLost(
            tr("The system's PC/SC service does not answer: {error}.", error=error),
            tr("Start it (pcscd on Linux, “Smart Card” among the services of Windows)."),
        ) from error


def _import_pyscard() -> Any:
    try:
        for part in ("Exceptions", "System", "pcsc.PCSCExceptions"):
            import_module(f"smartcard.{part}")
        return import_module("smartcard")
    except ImportError as error:
        raise DeviceFault(
            tr(
                "PC/SC readers need the package pyscard, which is not installed: {error}.",
                error=error,
            ),
            tr('Install it: pip install "procstation[pcsc]".'),
        ) from error


def _question(
    what: str, kind: int, number: int, limits_s: tuple[float, ...], data: bytes = b""
) -> Question[Message]:
    wanted = ccid.STATUS_BLOCK if kind == ccid.SLOT_STATUS else ccid.DATA_BLOCK
    return Question(
        what,
        ccid.encode(kind, number, data),
        lambda message: message.kind == wanted and message.sequence == number,
        limits_s,
    )
