"""Searching by Z39.50, through the YAZ library where it is installed."""

import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import BinaryIO, cast

from procstation.catalog.marc_encoding import choose_encoding
from procstation.catalog.marc_read import Decoded, Unreadable, decode
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_split import split
from procstation.catalog.marcxml_read import decode_xml
from procstation.catalog.marcxml_split import split_xml
from procstation.copycat import zoom
from procstation.copycat.diagnostics import bib1_trouble
from procstation.copycat.hits import Fits, Hits, in_turn
from procstation.copycat.query import pqf_of
from procstation.copycat.target import Target
from procstation.copycat.wanted import Wanted
from procstation.errors import (
    InputRefused,
    SystemDenied,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
)
from procstation.language import tr

_MARC = frozenset(("USMARC", "UNIMARC", "MARC21", "UKMARC", "NORMARC", "DANMARC", "FINMARC"))
_CONNECT, _INIT, _QUERY = 10000, 10005, 10010
_BROKE_OFF = frozenset((10003, 10004))
"""Decoding failed, or connection lost: half an answer makes either."""


class Z3950Client:
    """See the module. Everything about one target, within its time limit; may be used once.

    Args:
        libyaz: Where the library is, when the system does not find it.
        clock: Seconds, growing.
    """

    def __init__(
        self, target: Target, libyaz: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._target = target
        self._libyaz = libyaz
        self._clock = clock
        self._end = clock() + target.timeout_s

    def search(self, wanted: Wanted, most: int, fits: Fits) -> Hits:
        """Return what the target has: see `in_turn`.

        Args:
            most: Records of one query.

        Raises:
            SystemTrouble: There is no library for it, or the target cannot be reached, refuses, or
                answers nonsense.
        """
        library = zoom.load(self._libyaz)
        options = self._options(most)
        with zoom.ZoomConnection(
            library, self._target.url, options, self._end, self._clock
        ) as connection:

            def ask(query: str) -> Hits:
                try:
                    return _hits(*connection.search(query, most))
                except zoom.ZoomError as error:
                    raise self._trouble(error) from error

            return in_turn(pqf_of(wanted, self._target), ask, fits)

    def _options(self, most: int) -> dict[str, str]:
        target = self._target
        options = {
            "databaseName": target.database or "Default",
            "preferredRecordSyntax": target.syntax,
            "elementSetName": "F",
            "presentChunk": str(most),
            "implementationName": "procstation",
        }
        if target.query_charset:
            options["rpnCharset"] = target.query_charset
        else:
            # A server that negotiates reads queries in UTF-8 then; another passes over it.
            options["charset"] = "UTF-8"
        login = target.login()
        if login is not None:
            options |= {"user": login[0], "password": login[1].reveal()}
        return options

    def _trouble(self, error: zoom.ZoomError) -> SystemTrouble:
        target, number = self._target, error.number
        if number < zoom.OWN_ERRORS:
            return bib1_trouble(number, error.message, error.details, target)
        if number == zoom.TIMEOUT:
            return SystemUnreachable(
                tr(
                    "{name} has not answered within {timeout_s:g} s.",
                    name=target.name,
                    timeout_s=target.timeout_s,
                ),
                tr("Try again later, or give it more time (`timeout_s`)."),
            )
        if number == _CONNECT:
            return SystemUnreachable(
                tr("{name} cannot be reached at {url}.", name=target.name, url=target.url),
                tr("Check the network and the address of the target, or try again later."),
            )
        if number in _BROKE_OFF:
            return SystemUnreachable(
                tr("{name} broke off in the middle, or speaks no Z39.50.", name=target.name),
                tr("Try again later, or check that a server of Z39.50 is at that address."),
            )
        if number == _INIT:
            return SystemDenied(
                tr("{name} does not let us in.", name=target.name),
                tr(
                    "Set `user` of that target, and store its password as the"
                    " secret copycat.{name}.",
                    name=target.name,
                ),
            )
        if number == _QUERY:
            return SystemRefused(
                tr(
                    "{name} cannot be asked for these words: its characters ({charset}) do not"
                    " have them.",
                    name=target.name,
                    charset=target.query_charset or tr("not said"),
                ),
                tr("Search without accents and in Latin letters."),
            )
        return SystemRefused(
            tr("{name} could not be searched: {error}.", name=target.name, error=error),
            tr("Search for something else, or ask another target."),
            str(number),
        )


def _hits(found: int, records: list[zoom.ZoomRecord]) -> Hits:
    read: list[MarcRecord] = []
    unread: list[str] = []
    for record in records:
        try:
            read.append(_marc_of(record))
        except Unreadable as error:
            unread.append(str(error))
    return Hits(found, tuple(read), tuple(unread))


def _marc_of(record: zoom.ZoomRecord) -> MarcRecord:
    """Read a record in whatever syntax it came; Unreadable says why it cannot be."""
    if record.error:
        raise Unreadable(record.error)
    syntax = record.syntax.upper()
    if syntax in _MARC:
        return _first(decode(piece) for piece in split(BytesIO(record.data)))
    if syntax == "OPAC":
        return _in_its_own_bytes(_in_xml(record.data))
    if syntax in {"XML", "TEXT-XML"}:
        return _in_xml(record.data)
    raise Unreadable(
        tr("it came as {syntax}, which is no MARC", syntax=record.syntax or tr("nothing"))
    )


class _Body(BytesIO):
    name = "the record"


def _in_xml(data: bytes) -> MarcRecord:
    try:
        return _first(map(decode_xml, split_xml(cast("BinaryIO", _Body(data)))))
    except InputRefused as error:
        raise Unreadable(error.what.rstrip(".")) from error


def _first(records: Iterable[Decoded]) -> MarcRecord:
    for one in records:
        return one.record
    raise Unreadable(tr("it is empty"))


def _in_its_own_bytes(record: MarcRecord) -> MarcRecord:
    """Decode a record of which each byte became a character of Latin-1.

    Which characters the bytes are is often not declared, or wrongly: it is decided by the whole.
    """

    def raw(text: str) -> bytes:
        return text.encode("latin-1", "replace")

    values = [one.data for one in record.fields]
    values += [value for one in record.fields for _, value in one.subfields]
    decode_text = choose_encoding(record.leader[9], raw("".join(values))).decode
    fields = (
        Field(
            one.tag,
            one.indicators,
            tuple((code, decode_text(raw(value))) for code, value in one.subfields),
            decode_text(raw(one.data)),
        )
        for one in record.fields
    )
    return MarcRecord(record.leader, tuple(fields))
