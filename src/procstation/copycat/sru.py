"""Searching by SRU: 1.1 and 1.2 of the Library of Congress, 2.0 of OASIS.

A server says what is wrong inside of an answer with status 200, sends fewer records than it was
asked for, and never says where the next ones begin: diagnostics are looked for always, and the next
position is counted.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from procstation import __version__
from procstation.catalog.marc_record import MarcRecord
from procstation.copycat.diagnostics import SRU_PAST_THE_END, sru_trouble
from procstation.copycat.explain import Explained, read_explain
from procstation.copycat.hits import Fits, Hits, in_turn
from procstation.copycat.query import cql_of
from procstation.copycat.sru_answer import SruAnswer, confused, read_answer
from procstation.copycat.target import Target
from procstation.copycat.wanted import Wanted
from procstation.errors import (
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
)
from procstation.ils.quiet_libraries import quiet_libraries
from procstation.language import mark, tr, tr_marked

if TYPE_CHECKING:
    import ssl

    import httpx

MOST_BYTES = 16 << 20
"""Of one answer. A hundred records of the largest kind are a third of it."""
MOST_PAGES = 20
"""Of one search. A server that gives out single records does no more harm than that."""
MOST_REDIRECTS = 3

_WEB_PAGE = (b"<!doctype html", b"<html")
_TRY_AGAIN = mark("Check the network and the address of the target, or try again later.")


class SruClient:
    """See the module. Everything about one target, within its time limit; may be used once.

    Args:
        clock: Seconds, growing.
    """

    def __init__(self, target: Target, clock: Callable[[], float] = time.monotonic) -> None:
        self._target = target
        self._clock = clock
        self._end = clock() + target.timeout_s

    def search(self, wanted: Wanted, most: int, fits: Fits) -> Hits:
        """Return what the target has: see `in_turn`.

        Args:
            most: Records of one query.

        Raises:
            SystemTrouble: It cannot be reached, refuses, or answers nonsense.
        """
        with self._client() as client:
            queries = cql_of(wanted, self._target)
            return in_turn(queries, lambda query: self._pages(client, query, most), fits)

    def explain(self) -> Explained:
        """Return what the target says of itself.

        Raises:
            SystemTrouble: As from `search`.
        """
        with self._client() as client:
            asked = {} if self._is_2 else {"operation": "explain", "version": self._target.version}
            body = self._get(client, asked)
        return read_explain(body, self._target.name)

    @property
    def _is_2(self) -> bool:
        return self._target.version == "2.0"

    def _pages(self, client: "httpx.Client", query: str, most: int) -> Hits:
        records: list[MarcRecord] = []
        unread: list[str] = []
        found = received = 0
        for _ in range(MOST_PAGES):
            try:
                answer = self._page(client, query, received + 1, most - len(records))
            except SystemTrouble as error:
                if not received:
                    raise
                unread.append(tr("no more came: {what}", what=error.what.rstrip(".")))
                break
            found = max(found, answer.found or 0, received + answer.received)
            received += answer.received
            records += answer.records
            unread += answer.unread
            if not answer.received or len(records) >= most or received >= found:
                break
        return Hits(found, tuple(records[:most]), tuple(unread))

    def _page(self, client: "httpx.Client", query: str, start: int, count: int) -> SruAnswer:
        asked: dict[str, str | int] = {
            "query": query,
            "startRecord": start,
            "maximumRecords": count,
            "recordSchema": self._target.schema,
        }
        if not self._is_2:
            asked |= {"operation": "searchRetrieve", "version": self._target.version}
        answer = read_answer(self._get(client, asked), self._target.name)
        if answer.diagnostics and not answer.records:
            first = answer.diagnostics[0]
            if first.number != SRU_PAST_THE_END:
                raise sru_trouble(first, self._target)
        return answer

    def _client(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415  (a tenth of a second, and most runs never need it)

        quiet_libraries()
        login = self._target.login()
        return httpx.Client(
            verify=_trusted(),
            auth=None if login is None else (login[0], login[1].reveal()),
            headers={"User-Agent": f"procstation/{__version__}", "Accept": "application/xml, */*"},
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
        )

    def _get(self, client: "httpx.Client", asked: dict[str, Any]) -> bytes:
        import httpx  # noqa: PLC0415

        name = self._target.name
        left = self._end - self._clock()
        if left <= 0:
            raise self._too_late()
        try:
            with client.stream("GET", self._target.url, params=asked, timeout=left) as answer:
                body = self._read(answer)
                _refuse_status(answer, body, self._target)
        except httpx.TimeoutException as error:
            raise self._too_late() from error
        except httpx.ConnectError as error:
            raise _not_reached(name, error) from error
        except (httpx.RemoteProtocolError, httpx.ReadError) as error:
            raise SystemUnreachable(
                tr("{name} broke off its answer in the middle.", name=name), tr_marked(_TRY_AGAIN)
            ) from error
        except (httpx.TransportError, httpx.TooManyRedirects, httpx.DecodingError) as error:
            raise SystemUnreachable(
                tr("{name} cannot be asked: {said}.", name=name, said=_said(error)),
                tr_marked(_TRY_AGAIN),
            ) from error
        return body

    def _read(self, answer: "httpx.Response") -> bytes:
        """Read to the end, within bounds of time and size: each piece may come just in time."""
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise confused(
                    self._target.name,
                    tr("is longer than {most_bytes} MB", most_bytes=MOST_BYTES >> 20),
                )
            if self._clock() > self._end:
                raise self._too_late()
        return bytes(body)

    def _too_late(self) -> SystemUnreachable:
        return SystemUnreachable(
            tr(
                "{name} has not answered within {timeout_s:g} s.",
                name=self._target.name,
                timeout_s=self._target.timeout_s,
            ),
            tr("Try again later, or give it more time (`timeout_s`)."),
        )


@cache
def _trusted() -> "ssl.SSLContext":
    """The certificates to trust; to read them takes longer than most answers."""
    import httpx  # noqa: PLC0415

    return httpx.create_ssl_context()


def _refuse_status(answer: "httpx.Response", body: bytes, target: Target) -> None:
    """Refuse what is no answer of SRU by its status, or by being a web page."""
    status = answer.status_code
    trouble = _trouble_of(status, target)
    if trouble is not None:
        raise trouble
    if body[:400].lstrip().lower().startswith(_WEB_PAGE):
        raise SystemConfused(
            tr("{name} answered with a web page instead of records.", name=target.name),
            tr("A proxy or a login page may stand between: check the address and the network."),
        )
    if status != 200:
        raise SystemConfused(
            tr("{name} answered with HTTP {status}.", name=target.name, status=status),
            tr_marked(_TRY_AGAIN),
        )


def _trouble_of(status: int, target: Target) -> SystemTrouble | None:
    name = target.name
    if status in {401, 403, 407}:
        return SystemDenied(
            tr("{name} does not let us in (HTTP {status}).", name=name, status=status),
            tr(
                "Set `user` of that target and store its password as the secret copycat.{name}.",
                name=name,
            ),
        )
    if status in {404, 410}:
        return SystemRefused(
            tr(
                "{name} has nothing at {url} (HTTP {status}).",
                name=name,
                url=target.url,
                status=status,
            ),
            tr("Correct the `url` of that target: its end names the database."),
            str(status),
        )
    if status in {429, 503}:
        return SystemBusy(
            tr("{name} takes no searches now (HTTP {status}).", name=name, status=status),
            tr("Try again later."),
        )
    if status >= 500:
        return SystemUnreachable(
            tr("{name} failed (HTTP {status}).", name=name, status=status),
            tr("Try again later, or ask another target."),
        )
    if status >= 400:
        return SystemRefused(
            tr("{name} does not take the search (HTTP {status}).", name=name, status=status),
            tr("Check `url`, `version` and `schema` of that target."),
            str(status),
        )
    return None


def _not_reached(name: str, error: Exception) -> SystemTrouble:
    said = _said(error)
    if "SSL" in said or "CERTIFICATE" in said:
        return SystemDenied(
            tr("The encrypted connection to {name} fails: {said}.", name=name, said=said),
            tr("Check the address and the clock of this machine."),
        )
    return SystemUnreachable(
        tr("{name} cannot be reached: {said}.", name=name, said=said), tr_marked(_TRY_AGAIN)
    )


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
