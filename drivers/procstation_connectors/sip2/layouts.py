"""What each SIP2 message is made of (protocol definition 2.00), as data.

All of them are here, so that whatever a server sends can be read. A station itself sends only
`STATION_SENDS`: nothing that names a patron.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LOGIN, LOGGED_IN = "93", "94"
SC_STATUS, ACS_STATUS = "99", "98"
ITEM_INFORMATION, ITEM = "17", "18"
ITEM_UPDATE, ITEM_UPDATED = "19", "20"
CHECKIN, CHECKED_IN = "09", "10"
ANSWER_AGAIN, ASK_AGAIN = "97", "96"

STATION_SENDS = frozenset({LOGIN, SC_STATUS, ITEM_INFORMATION, ITEM_UPDATE, CHECKIN})

MAY_REPEAT = frozenset({"AF", "AG", "AS", "AT", "AU", "AV", "BU", "CD"})

PATRON_FIELDS = frozenset(
    (
        "AA",
        "AD",
        "AE",
        "AS",
        "AT",
        "AU",
        "AV",
        "BD",
        "BE",
        "BF",
        "BU",
        "BZ",
        "CA",
        "CB",
        "CC",
        "CD",
        "CY",
        "DA",
        "PA",
        "PB",
        "PC",
        "PI",
        "XI",
    )
)
"""Who a patron is, what they owe and what they have. Left out of every message that is read."""

PATRON_MESSAGES = frozenset({"12", "16", "24", "26", "30", "36", "38", "64", "66"})
"""Answers about a patron: their words for the screen may name one, and are left out too."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of one message.

    Attributes:
        fixed: Names and widths, in order.
        required: Fields it must have, empty or not.
        optional: Fields it may have.
    """

    title: str
    fixed: tuple[tuple[str, int], ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    width: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", sum(width for _, width in self.fixed))


_DATE = ("date", 18)
_SORTING = ("CR", "CS", "CT", "CV", "CY", "DA")
_SAID = ("AF", "AG")
_COUNTS = tuple(
    (name, 4) for name in ("holds", "overdue", "charged", "fines", "recalls", "waiting")
)

LAYOUTS: Mapping[str, Layout] = {
    "93": Layout("login", (("uid algorithm", 1), ("pwd algorithm", 1)), ("CN", "CO"), ("CP",)),
    "94": Layout("login answer", (("ok", 1),)),
    "99": Layout("status", (("status", 1), ("print width", 3), ("version", 4))),
    "98": Layout(
        "status answer",
        (
            ("online", 1),
            ("checkin ok", 1),
            ("checkout ok", 1),
            ("renewal policy", 1),
            ("status update ok", 1),
            ("offline ok", 1),
            ("timeout", 3),
            ("retries", 3),
            _DATE,
            ("version", 4),
        ),
        ("AO", "BX"),
        ("AM", "AN", *_SAID),
    ),
    "17": Layout("item information", (_DATE,), ("AO", "AB"), ("AC",)),
    "18": Layout(
        "item information answer",
        (("circulation status", 2), ("security marker", 2), ("fee type", 2), _DATE),
        ("AB", "AJ"),
        ("CF", "AH", "CJ", "CM", "BG", "BH", "BV", "CK", "AQ", "AP", "CH", *_SAID, *_SORTING),
    ),
    "19": Layout("item status update", (_DATE,), ("AO", "AB", "CH"), ("AC",)),
    "20": Layout("item status update answer", (("ok", 1), _DATE), ("AB",), ("AJ", "CH", *_SAID)),
    "09": Layout(
        "check-in",
        (("no block", 1), _DATE, ("return date", 18)),
        ("AP", "AO", "AB", "AC"),
        ("CH", "BI"),
    ),
    "10": Layout(
        "check-in answer",
        (("ok", 1), ("resensitize", 1), ("magnetic", 1), ("alert", 1), _DATE),
        ("AO", "AB", "AQ"),
        ("AJ", "CL", "AA", "CK", "CH", *_SAID, *_SORTING),
    ),
    "11": Layout(
        "check-out",
        (("renewal policy", 1), ("no block", 1), _DATE, ("due date", 18)),
        ("AO", "AA", "AB", "AC"),
        ("CH", "AD", "BO", "BI"),
    ),
    "12": Layout(
        "check-out answer",
        (("ok", 1), ("renewal ok", 1), ("magnetic", 1), ("desensitize", 1), _DATE),
        ("AO", "AA", "AB", "AJ", "AH"),
        ("BT", "CI", "BH", "BV", "CK", "CH", "BK", *_SAID),
    ),
    "23": Layout("patron status", (("language", 3), _DATE), ("AO", "AA", "AC", "AD")),
    "24": Layout(
        "patron status answer",
        (("patron status", 14), ("language", 3), _DATE),
        ("AO", "AE", "AA"),
        ("BL", "CQ", "BH", "BV", *_SAID),
    ),
    "63": Layout(
        "patron information",
        (("language", 3), _DATE, ("summary", 10)),
        ("AO", "AA"),
        ("AC", "AD", "BP", "BQ"),
    ),
    "64": Layout(
        "patron information answer",
        (("patron status", 14), ("language", 3), _DATE, *_COUNTS),
        ("AO", "AA", "AE"),
        (
            "BZ",
            "CA",
            "CB",
            "BL",
            "CQ",
            "BH",
            "BV",
            "CC",
            "AS",
            "AT",
            "AU",
            "AV",
            "BU",
            "CD",
            "BD",
            "BE",
            "BF",
            "PA",
            "PB",
            "PC",
            "PI",
            "XI",
            *_SAID,
        ),
    ),
    "35": Layout("end session", (_DATE,), ("AO", "AA"), ("AC", "AD")),
    "36": Layout("end session answer", (("end", 1), _DATE), ("AO", "AA"), _SAID),
    "37": Layout(
        "fee paid",
        (_DATE, ("fee type", 2), ("payment", 2), ("currency", 3)),
        ("BV", "AO", "AA"),
        ("AC", "AD", "CG", "BK"),
    ),
    "38": Layout("fee paid answer", (("accepted", 1), _DATE), ("AO", "AA"), ("BK", *_SAID)),
    "15": Layout(
        "hold", (("mode", 1), _DATE), ("AO", "AA"), ("BW", "BS", "BY", "AD", "AB", "AJ", "AC", "BO")
    ),
    "16": Layout(
        "hold answer",
        (("ok", 1), ("available", 1), _DATE),
        ("AO", "AA"),
        ("BW", "BR", "BS", "AB", "AJ", *_SAID),
    ),
    "29": Layout(
        "renew",
        (("third party", 1), ("no block", 1), _DATE, ("due date", 18)),
        ("AO", "AA"),
        ("AD", "AB", "AJ", "AC", "CH", "BO"),
    ),
    "30": Layout(
        "renew answer",
        (("ok", 1), ("renewal ok", 1), ("magnetic", 1), ("desensitize", 1), _DATE),
        ("AO", "AA", "AB", "AJ", "AH"),
        ("BT", "CI", "BH", "BV", "CK", "CH", "BK", *_SAID),
    ),
    "65": Layout("renew all", (_DATE,), ("AO", "AA"), ("AD", "AC", "BO")),
    "66": Layout(
        "renew all answer",
        (("ok", 1), ("renewed", 4), ("unrenewed", 4), _DATE),
        ("AO",),
        ("BM", "BN", *_SAID),
    ),
    "01": Layout("block patron", (("retained", 1), _DATE), ("AO", "AL", "AA", "AC")),
    "25": Layout("patron enable", (_DATE,), ("AO", "AA"), ("AC", "AD")),
    "26": Layout(
        "patron enable answer",
        (("patron status", 14), ("language", 3), _DATE),
        ("AO", "AA", "AE"),
        ("BL", "CQ", *_SAID),
    ),
    "97": Layout("answer again"),
    "96": Layout("ask again"),
}
"""By command. Servers add fields of their own; those are read as well."""

FIELD_NAMES = frozenset(
    name for layout in LAYOUTS.values() for name in (*layout.required, *layout.optional)
)
