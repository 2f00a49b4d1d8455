"""Lists of numbers as people write them: `1-3,7,10-`."""

from procstation.errors import UsageError
from procstation.language import tr


def read_numbers(text: str, last: int) -> list[int]:
    """Return the numbers a list names, in its order; `all` and an open end go up to the last.

    Raises:
        UsageError: It is no such list, or runs beyond the last.
    """
    if text.strip() == "all":
        return list(range(1, last + 1))
    numbers: list[int] = []
    for part in text.split(","):
        begin, dash, end = (one.strip() for one in part.partition("-"))
        if not begin.isdecimal() or not (not end or end.isdecimal()):
            raise UsageError(
                tr("{text!r} is no list of numbers.", text=text),
                tr("Write it as in 1-3,7 or 10- or all."),
            )
        first = int(begin)
        final = first if not dash else int(end) if end else last
        if not 1 <= first <= final <= last:
            raise UsageError(
                tr("{part!r} is not among the labels 1 to {last}.", part=part.strip(), last=last),
                tr("Name some of these."),
            )
        numbers += range(first, final + 1)
    return list(dict.fromkeys(numbers))
