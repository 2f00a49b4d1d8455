"""The books a simulated library system begins with: invented, and the same for the same seed."""

import random
from dataclasses import dataclass

SUBJECTS = ("Bridges", "Ferns", "Harbours", "Lichens", "Mills", "Owls", "Rivers", "Tides")
PLACES = ("Aberystwyth", "Brno", "Évora", "Győr", "Kraków", "Malmö", "Åbo", "東京")
NAMES = ("Ångström, Ida", "Dvořák, Jan", "Okafor, Ada", "Smith, Ann", "Ó Briain, Seán")
FIRST = 30000000000000
"""Barcodes go on from here."""


@dataclass(frozen=True, slots=True)
class Book:
    """One title with one item.

    Attributes:
        number: From 1 on.
    """

    number: int
    title: str
    author: str
    date: str
    isbn: str
    call_number: str
    barcode: str


def books(count: int, seed: int) -> list[Book]:
    """Return so many books."""
    chance = random.Random(seed)  # noqa: S311
    return [_book(number, chance) for number in range(1, count + 1)]


def _book(number: int, chance: random.Random) -> Book:
    year = str(chance.randint(1960, 2025))
    return Book(
        number,
        title=f"{chance.choice(SUBJECTS)} of {chance.choice(PLACES)}, volume {number}",
        author=chance.choice(NAMES),
        date=year,
        isbn=_isbn(number),
        call_number=f"{chance.choice('QTZ')}A{chance.randint(1, 999)} .S{number} {year}",
        barcode=str(FIRST + number),
    )


def _isbn(number: int) -> str:
    digits = f"978000{number:06d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)
