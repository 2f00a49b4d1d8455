"""What a simulated SIP2 server answers: the text of each message, before its error detection."""

import unicodedata
from collections.abc import Callable
from datetime import datetime

from procstation_simulators.ils.sip2.dialects import Dialect
from procstation_simulators.ils.sip2.shelf import CHARGED, DUE, Item, Shelf
from procstation_simulators.ils.sip2.wire import Request

INSTITUTION = "MAIN"
LONGEST = 255


class Answers:
    """Answers requests from a shelf.

    Args:
        now: Seconds since the epoch, by the server's own clock.
    """

    def __init__(self, dialect: Dialect, shelf: Shelf, now: Callable[[], float]) -> None:
        self._dialect = dialect
        self._shelf = shelf
        self._now = now

    def acs_status(self, online: bool = True) -> str:
        """98."""
        timeout, retries = ("100", "003") if not self._dialect.space_padded else (" 10", "  3")
        takes_updates = self._dialect.update in ("store", "acknowledge")
        supported = f"NNYNYYYNNNY{'Y' if takes_updates else 'N'}NNNN"
        return self._written(
            f"98{'Y' if online else 'N'}YNNNN{timeout}{retries}{self._date()}2.00",
            ("AO", INSTITUTION),
            ("AM", "Demo Library"),
            ("BX", supported),
        )

    def item_information(self, request: Request) -> str:
        """18."""
        barcode = request.fields["AB"]
        item = self._shelf.by_barcode.get(barcode)
        if item is None:
            title = self._dialect.not_found_title
            fields = [("AB", barcode), ("AJ", title)]
            fields += [("AF", f"Item {barcode} was not found")] if title else []
            return self._written(f"18010101{self._date()}", *fields)
        security = self._dialect.security
        due = "2026-01-15 23:59:59" if self._dialect.iso_dates else DUE
        fields = [("AB", barcode), ("AJ", item.title)]
        fields += [("AH", due)] if item.status == CHARGED else []
        fields += [(name, self._said(name, item)) for name in self._dialect.says]
        return self._written(f"18{item.status}{security}01{self._date()}", *fields)

    def item_status_update(self, request: Request) -> str:
        """20."""
        barcode = request.fields["AB"]
        item = self._shelf.by_barcode.get(barcode)
        if item is not None:
            item.updates += 1
            if self._dialect.update == "store":
                item.properties = request.fields["CH"]
        fields = [("AB", barcode), ("AJ", item.title if item else "")]
        fields += [("CH", item.properties)] if item and self._dialect.update == "store" else []
        return self._written(f"20{1 if item else 0}{self._date()}", *fields)

    def checkin(self, request: Request) -> str:
        """10."""
        barcode = request.fields["AB"]
        item = self._shelf.by_barcode.get(barcode)
        if item is None:
            fields = (("AO", INSTITUTION), ("AB", barcode), ("AQ", ""), ("AF", "Unknown item"))
            return self._written(f"100NUN{self._date()}", *fields)
        alert = item.hand_in()
        found = [("AO", INSTITUTION), ("AB", barcode), ("AQ", item.library), ("AJ", item.title)]
        found.append(("CS", item.call_number))
        if item.waits_for is not None:
            patron, name = item.waits_for
            found += [("CY", patron), ("DA", name), ("AF", f"Hold for {name}")]
        if alert:
            found += [("CV", alert)]
        if item.belongs_to:
            found += [("CT", item.belongs_to)]
        return self._written(f"101YN{'Y' if alert else 'N'}{self._date()}", *found)

    def _said(self, name: str, item: Item) -> str:
        return {
            "BG": item.library,
            "CK": item.media,
            "AQ": item.location if self._dialect.says == ("AQ",) else item.library,
            "AP": item.library,
            "CR": item.collection,
            "CS": item.call_number,
            "CT": item.library,
            "CH": item.properties,
            "CF": "1" if item.waits_for else "0",
        }[name]

    def _written(self, head: str, *fields: tuple[str, str]) -> str:
        text = head + "".join(f"{name}{_value(value)}|" for name, value in fields)
        return unicodedata.normalize("NFD", text) if self._dialect.decomposed else text

    def _date(self) -> str:
        return datetime.fromtimestamp(self._now()).astimezone().strftime("%Y%m%d    %H%M%S")


def _value(text: str) -> str:
    return text[:LONGEST].replace("|", "&#124;").replace("\r", " ")
