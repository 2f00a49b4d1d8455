"""Whether a store is whole."""

from typing import NamedTuple

from procstation.language import grouped, mark, tr_marked
from procstation.store.engine import Store
from procstation.store.moving import TableCount, counts

_RULES = (
    (
        "SELECT count(*) FROM titles WHERE id NOT IN (SELECT rowid FROM title_words)",
        mark("{number} titles cannot be found by their words"),
    ),
    (
        "SELECT count(*) FROM title_words WHERE rowid NOT IN (SELECT id FROM titles)",
        mark("words of {number} titles that are gone"),
    ),
    (
        "SELECT count(*) FROM number_leases l JOIN number_ranges r ON r.name = l.range_name"
        " WHERE l.last_serial >= r.next_serial",
        mark("{number} leased blocks reach beyond what their range has given"),
    ),
    (
        "SELECT count(*) FROM number_leases a JOIN number_leases b ON a.range_name = b.range_name"
        " AND a.id < b.id AND a.first_serial <= b.last_serial AND b.first_serial <= a.last_serial",
        mark("{number} pairs of leased blocks have numbers in common"),
    ),
)
"""What no database can be told to keep: how many break it, and how that is said."""


class Checked(NamedTuple):
    """What a check found: rows by table, and what is wrong in words."""

    counts: list[TableCount]
    wrong: list[str]


def check(store: Store) -> Checked:
    """Read all of a store and look whether it is whole; nothing is changed."""
    with store.reading() as connection:
        wrong = connection.damage()
        cursor = connection.cursor()
        for sql, said in _RULES:
            [count] = cursor.execute(sql).fetchone()
            if count:
                wrong.append(tr_marked(said).format(number=grouped(count)))
        return Checked(counts(connection), wrong)
