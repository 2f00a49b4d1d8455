"""Breaking a text into rows of a terminal, where a character takes no, one or two columns."""

from rich.cells import cell_len, chop_cells


def wrap(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Break a text between words; a word that is wider than a row is broken where the row ends.

    Args:
        width: Columns of a row, at least four more than those of `first` and `others`.
        first, others: What the first row and the others begin with.

    Returns:
        At least one row.
    """
    rows, row = [], first
    begun = False
    for word in text.split():
        blank = " " if begun else ""
        room = width - cell_len(row) - len(blank)
        if cell_len(word) <= room:
            row, begun = f"{row}{blank}{word}", True
            continue
        if cell_len(word) <= width - cell_len(others) and begun:
            rows.append(row)
            row = f"{others}{word}"
            continue
        # It goes on in this row, since it has to be broken anyway; as text without blanks does.
        for part in _parts(word, room, width - cell_len(others)):
            if part:
                row, begun = f"{row}{blank}{part}", True
            rows.append(row)
            row, blank = others, ""
        row = rows.pop()
    return [*rows, row]


def _parts(word: str, room: int, width: int) -> list[str]:
    """Break a word: what fits into the room there is, "" where that is next to none; then rows."""
    head = chop_cells(word, room)[0] if room >= 2 else ""
    rest = word[len(head) :]
    return [head, *(chop_cells(rest, width) if rest else [])]
