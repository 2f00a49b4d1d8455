"""Shelf keys beside pycallnumber and the Perl Library::CallNumber::LC: keys a second, and faults.

All make the keys of the same call numbers in one run, and of lists whose order is known: those of
the tests, and the ordered lists of sample data where PROCSTATION_CORPUS names its folder or it lies
beside the checkout. What is not installed is left out by name.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

from key_rate import call_numbers
from results_page import Table
from workplace import Workplace

from procstation.items import Scheme, shelf_keys

CHECKOUT = Path(__file__).parents[1]
STRICT = CHECKOUT / "tests" / "data" / "shelf_order"
SAMPLE = {Scheme.LCC: "order-lc-*.txt", Scheme.DEWEY: "order-dewey-*.txt"}

SLOW_SAMPLE = 1_000
"""Call numbers for what makes a few hundred keys a second."""

PERL = r"""
use strict; use warnings; use Library::CallNumber::LC; use Time::HiRes qw(clock);
binmode STDIN, ":utf8"; binmode STDOUT, ":utf8";
chomp(my @texts = <STDIN>);
my $begun = clock(); my @keys;
for my $text (@texts) {
    my $key = eval { Library::CallNumber::LC->new($text)->normalize };
    push @keys, defined $key ? $key : "";
}
print clock() - $begun, "\n"; print "$_\n" for @keys;
"""
"""Reads a call number a line; says the seconds of processor time, then each key, "" for none."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys, None for what was refused, and how many were made in a second of processor time."""

    keys: Sequence[Any]
    rate: float


Maker = Callable[[Sequence[str], Scheme], Keyed]


def measure(place: Workplace) -> Table:
    """Return each maker's rate, and its faults on the lists."""
    texts = list(call_numbers(place))
    makers: dict[str, Maker] = {"procstation": ours, "the text itself, as a string": plain}
    notes: list[str] = []
    if find_spec("pycallnumber"):
        makers["pycallnumber"] = pycallnumber
    else:
        notes.append("pycallnumber is not installed.")
    if _has_perl():
        makers["Perl Library::CallNumber::LC"] = perl
    else:
        notes.append("Library::CallNumber::LC for Perl is not installed.")
    rows: list[tuple[str, ...]] = []
    for scheme in SAMPLE:
        lists = lists_of(scheme)
        pairs = sum(len(one) - 1 for one in lists)
        notes.append(f"{scheme}: {len(lists)} lists, {pairs} pairs of neighbours.")
        for name, make in makers.items():
            if make is perl and scheme is not Scheme.LCC:
                continue
            rate = "–"
            if scheme is Scheme.LCC:
                sample = texts[:SLOW_SAMPLE] if make is pycallnumber else texts
                rate = f"{make(sample, scheme).rate:,.0f}"
            rows.append((str(scheme), name, rate, *map(str, faults(make, scheme, lists))))
    columns = ("scheme", "keys by", "keys/s", "pairs wrong", "lists wrong", "refused")
    notes.append(f"Rates over {len(texts):,} LCC call numbers of the synthetic store.")
    return Table(columns, tuple(rows), tuple(notes))


def lists_of(scheme: Scheme) -> list[list[str]]:
    """Return the lists there are of a scheme, each in shelf order."""
    lines = (STRICT / f"{scheme}.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split(" < ") for line in lines if not line.startswith("#")]
    folder = Path(os.environ.get("PROCSTATION_CORPUS", CHECKOUT.parent / "shared" / "data"))
    for file in sorted((folder / "callnumbers").glob(SAMPLE[scheme])):
        blocks = file.read_text(encoding="utf-8").strip().split("\n\n")
        found += [
            [line for line in block.splitlines() if not line.startswith("#")] for block in blocks
        ]
    return found


def faults(make: Maker, scheme: Scheme, lists: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Return pairs that do not file strictly as in the lists, lists with one, numbers refused.

    A pair of which one was refused is wrong as well: nobody knows how it files.
    """
    keys = iter(make([text for one in lists for text in one], scheme).keys)
    wrong_pairs = wrong_lists = refused = 0
    for one in lists:
        own = [next(keys) for _ in one]
        wrong = sum(a is None or b is None or not a < b for a, b in pairwise(own))
        wrong_pairs += wrong
        wrong_lists += wrong > 0
        refused += own.count(None)
    return wrong_pairs, wrong_lists, refused


def ours(texts: Sequence[str], scheme: Scheme) -> Keyed:
    return _timed(texts, shelf_keys(scheme))


def plain(texts: Sequence[str], scheme: Scheme) -> Keyed:
    del scheme
    return _timed(texts, str)


def pycallnumber(texts: Sequence[str], scheme: Scheme) -> Keyed:
    del scheme  # it tells by the text; told the scheme, it refuses more
    factory: Any = import_module("pycallnumber").callnumber

    def key(text: str) -> Any:
        try:
            return factory(text).for_sort()
        except Exception:  # noqa: BLE001  # some texts end it with an AttributeError
            return None

    return _timed(texts, key)


def perl(texts: Sequence[str], scheme: Scheme) -> Keyed:
    del scheme
    said = subprocess.run(
        ["perl", "-e", PERL],
        input="".join(f"{text}\n" for text in texts),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.splitlines()
    return Keyed([key or None for key in said[1:]], len(texts) / max(float(said[0]), 1e-9))


def _timed(texts: Sequence[str], key: Callable[[str], Any]) -> Keyed:
    begun = process_time()
    keys = [key(text) for text in texts]
    return Keyed(keys, len(texts) / max(process_time() - begun, 1e-9))


def _has_perl() -> bool:
    if shutil.which("perl") is None:
        return False
    asked = subprocess.run(
        ["perl", "-MLibrary::CallNumber::LC", "-e", "1"], capture_output=True, check=False
    )
    return asked.returncode == 0
