"""A range of barcodes a library uses: what fits it, what its numbers look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from procstation.config import RangeSection
from procstation.errors import ConfigError, InputRefused
from procstation.items.check_digit import CHECKS, MOD_43
from procstation.language import tr

Enforce = Literal["off", "warn", "reject"]


@dataclass(frozen=True, slots=True)
class BarcodeRange:
    """A range of barcodes.

    Attributes:
        prefix: What each begins with; "" for anything.
        length: Characters, check character included.
        check: How the last character is made of those before it.
        enforce: What a wrong check character means for work: nothing, a warning, a refusal.
        holder: Whose barcode it is.

    Raises:
        ConfigError: The settings contradict one another.
    """

    name: str
    prefix: str = ""
    length: int = 14
    check: Literal["luhn", "mod43", "none"] = "luhn"
    enforce: Enforce = "warn"
    holder: Literal["item", "patron"] = "item"

    def __post_init__(self) -> None:
        if len(self.prefix) >= self.length - (self.check != "none"):
            raise ConfigError(
                tr(
                    "The prefix {prefix!r} of barcode range {name!r} leaves no"
                    " room in {length} characters.",
                    prefix=self.prefix,
                    name=self.name,
                    length=self.length,
                ),
                tr("Shorten the prefix or correct the length."),
            )
        allowed = "0123456789" if self.check == "luhn" else MOD_43
        if self.check != "none" and not set(self.prefix) <= set(allowed):
            raise ConfigError(
                tr(
                    "The prefix {prefix!r} of barcode range {name!r} has"
                    " characters that its check {check!r} does not know.",
                    prefix=self.prefix,
                    name=self.name,
                    check=self.check,
                ),
                tr('Correct the prefix, or set check = "none".'),
            )

    @classmethod
    def from_section(cls, section: RangeSection) -> "BarcodeRange":
        return cls(
            name=section.name,
            prefix=section.prefix,
            length=section.length,
            check=section.check,
            enforce=section.enforce,
            holder=section.holder,
        )

    @property
    def width(self) -> int:
        """Characters of the serial."""
        return self.length - len(self.prefix) - (self.check != "none")

    def serial_of(self, code: str) -> int | None:
        """Return the serial in a barcode of this range; None for another code."""
        digits = code[len(self.prefix) : len(self.prefix) + self.width]
        if not self.fits(code) or not (digits.isascii() and digits.isdecimal()):
            return None
        return int(digits)

    def fits(self, code: str) -> bool:
        """Say whether a code has this range's prefix, length and characters, whatever its check."""
        if len(code) != self.length or not code.startswith(self.prefix):
            return False
        body = code[:-1]
        return self.check == "none" or (
            body.isdecimal() and body.isascii()
            if self.check == "luhn"
            else set(body) <= set(MOD_43)
        )

    def expected_check(self, code: str) -> str | None:
        """Return the last character a fitting code should have; None where there is no check."""
        make = CHECKS.get(self.check)
        return None if make is None else make(code[:-1])

    def barcode(self, serial: int) -> str:
        """Return the whole barcode of a serial number: prefix, serial filled with zeros, check.

        Raises:
            InputRefused: The serial has no room between prefix and check character.
        """
        width = self.width
        digits = str(serial).zfill(width)
        if serial < 0 or len(digits) > width:
            raise InputRefused(
                tr(
                    "Serial {serial} does not fit the {width} digits of barcode range {name!r}.",
                    serial=serial,
                    width=width,
                    name=self.name,
                ),
                tr("Correct first and last of the range, or open a new range."),
            )
        body = self.prefix + digits
        make = CHECKS.get(self.check)
        return body if make is None else body + make(body)


def last_serial(section: RangeSection) -> int:
    """Return the last serial of a range: the one it is told, or that has room."""
    largest = int("9" * BarcodeRange.from_section(section).width)
    return largest if section.last is None else min(section.last, largest)


def require_apart(sections: Sequence[RangeSection]) -> None:
    """Check that no number can come from two ranges, nor be taken for a patron's.

    Raises:
        ConfigError: With the names of the two.
    """
    for one, other in combinations(sections, 2):
        if one.name == other.name:
            raise ConfigError(
                tr("Two barcode ranges are named {name!r}.", name=one.name),
                tr("Give each a name of its own."),
            )
    given = [one for one in sections if one.first is not None]
    for one in given:
        if (one.first or 0) > last_serial(one):
            raise ConfigError(
                tr(
                    "Barcode range {name!r} ends at {last_serial}, before its"
                    " first serial {first}.",
                    name=one.name,
                    last_serial=last_serial(one),
                    first=one.first,
                ),
                tr("Correct first and last of the range."),
            )
    for one, other in combinations(given, 2):
        if one.length == other.length and _overlap(one, other):
            raise ConfigError(
                tr(
                    "The barcode ranges {name!r} and {other!r} have numbers in common.",
                    name=one.name,
                    other=other.name,
                ),
                tr("Correct first and last, so that no number is in both."),
            )


def _overlap(one: RangeSection, other: RangeSection) -> bool:
    (low, high), (other_low, other_high) = _ends(one), _ends(other)
    # Where one has a check character and the other has not, that is left out of account.
    shared = min(len(low), len(other_low))
    return low[:shared] <= other_high[:shared] and other_low[:shared] <= high[:shared]


def _ends(section: RangeSection) -> tuple[str, str]:
    """Return the first and the last number, without check character."""
    width = BarcodeRange.from_section(section).width
    first, last = section.first or 0, last_serial(section)
    return (f"{section.prefix}{first:0{width}}", f"{section.prefix}{last:0{width}}")
