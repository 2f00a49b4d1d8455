"""Set information (element 4): how many parts an item has and which one this is, in digits."""

from procstation.language import tr

MOST_PARTS = 999


def set_digits(parts: int, part: int) -> str:
    """Return "TP", "TTPP" or "TTTPPP", by how many digits the number of parts has."""
    width = len(str(parts))
    return f"{parts:0{width}}{part:0{width}}"


def read_set_digits(digits: str) -> tuple[int, int] | None:
    """Return (parts, part), or None when the text cannot be split into two numbers."""
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in {2, 4, 6}:
        return None
    half = len(digits) // 2
    return int(digits[:half]), int(digits[half:])


def plain_set(parts: int, part: int) -> tuple[int, int, str | None]:
    """Return parts, part and, when they are odd, a warning.

    Writers are met that state a single part as 1/0 or 0/1, and some that swap the two numbers.
    """
    if (parts, part) in {(1, 0), (0, 1)}:
        return (
            1,
            1,
            tr("A single part is stated as {parts} parts, part {part}.", parts=parts, part=part),
        )
    if part > parts:
        return (
            parts,
            part,
            tr(
                "Part {part} of {parts} is impossible; read the other way round"
                " it is part {parts} of {part}.",
                part=part,
                parts=parts,
            ),
        )
    if part == 0:
        return parts, part, tr("Part 0 of {parts} is impossible.", parts=parts)
    return parts, part, None
