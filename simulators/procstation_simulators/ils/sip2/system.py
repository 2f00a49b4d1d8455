"""A simulated SIP2 server: its settings, what can be done to it, and what it keeps."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from procstation.ils import ConfigError, InputRefused, NotListening, Play, SystemSimulator
from procstation_simulators.ils.faults import FAULTS, Faults
from procstation_simulators.ils.sip2.answers import Answers
from procstation_simulators.ils.sip2.dialects import DIALECTS
from procstation_simulators.ils.sip2.session import FRAME_FAULTS, Desk, FrameFault, Sip2Session
from procstation_simulators.ils.sip2.shelf import Item, Shelf


class Sip2Query(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The query of `sim://sip2?…`.

    Attributes:
        login: `frame` takes message 93, `telnet` asks for name and password in words.
        clock_off_s: What its clock is ahead of the true time.
    """

    dialect: str = "plain"
    items: int = 20
    seed: int = 1
    latency_ms: float = 0.0
    user: str = "station1"
    password: str = "secret"  # noqa: S105  (a password that everybody knows)
    login: str = "frame"
    clock_off_s: float = 0.0


class Sip2System:
    """A server. All its connections share one shelf.

    Attributes:
        faults: What becomes of requests, one for each but logins and status requests.
        frame_faults: What becomes of the frames of answers, one for each likewise.
    """

    def __init__(self, query: Sip2Query, wall_s: Callable[[], float]) -> None:
        self.faults = Faults()
        self.frame_faults: deque[FrameFault] = deque()
        self.shelf = Shelf(query.items, query.seed)
        dialect = DIALECTS[query.dialect]
        self.desk = Desk(
            dialect,
            Answers(dialect, self.shelf, lambda: wall_s() + query.clock_off_s),
            query.user,
            query.password,
            query.login == "telnet",
            self.faults.take,
            lambda: self.frame_faults.popleft() if self.frame_faults else None,
            query.latency_ms / 1000,
        )

    @property
    def asked(self) -> list[str]:
        """The codes of all requests that were taken, in order."""
        return self.desk.asked

    def connect(self) -> Sip2Session:
        """Raises NotListening."""
        if self.desk.refuse_calls:
            self.desk.refuse_calls -= 1
            raise NotListening
        return Sip2Session(self.desk)

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all fields of all items, by barcode."""
        return {barcode: asdict(item) for barcode, item in self.shelf.by_barcode.items()}

    def item(self, barcode: str) -> Item:
        """Return an item, to change it at the server's own desk."""
        return self.shelf.item(barcode)

    def play_fault(self, arguments: Sequence[str]) -> str:
        """Let one of the next requests go wrong."""
        name = " ".join(arguments)
        for fault in FRAME_FAULTS:
            if fault == name:
                self.frame_faults.append(fault)
                return f"the next answer: {fault}"
        if name not in FAULTS:
            known = ", ".join((*FAULTS, *FRAME_FAULTS))
            raise InputRefused(f"No fault is named {name!r}.", f"Faults: {known}.")
        return self.faults.play(self, arguments)

    def play_mute(self, arguments: Sequence[str]) -> str:
        """Take everything and answer nothing, or stop that."""
        self.desk.mute = list(arguments) != ["off"]
        return "it answers nothing" if self.desk.mute else "it answers again"

    def play_items(self, arguments: Sequence[str]) -> str:
        """List what it has."""
        del arguments
        return "\n".join(
            f"{item.barcode} {item.status} {item.title} [{item.call_number}]"
            for item in self.shelf.by_barcode.values()
        )


def _build(query: Mapping[str, str], wall_s: Callable[[], float]) -> Sip2System:
    try:
        settings = msgspec.convert(dict(query), Sip2Query, strict=False)
    except msgspec.ValidationError as error:
        known = ", ".join(name.encode_name for name in msgspec.structs.fields(Sip2Query))
        raise ConfigError(
            f"The simulated SIP2 server cannot be set up so: {error}.",
            f"It knows these settings: {known}.",
        ) from error
    if settings.dialect not in DIALECTS:
        raise ConfigError(
            f"The simulated SIP2 server knows no dialect {settings.dialect!r}.",
            f"Dialects: {', '.join(DIALECTS)}.",
        )
    return Sip2System(settings, wall_s)


SIMULATOR = SystemSimulator(
    "SIP2 server",
    _build,
    (
        Play("items", "list the items", Sip2System.play_items),
        Play("lend BARCODE", "lend an item", lambda system, words: system.shelf.lend(words)),
        Play("hold BARCODE", "have it waited for", lambda system, words: system.shelf.hold(words)),
        Play(
            "send BARCODE PLACE",
            "say where it belongs",
            lambda system, words: system.shelf.send_on(words),
        ),
        Play(
            "change BARCODE FIELD VALUE",
            "change an item at the server's own desk",
            lambda system, words: system.shelf.change(words),
        ),
        Play("fault NAME", "let the next request go wrong", Sip2System.play_fault),
        Play("mute [off]", "take everything and answer nothing", Sip2System.play_mute),
    ),
)
