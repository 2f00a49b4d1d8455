"""Record numbers of Sierra: `.i23456784` in exported records, 2345678 in the API."""

import re

from procstation.ils import SystemRefused, tr

_NUMBER = re.compile(r"\.?(?P<kind>[a-z])?(?P<digits>\d{7})(?P<check>[\dx])?a?", re.IGNORECASE)


def check_digit(digits: str) -> str:
    """Return the check digit: weights from 2 on, from the right, modulo 11; 10 is `x`."""
    total = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=2))
    return "x" if total % 11 == 10 else str(total % 11)


def whole_number(kind: str, digits: str) -> str:
    """Return a number as records have it, e.g. `.b1000001x`."""
    return f".{kind}{digits}{check_digit(digits)}"


def api_number(text: str, kind: str) -> str:
    """Return the number the API knows a record by, from any way to write it.

    Raises:
        SystemRefused: It is none of that kind, or its check digit is wrong.
    """
    found = _NUMBER.fullmatch(text.strip())
    named = found is not None and found["kind"] is not None
    if text.isdecimal() and not named:
        return text
    if found is None or found["kind"] is None or found["kind"].lower() != kind:
        raise SystemRefused(
            tr("{text!r} is no record number of that kind in Sierra.", text=text),
            tr("It looks like {whole_number}.", whole_number=whole_number(kind, "1000001")),
        )
    check = (found["check"] or "").lower()
    if check and check != check_digit(found["digits"]):
        raise SystemRefused(
            tr(
                "The check digit of {text} is wrong: it would be {check_digit}.",
                text=text,
                check_digit=check_digit(found["digits"]),
            ),
            tr("Read the number again."),
        )
    return found["digits"]
