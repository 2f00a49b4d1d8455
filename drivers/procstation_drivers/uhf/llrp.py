"""Fixed UHF readers that speak LLRP, over TCP (port 5084): Impinj, Zebra, Alien, …"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Garbled,
    Link,
    Options,
    Scan,
    SerialSettings,
    TagHeard,
    mark,
    tr,
)
from procstation_drivers.uhf import llrp_messages as llrp
from procstation_drivers.uhf import llrp_requests as requests
from procstation_drivers.uhf.llrp_messages import Message, MessageDecoder
from procstation_drivers.uhf.llrp_replies import (
    Capabilities,
    capabilities,
    check_status,
    reader_event,
    tags_heard,
    why_not_connected,
)

PORT = 5084

GREETING_LIMIT_S = 5.0
"""A reader says at once whether it takes a connection; one that starts up takes seconds."""

REPLY_LIMIT_S = 5.0

KEEPALIVES_MISSED = 3

NO_TIME_S = 1e-6
"""Less than this is no time left: adding it may not move a clock any more."""

LOOK_S = 1.0
"""Between two looks whether the reader still gives signs of life."""

Antenna = Annotated[int, Meta(ge=1, le=65535)]


class LlrpOptions(Options, frozen=True):
    antennas: Annotated[
        tuple[Antenna, ...], Meta(description="Antennas to read with, from 1; none means all.")
    ] = ()
    power_dbm: Annotated[
        Annotated[float, Meta(ge=0, le=40)] | None,
        Meta(description="Power of sending; without, as the reader is configured."),
    ] = None
    hop_table: Annotated[
        int, Meta(ge=0, le=65535, description="Its hop table, where the power is given.")
    ] = 1
    channel: Annotated[
        int, Meta(ge=0, le=65535, description="Its channel index, where the power is given.")
    ] = 1
    mode: Annotated[
        Annotated[int, Meta(ge=0, le=65535)] | None,
        Meta(description="A row of its table of modes; without, as it is set."),
    ] = None
    session: Annotated[
        int,
        Meta(ge=0, le=3, description="Gen2 session: with 0 tags answer again and again, with 2 and"
             " 3 they keep quiet for a while."),
    ] = 2  # fmt: skip
    population: Annotated[
        int, Meta(ge=1, le=65535, description="About how many tags it hears at once.")
    ] = 32
    reports_at_once: Annotated[
        int, Meta(ge=1, le=65535, description="Tags it collects before it reports them.")
    ] = 1
    tid_words: Annotated[
        int, Meta(ge=0, le=32, description="Words of the TID to read of every tag; it is slower.")
    ] = 0
    user_words: Annotated[
        int, Meta(ge=0, le=64, description="Words of the user bank to read of every tag.")
    ] = 0
    keepalive_s: Annotated[
        float, Meta(gt=0, le=60, description="Seconds between its signs of life; three missed are"
                    " a lost reader.")
    ] = 10.0  # fmt: skip


class LlrpReader:
    """A `UhfReader`. It inventories from the moment it is opened.

    Attributes:
        capabilities: What it said it can do.
    """

    def __init__(self, link: Link, options: LlrpOptions) -> None:
        """Take hold of the reader, and have it begin.

        Raises:
            DeviceLost: Nothing answers, or another program is connected to it.
            DeviceFault: It is no LLRP reader, or refuses what it is asked for.
        """
        self._link = link
        self._options = options
        self._decoder = MessageDecoder()
        self._number = 0
        self._waiting: deque[TagHeard | Scan | Garbled] = deque()
        self._last_heard_s = link.now_s()
        self._await_greeting()
        self.capabilities: Capabilities = capabilities(
            self._ask(requests.get_capabilities, llrp.CAPABILITIES, tr("to say what it can do"))
        )
        self._check_antennas()
        self._ask(
            lambda number: requests.set_config(number, options.keepalive_s),
            llrp.CONFIG_SET,
            tr("to tell its events"),
        )
        self._begin(options.power_dbm)

    def poll(self, timeout_s: float) -> list[TagHeard | Scan | Garbled]:
        end_s = self._link.now_s() + timeout_s
        while True:
            # Also with something at hand: what arrived meanwhile goes along, and a sign of life
            # is answered.
            left_s = 0.0 if self._waiting else max(0.0, min(LOOK_S, end_s - self._link.now_s()))
            for message in self._received(left_s):
                self._take(message)
            if self._waiting:
                found = list(self._waiting)
                self._waiting.clear()
                return found
            self._require_life()
            if end_s - self._link.now_s() < NO_TIME_S:
                return []

    def set_power(self, dbm: float | None) -> None:
        self._begin(self._options.power_dbm if dbm is None else dbm)

    def close(self) -> None:
        # The reader goes on inventorying for nobody unless it is told, but it may be gone.
        with suppress(DeviceLost):
            self._link.write(requests.delete_rospec(self._next_number()))
            self._link.write(llrp.encode(llrp.CLOSE, self._next_number()))
        self._link.close()

    def _await_greeting(self) -> None:
        end_s = self._link.now_s() + GREETING_LIMIT_S
        while (left_s := end_s - self._link.now_s()) > NO_TIME_S:
            for message in self._received(left_s):
                if isinstance(message, Garbled):
                    raise DeviceFault(
                        tr(
                            "What answers at {name} is no LLRP reader: it says {value}.",
                            name=self._link.name,
                            value=message.raw[:16].hex(" ").upper(),
                        ),
                        tr("Check its address; LLRP readers listen at port {port}.", port=PORT),
                    )
                if message.type == llrp.READER_EVENT and self._is_welcome(message):
                    return
        raise DeviceLost(
            tr(
                "{name} did not say within {greeting_limit_s:g} s that it takes the connection.",
                name=self._link.name,
                greeting_limit_s=GREETING_LIMIT_S,
            ),
            tr("Check that it is an LLRP reader at port {port} and has started up.", port=PORT),
        )

    def _is_welcome(self, message: Message) -> bool:
        try:
            status = reader_event(message).connection
        except ValueError:
            return False
        if status:
            raise DeviceLost(
                tr(
                    "{name} refuses the connection: {why_not_connected}.",
                    name=self._link.name,
                    why_not_connected=why_not_connected(status),
                ),
                tr("End the other program, or take the reader out of its configuration."),
            )
        return status is not None

    def _check_antennas(self) -> None:
        there = self.capabilities.antennas
        if there is not None and any(one > there for one in self._options.antennas):
            asked = ", ".join(map(str, self._options.antennas))
            raise DeviceFault(
                tr(
                    "The reader has {there} antennas; the options ask for {asked}.",
                    there=there,
                    asked=asked,
                ),
                tr("Correct `antennas` in the options of the device."),
            )

    def _begin(self, dbm: float | None) -> None:
        """Have it inventory with this power, instead of whatever it does."""
        options = self._options
        how = requests.Inventory(
            antennas=options.antennas,
            power_index=None if dbm is None else self._power_index(dbm),
            hop_table=options.hop_table,
            channel=options.channel,
            mode=options.mode,
            session=options.session,
            population=options.population,
            at_once=options.reports_at_once,
        )
        self._ask(requests.delete_rospec, llrp.ROSPEC_DELETED, tr("to end other inventories"))
        self._ask(requests.delete_accessspec, llrp.ACCESSSPEC_DELETED, tr("to end other accesses"))
        reads = [
            (bank, words)
            for bank, words in (
                (requests.BANK_TID, options.tid_words),
                (requests.BANK_USER, options.user_words),
            )
            if words
        ]
        self._ask(
            lambda number: requests.add_rospec(number, how), llrp.ROSPEC_ADDED, tr("an inventory")
        )
        if reads:
            self._ask(
                lambda number: requests.add_accessspec(number, reads),
                llrp.ACCESSSPEC_ADDED,
                tr("to read banks of the tags"),
            )
            self._ask(
                requests.enable_accessspec,
                llrp.ACCESSSPEC_ENABLED,
                tr("to begin reading banks of the tags"),
            )
        # The inventory starts by itself once it is enabled.
        self._ask(requests.enable_rospec, llrp.ROSPEC_ENABLED, tr("to begin the inventory"))

    def _power_index(self, dbm: float) -> int:
        powers = self.capabilities.powers
        fitting = {index: power for index, power in powers.items() if power <= dbm}
        if not fitting or dbm > max(powers.values()):
            has = (
                tr(
                    "it has {least:g} to {most:g} dBm",
                    least=min(powers.values()),
                    most=max(powers.values()),
                )
                if powers
                else tr("it does not say what powers it has")
            )
            raise DeviceFault(
                tr("The reader cannot send with {dbm:g} dBm: {has}.", dbm=dbm, has=has),
                tr("Give a power it has, or none."),
            )
        return max(fitting, key=lambda index: fitting[index])

    def _ask(self, request: Callable[[int], bytes], reply: int, doing: str) -> Message:
        number = self._next_number()
        self._link.write(request(number))
        end_s = self._link.now_s() + REPLY_LIMIT_S
        while (left_s := end_s - self._link.now_s()) > NO_TIME_S:
            answer: Message | None = None
            # All of them: a report may stand between two answers in one piece of the stream.
            for message in self._received(left_s):
                if (
                    isinstance(message, Message)
                    and message.number == number
                    and (message.type in (reply, llrp.ERROR))
                ):
                    answer = message
                else:
                    self._take(message)
            if answer is not None:
                check_status(answer, doing)
                return answer
        raise DeviceLost(
            tr(
                "{name} did not answer within {reply_limit_s:g} s when it was asked {doing}.",
                name=self._link.name,
                reply_limit_s=REPLY_LIMIT_S,
                doing=doing,
            ),
            tr("Check its network; the station goes on by itself."),
        )

    def _received(self, timeout_s: float) -> list[Message | Garbled]:
        data = self._link.read(timeout_s)
        if data:
            self._last_heard_s = self._link.now_s()
        return self._decoder.receive(data) if data else []

    def _take(self, message: Message | Garbled) -> None:
        if isinstance(message, Garbled):
            raise DeviceLost(
                tr(
                    "{name} sends what is no LLRP message: {value}.",
                    name=self._link.name,
                    value=message.raw[:16].hex(" ").upper(),
                ),
                tr("The station connects to it anew; should it happen again, start it anew."),
            )
        if message.type == llrp.REPORT:
            self._waiting += tags_heard(message)
        elif message.type == llrp.KEEPALIVE:
            self._link.write(llrp.encode(llrp.KEEPALIVE_ACKNOWLEDGE, message.number))
        elif message.type == llrp.READER_EVENT:
            self._take_event(message)

    def _take_event(self, message: Message) -> None:
        try:
            event = reader_event(message)
        except ValueError as error:
            self._waiting.append(Garbled(message.body, f"{error}"))
            return
        if event.closed:
            raise DeviceLost(
                tr("{name} has ended the connection.", name=self._link.name),
                tr("Another program may have taken it; the station goes on by itself."),
            )
        if event.trouble:
            self._waiting.append(Garbled(message.body, event.trouble))

    def _require_life(self) -> None:
        limit_s = self._options.keepalive_s * KEEPALIVES_MISSED
        if self._link.now_s() - self._last_heard_s > limit_s:
            raise DeviceLost(
                tr(
                    "{name} has given no sign of life for {limit_s:g} s.",
                    name=self._link.name,
                    limit_s=limit_s,
                ),
                tr("Check its power and its network; the station goes on by itself."),
            )

    def _next_number(self) -> int:
        self._number += 1
        return self._number


DRIVER = Driver(
    title=mark("LLRP reader"),
    open=LlrpReader,
    options=LlrpOptions,
    serial=SerialSettings(baudrate=921_600),
)
