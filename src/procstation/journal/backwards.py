"""Reading one file of a journal from its end, for those who want to know what happened of late."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from procstation.journal.entry import Stored
from procstation.journal.segment import reading, version_of


class Among(NamedTuple):
    """Which entries are wanted; what is empty leaves none out.

    Attributes:
        kinds: What happened, as the entries say under `what`.
        numbers: Of the things in work, or of the entries themselves.
        who: Who was signed in.
        since: From this time on, ISO 8601.
        until: Before this time.
    """

    kinds: Collection[str] = ()
    numbers: Collection[int] | None = None
    who: str = ""
    since: str = ""
    until: str = ""


ALL_ENTRIES = Among()
KNOWS_PEOPLE = 2
"""Format from which on a file says who was signed in."""
_ITEM = re.compile(rb'"item":([1-9]\d*)[,}]')


def backwards_in(path: Path, stream: str, before: int, most: int, among: Among) -> list[Stored]:
    """Return the entries of a stream of one file with numbers below `before`, newest first.

    Raises:
        JournalError: The file cannot be read.
    """
    where, values = "stream = ? AND seq < ?", list[object]([stream, before])
    if among.kinds:
        begins = [f'{{"what":"{kind}"' for kind in among.kinds]
        same = (f"substr(body, 1, {len(one.encode())}) = CAST(? AS BLOB)" for one in begins)
        where, values = f"{where} AND ({' OR '.join(same)})", [*values, *begins]
    if among.numbers is not None:
        said = [f'"item":{one}{end}' for one in among.numbers for end in ",}"]
        names = ("instr(body, CAST(? AS BLOB)) > 0" for _ in said)
        own = f"seq IN ({', '.join('?' * len(among.numbers))})"
        where = f"{where} AND ({' OR '.join((own, *names))})"
        values = [*values, *among.numbers, *said]
    if among.since:
        where, values = f"{where} AND at >= ?", [*values, among.since]
    if among.until:
        where, values = f"{where} AND at < ?", [*values, among.until]
    with reading(path) as db:
        knows_people = version_of(db, path) >= KNOWS_PEOPLE
        if among.who:
            if not knows_people:
                return []
            where, values = f"{where} AND by = ?", [*values, among.who]
        by = ", by" if knows_people else ""
        rows = db.execute(
            f"SELECT seq, at, source, stream, CAST(body AS BLOB), digest{by} FROM entry"  # noqa: S608
            f" WHERE {where} ORDER BY seq DESC LIMIT ?",
            [*values, most],
        ).fetchall()
    return [
        Stored(seq, at, source, name, body, bytes(digest), *by)
        for seq, at, source, name, body, digest, *by in rows
    ]


def numbers_in(path: Path, stream: str, text: str) -> set[int]:
    """Return the numbers of entries that name a text, and of the things in work they are about.

    Raises:
        JournalError: The file cannot be read.
    """
    with reading(path) as db:
        rows = db.execute(
            "SELECT seq, CAST(body AS BLOB) FROM entry"
            " WHERE stream = ? AND instr(body, CAST(? AS BLOB)) > 0",
            [stream, text],
        ).fetchall()
    found = (_ITEM.search(body) for _, body in rows)
    return {seq for seq, _ in rows} | {int(one[1]) for one in found if one is not None}
