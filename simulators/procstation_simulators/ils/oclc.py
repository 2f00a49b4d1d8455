"""OCLC's WorldShare (WorldCat Metadata API 2) made of software, after its published description.

As a URL: `sim://oclc?items=50`. Items are pieces of local holdings records, which are read and
rewritten whole, as MARCXML.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from procstation.ils import HttpResponse, SystemSimulator
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.http_parts import (
    Answered,
    Asked,
    CallRate,
    HttpServer,
    json_answer,
)
from procstation_simulators.ils.oclc_records import (
    BRANCHES,
    Lhr,
    bib_number,
    bib_xml,
    read_lhr,
    sample_lhr,
)
from procstation_simulators.ils.stock import books
from procstation_simulators.settings import Settings, read_settings

MARCXML = "application/marcxml+xml"
SCOPE = "WorldCatMetadataAPI"
MOST_OF_A_PAGE = 50


class OclcSettings(Settings):
    """Settings of a simulated OCLC.

    Attributes:
        items: How many it begins with.
        key, secret: The key it accepts.
        token_s: How long a token lives.
        per_second: Calls it takes; 0 is no limit.
    """

    items: int = 20
    seed: int = 1
    latency_ms: float = 0
    key: str = "station"
    secret: str = "sesame"  # noqa: S105  (of a system that does not exist)
    token_s: int = 1199
    per_second: int = 0


class VirtualOclc(HttpServer):
    """One institution.

    Attributes:
        lhrs: Its holdings by control number.
    """

    def __init__(self, query: Mapping[str, str], wall_s: Callable[[], float]) -> None:
        self.settings = read_settings(query, OclcSettings)
        super().__init__(self.settings.latency_ms)
        self._wall_s = wall_s
        calls = self.settings.per_second
        self._rate = CallRate(calls, 1, wall_s) if calls else None
        self._tokens: dict[str, float] = {}
        self._given = 0
        stock = books(self.settings.items, self.settings.seed)
        self._bibs = {bib_number(book): book for book in stock}
        self.lhrs = {lhr.number: lhr for lhr in map(sample_lhr, stock)}
        self._next = 160000001 + self.settings.items

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all that the holdings of each piece say, by barcode."""
        return {one: lhr.shown(one) for lhr in self.lhrs.values() for one in lhr.barcodes}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Set subfields of the 852 of an item, by their codes.

        Raises:
            ValueError: There is no such item, or no such subfield.
        """
        lhr = next((one for one in self.lhrs.values() if barcode in one.barcodes), None)
        if lhr is None:
            raise ValueError(f"there is no item {barcode}")
        parts = lhr.place[2]
        for code, value in values.items():
            if code not in dict(parts):
                raise ValueError(f"its 852 has no ${code}")
            parts[:] = [(one, str(value) if one == code else text) for one, text in parts]
        lhr.controls["005"] = self._stamp()

    def forget_logins(self) -> None:
        self._tokens.clear()

    def handle(self, asked: Asked) -> HttpResponse:
        if self._rate is not None and not self._rate.take():
            raise _no(429, "TOO_MANY_REQUESTS", "Too many requests.")
        if (asked.method, asked.path) == ("POST", ("token",)):
            return self._token(asked)
        if asked.path[:1] != ("worldcat",):
            raise _no(404, "NOT_FOUND", "There is nothing here.")
        if self._tokens.get(asked.bearer, 0) <= self._wall_s():
            raise _no(401, "UNAUTHORIZED", "The token is not valid.")
        path = asked.path[1:]
        match path[:2]:
            case ("manage", "lhrs"):
                return self._about_lhrs(asked, path[2:])
            case ("manage", "bibs"):
                return self._bib(asked, path[2:])
            case ("search", _):
                return self._search(asked, path[1:])
            case ("manage", "institution-config"):
                return self._config(asked, path[2:])
        raise _no(404, "NOT_FOUND", "There is nothing here.")

    def _token(self, asked: Asked) -> HttpResponse:
        if asked.basic != (self.settings.key, self.settings.secret):
            raise _no(401, "invalid_client", "WSKey is not valid.")
        try:
            form = dict(asked.form())
        except ValueError as error:
            raise _no(400, "invalid_request", str(error)) from error
        if form != {"grant_type": "client_credentials", "scope": SCOPE}:
            raise _no(400, "invalid_scope", "Grant type or scope is not valid.")
        self._given += 1
        token = f"tk_oclc_{self._given}"
        life = self.settings.token_s
        self._tokens[token] = self._wall_s() + life
        return json_answer(200, {"access_token": token, "token_type": "bearer", "expires_in": life})

    def _about_lhrs(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        match asked.method, path:
            case "POST", ():
                return self._create(asked)
            case "GET", (number,):
                _must_accept(asked, MARCXML)
                return _marc(200, self._lhr(number).xml())
            case "PUT", (number,):
                return self._replace(asked, self._lhr(number))
            case "DELETE", (number,):
                del self.lhrs[self._lhr(number).number]
                return HttpResponse(204)
        raise _no(404, "NOT_FOUND", "There is nothing here.")

    def _create(self, asked: Asked) -> HttpResponse:
        sent = self._sent(asked)
        if "001" in sent.controls:
            raise _no(400, "INVALID_RECORD", "001 is given by the service.")
        sent.controls["001"] = str(self._next)
        self._keep(sent)
        self._next += 1
        return _marc(201, sent.xml())

    def _replace(self, asked: Asked, old: Lhr) -> HttpResponse:
        sent = self._sent(asked)
        if (sent.controls.get("001"), sent.bib) != (old.number, old.bib):
            raise _no(400, "INVALID_RECORD", "001 and 004 do not fit the record.")
        self._keep(sent)
        return _marc(200, sent.xml())

    def _sent(self, asked: Asked) -> Lhr:
        _must_accept(asked, MARCXML)
        if asked.media_type != MARCXML:
            raise _no(415, "UNSUPPORTED_MEDIA_TYPE", f"The body is called {asked.media_type!r}.")
        try:
            sent = read_lhr(asked.body)
        except ValueError as error:
            raise _no(400, "INVALID_RECORD", str(error)) from error
        if sent.bib not in self._bibs:
            raise _no(400, "INVALID_RECORD", f"There is no record {sent.bib}.")
        return sent

    def _keep(self, lhr: Lhr) -> None:
        for other in self.lhrs.values():
            taken = set(other.barcodes) & set(lhr.barcodes)
            if taken and other.number != lhr.number:
                raise _no(409, "CONFLICT", f"The barcode {min(taken)} is in use.")
        lhr.controls["005"] = self._stamp()
        self.lhrs[lhr.number] = lhr

    def _lhr(self, number: str) -> Lhr:
        if number not in self.lhrs:
            raise _no(404, "NOT_FOUND", "There is no such record.")
        return self.lhrs[number]

    def _bib(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        _must_accept(asked, MARCXML)
        if asked.method != "GET" or len(path) != 1 or path[0] not in self._bibs:
            raise _no(404, "NOT_FOUND", "There is no such record.")
        return _marc(200, bib_xml(self._bibs[path[0]]))

    def _search(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        _must_accept(asked, "application/json")
        limit, offset = asked.one("limit", "10"), asked.one("offset", "1")
        if not (limit.isdecimal() and 0 < int(limit) <= MOST_OF_A_PAGE and offset.isdecimal()):
            raise _no(400, "INVALID_PARAMETER", f"limit is 1 to {MOST_OF_A_PAGE}, offset from 1.")
        page = slice(int(offset) - 1, int(offset) - 1 + int(limit))
        if asked.method == "GET" and path == ("my-holdings",):
            return self._search_holdings(asked, page)
        if asked.method == "GET" and path == ("brief-bibs",):
            return self._search_bibs(asked.one("q"), page)
        raise _no(404, "NOT_FOUND", "There is nothing here.")

    def _search_holdings(self, asked: Asked, page: slice) -> HttpResponse:
        barcode, bib = asked.one("barcode"), asked.one("oclcNumber")
        if bool(barcode) == bool(bib):
            raise _no(400, "INVALID_PARAMETER", "barcode or oclcNumber is wanted.")
        found = [
            {"lhrControlNumber": one.number, "oclcNumber": one.bib}
            for one in self.lhrs.values()
            if barcode in one.barcodes or one.bib == bib
        ]
        return json_answer(200, {"numberOfRecords": len(found), "detailedHoldings": found[page]})

    def _search_bibs(self, query: str, page: slice) -> HttpResponse:
        index, colon, text = query.partition(":")
        if not colon or index not in {"bn", "in", "kw", "ti"}:
            raise _no(400, "INVALID_PARAMETER", f"q: {query!r}")
        found = [
            {
                "oclcNumber": number,
                "title": book.title,
                "creator": book.author,
                "date": book.date,
                "publisher": "Invented Press",
                "isbns": [book.isbn],
                "issns": [],
            }
            for number, book in self._bibs.items()
            if (index == "bn" and text == book.isbn)
            or (index in {"kw", "ti"} and text.lower() in f"{book.title} {book.author}".lower())
        ]
        return json_answer(200, {"numberOfRecords": len(found), "briefRecords": found[page]})

    def _config(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        _must_accept(asked, "application/json")
        if asked.method != "GET" or path != ("branch-shelving-locations",):
            raise _no(404, "NOT_FOUND", "There is nothing here.")
        listed = [
            {"branchLocation": code, "shelvingLocations": list(places)}
            for code, places in BRANCHES.items()
        ]
        return json_answer(200, {"branchLocations": listed})

    def _stamp(self) -> str:
        return datetime.fromtimestamp(self._wall_s(), UTC).strftime("%Y%m%d%H%M%S.0")


def _must_accept(asked: Asked, kind: str) -> None:
    if asked.headers.get("accept") != kind:
        raise _no(406, "NOT_ACCEPTABLE", f"Only {kind} is produced.")


def _marc(status: int, body: bytes) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", MARCXML),), body)


def _no(status: int, kind: str, words: str) -> Answered:
    return Answered(json_answer(status, {"type": kind, "title": kind, "detail": words}))


SIMULATOR = SystemSimulator("OCLC WorldShare", VirtualOclc, DESK_PLAYS)
