"""A sheet of labels drawn in signs, as it lies before the person."""

from procstation.labels import SheetStock
from procstation.language import mark
from procstation.printing.sheets import Sheet

USED, SPOILED, FREE, NEXT = "■", "✗", "·", "▸"

LEGEND = mark("■ used   ✗ spoiled   · free   ▸ next")


def sheet_rows(sheet: Sheet, stock: SheetStock) -> list[str]:
    """Return the rows of a sheet, one sign for each label.

    Labels beyond the regular grid, where a stock has some, are a row of their own each grid.
    """
    free = [cell for cell in range(stock.cells) if cell not in sheet.taken]
    signs = [
        SPOILED if cell in sheet.spoiled else USED if cell in sheet.used else FREE
        for cell in range(stock.cells)
    ]
    if free:
        signs[free[0]] = NEXT
    rows = []
    at = 0
    for grid in (stock, *stock.more):
        for _ in range(grid.rows):
            rows.append(" ".join(signs[at : at + grid.columns]))
            at += grid.columns
    return rows
