"""Stock out of another program's file: what became of each, and our own file of it."""

import json
import re
from dataclasses import dataclass

import msgspec

from procstation.errors import ConfigError
from procstation.labels.stock import Stock, check_stock


@dataclass(frozen=True, slots=True)
class Imported:
    """One stock of a file.

    Attributes:
        called: What the file calls it: `Avery 5160`.
        part: The maker's number, or the file's.
        stock: None when it cannot be one.
        why_not: In words; "" when it can.
        notes: What of it is not as in the file.
    """

    called: str
    part: str
    stock: Stock | None = None
    why_not: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called here: `avery-5160`."""
        return re.sub(r"[^a-z0-9.]+", "-", self.called.lower()).strip("-.")


def checked(called: str, part: str, stock: Stock, notes: tuple[str, ...] = ()) -> Imported:
    """Return a stock as imported, if it holds, or why it does not."""
    try:
        check_stock(stock, called)
    except ConfigError as error:
        return Imported(called, part, why_not=error.what.removeprefix(f"{called}: "))
    return Imported(called, part, stock, notes=notes)


def stock_toml(stock: Stock) -> str:
    """Return the file of a stock; what is as usual is left out."""
    usual = {field.name: field.default for field in msgspec.structs.fields(stock)}
    values = {"title": stock.title, "kind": stock.kind} | msgspec.to_builtins(stock)
    grids = values.pop("more", [])
    lines = [f"{key} = {_value(one)}" for key, one in values.items() if one != usual[key]]
    for grid in grids:
        lines += ["", "[[more]]", *(f"{key} = {_value(one)}" for key, one in grid.items())]
    return "\n".join(lines) + "\n"


def _value(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:.10g}"
