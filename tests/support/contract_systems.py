"""The simulated library systems that the contract suite runs against, and how each is opened.

A new system is one more `SystemCase` in `CASES`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from procstation.config import SystemSection
from procstation.credentials import variable_of
from procstation.ils import (
    AnySystem,
    HttpRequest,
    HttpResponse,
    HttpSystem,
    ItemField,
    ItemKey,
    LibrarySystem,
    RemoteItem,
    load_connector,
    load_system_simulator,
    open_system,
)
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock

simulator_named = cache(load_system_simulator)
connector_named = cache(load_connector)
"""Each look into the installed packages takes longer than most of the tests."""

EPOCH_S = 1_790_000_000.0
"""What a simulated system's clock shows at the beginning."""


@dataclass(frozen=True)
class SystemCase:
    """One simulated system, set up in one way.

    Attributes:
        name: Of connector and simulated system.
        user, password: What it accepts.
        draft: Values of an item that it takes; the barcode is one that it does not have.
        call_number: Where `items()` has the call number: keys, one within the other.
        touched: Keys of an item, first level, that a new call number may change.
        desk: What is changed at its own desk to get in somebody's way.
        writes: Which requests ("PUT /path") change something.
        tokens: What all tokens given out begin with; "" when it gives none.
        token_s: How long one lives.
        volatile: Keys anywhere in an item that are never the same twice, such as the time of a
            change.
        options: Of the connector.
        query: Of the simulated system.
        title: What to call it in the list of tests.
        marks: What in a call number of its store is no part of the number, as a regular expression.
        finds_isbn: It finds titles by ISBN.
        tells_seen: It tells when an item was last seen, by the time it was given.
    """

    name: str
    user: str
    password: str
    draft: Mapping[ItemField, str]
    call_number: tuple[str, ...]
    touched: frozenset[str]
    desk: Mapping[str, Any]
    writes: str
    tokens: str = ""
    token_s: float = 3600
    volatile: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    marks: str = ""
    finds_isbn: bool = True
    tells_seen: bool = True

    def __str__(self) -> str:
        return self.title or self.name


class Opened:
    """A connector on the simulated system of a case, in virtual time."""

    def __init__(self, case: SystemCase, password: str | None = None) -> None:
        self.case = case
        self.clock = VirtualClock()
        self.system: Any = self._build()
        self.name = case.name.upper()
        # Secrets come from the environment; the fixture takes it back after the test.
        self.environment = {variable_of(self.name): password or case.password}
        self.library: LibrarySystem
        self.statuses: list[int] = []
        """Of the answers so far, where the system speaks HTTP."""
        self.speaks_http = isinstance(self.system, HttpSystem)
        if self.speaks_http:
            system: Any = self.system
            system.answer = self._recorded(system.answer)

    def open(self) -> "Opened":
        section = SystemSection(
            connector=self.case.name,
            url=f"sim://{self.case.name}",
            user=self.case.user,
            options=dict(self.case.options),
        )
        self.library = open_system(self.name, section, SimulatedWiring(self.system, self.clock))
        return self

    def item(self, barcode: str) -> RemoteItem:
        """Look an item up that has to be there."""
        (found,) = self.library.find_items([ItemKey(barcode=barcode)])
        assert found is not None
        return found

    def call_number(self, barcode: str) -> str:
        """Return what the system has in its own store."""
        value: Any = self.system.items()[barcode]
        for key in self.case.call_number:
            value = value[key]
        if self.case.marks:
            return re.sub(self.case.marks, " ", value).strip()
        return str(value)

    @property
    def barcodes(self) -> list[str]:
        return sorted(self.system.items())

    def told(self) -> Any:
        """Return all the system has in its store, but for what is never the same twice."""
        items = without(self.system.items(), self.case.volatile)
        records = getattr(self.system, "records_there", dict)
        return items, records()

    def writes(self) -> list[str]:
        """Return the requests so far that change something."""
        return [one for one in self.system.asked if re.match(self.case.writes, one)]

    def _recorded(
        self, answer: Callable[[HttpRequest], HttpResponse]
    ) -> Callable[[HttpRequest], HttpResponse]:
        def recording(request: HttpRequest) -> HttpResponse:
            response = answer(request)
            self.statuses.append(response.status)
            return response

        return recording

    def _build(self) -> AnySystem:
        return simulator_named(self.case.name).build(
            dict(self.case.query), lambda: EPOCH_S + self.clock.now_s()
        )


def without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: without(one, keys) for key, one in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(one, keys) for one in value]
    return value


KOHA = SystemCase(
    name="koha",
    user="station",
    password="sesame",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.SCHEME: "lcc",
        ItemField.LIBRARY: "MAIN",
        ItemField.LOCATION: "STACKS",
        ItemField.ITEM_TYPE: "BK",
        ItemField.COPY: "2",
    },
    call_number=("callnumber",),
    touched=frozenset({"callnumber"}),
    desk={"location": "REPAIR"},
    writes=r"(PUT|DELETE) |POST /api/v1/biblios",
)

ALMA = SystemCase(
    name="alma",
    user="",
    password="l7xx-simulated",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.SCHEME: "lcc",
        ItemField.LIBRARY: "MAIN",
        ItemField.LOCATION: "STACKS",
        ItemField.ITEM_TYPE: "BOOK",
        ItemField.COPY: "2",
    },
    call_number=("item_data", "alternative_call_number"),
    touched=frozenset({"item_data"}),
    desk={"public_note": "torn"},
    writes=r"(PUT|DELETE) |POST ",
    finds_isbn=False,
    options={"library": "MAIN", "circ_desk": "DEFAULT_CIRC_DESK", "seen": "check-in"},
)

SIERRA = SystemCase(
    name="sierra",
    user="station",
    password="sesame",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.LOCATION: "annex",
        ItemField.ITEM_TYPE: "5",
        ItemField.COPY: "2",
    },
    call_number=("callNumber",),
    marks=r"\|.",
    touched=frozenset({"callNumber", "varFields", "updatedDate"}),
    desk={"location": "annex"},
    writes=r"(PUT|DELETE) |POST \S+/items$",
    volatile=frozenset({"updatedDate"}),
    tokens="sierra-token-",
)

EVERGREEN = SystemCase(
    name="evergreen",
    user="station",
    password="sesame",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.LIBRARY: "4",
    },
    call_number=("label",),
    touched=frozenset({"label", "call_number", "edit_date"}),
    desk={"location": 102},
    writes=r"(PUT|PATCH|DELETE) |POST \S+/items$|POST \S+ open-ils\.(cat\.(asset|biblio)|circ)",
    volatile=frozenset({"edit_date", "inventory"}),
    tokens="evergreen-session-",
    token_s=420,
    options={"workstation": "BR1-bench"},
    finds_isbn=False,
    tells_seen=False,
)

SIP2 = SystemCase(
    name="sip2",
    user="station1",
    password="sesame-sip",
    draft={},
    call_number=("call_number",),
    touched=frozenset(),
    desk={"location": "Repair"},
    writes="09|19",
    options={"seen": "check-in"},
    query={"password": "sesame-sip"},
    finds_isbn=False,
    tells_seen=False,
)

FOLIO = SystemCase(
    name="folio",
    user="station",
    password="sesame",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.SCHEME: "lcc",
        ItemField.LOCATION: "MAIN-ST",
        ItemField.ITEM_TYPE: "book",
        ItemField.COPY: "2",
    },
    call_number=("itemLevelCallNumber",),
    touched=frozenset(
        {"itemLevelCallNumber", "effectiveCallNumberComponents", "_version", "metadata", "status"}
    ),
    desk={"volume": "v. 3"},
    writes=r"PUT |POST /inventory/items(?!/retrieve)|POST /circulation",
    tokens="folio-token-",
    token_s=600,
    volatile=frozenset({"metadata", "date"}),
    options={"tenant": "diku", "service_point": "desk-1", "seen": "check-in"},
)

SYMPHONY = SystemCase(
    name="symphony",
    user="station",
    password="sesame",
    draft={},
    call_number=("call", "callNumber"),
    touched=frozenset({"call"}),
    desk={"itemType": "REFBOOK"},
    writes=r"PUT |POST \S+/checkIn$",
    tokens="symphony-session-",
    options={"library": "MAIN", "call_numbers": "own", "seen": "check-in"},
    finds_isbn=False,
)

OCLC = SystemCase(
    name="oclc",
    user="station",
    password="sesame",
    draft={
        ItemField.BARCODE: "39999000000017",
        ItemField.CALL_NUMBER: "QA76 .N3 2026",
        ItemField.SCHEME: "lcc",
        ItemField.LIBRARY: "MAIN",
        ItemField.LOCATION: "Stacks",
        ItemField.COPY: "2",
    },
    call_number=("call_number",),
    touched=frozenset({"call_number", "changed"}),
    desk={"c": "Reference"},
    writes=r"(PUT|DELETE) |POST \S+/lhrs$",
    tokens="tk_oclc_",
    token_s=1199,
    volatile=frozenset({"changed"}),
    options={"symbol": "OCPSB"},
)

CASES = (
    KOHA,
    FOLIO,
    replace(
        FOLIO,
        title="folio-old-login",
        options={**FOLIO.options, "login": "old"},
        query={"old_login": "true"},
    ),
    ALMA,
    SIERRA,
    EVERGREEN,
    SIP2,
    SYMPHONY,
    OCLC,
    replace(SIP2, title="sip2-fussy", query={**SIP2.query, "dialect": "fussy"}),
    replace(KOHA, title="koha-oauth2", options={"login": "oauth2"}, tokens="koha-token-"),
)
