"""Settings as tables of Markdown: key, what it takes, default, meaning."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import msgspec.inspect as mi

DESCRIBED = re.compile(r"^ {4}(\w+(?:, \w+)*): (.*)$")
FURTHER = " " * 8


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of Markdown."""
    head = tuple(head)
    lines = [_row(head), "|" + "---|" * len(head), *(_row(cells) for cells in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def declared(settings: type) -> str:
    """Return the table of a class whose fields have their descriptions with them."""
    return table(("key", "takes", "default", "meaning"), _declared_rows(settings))


def _declared_rows(settings: type) -> Iterator[tuple[str, ...]]:
    for field in _fields(settings):
        kind, meaning = field.type, ""
        if isinstance(kind, mi.Metadata):
            meaning = (kind.extra_json_schema or {}).get("description", "")
            kind = kind.type
        if not _is_table(kind):
            yield f"`{field.encode_name}`", _takes(kind), _default_of(field), meaning


def explained(settings: type, usual: Mapping[str, str] | None = None) -> str:
    """Return the table of a class whose fields are explained by its docstring, else as usual."""
    said = {**(usual or {}), **attributes(settings)}
    rows = (
        (
            f"`{field.encode_name}`",
            _takes(field.type),
            _default_of(field),
            said.get(field.name, ""),
        )
        for field in _fields(settings)
    )
    return table(("setting", "takes", "default", "meaning"), rows)


def attributes(described: type) -> dict[str, str]:
    """Return what the docstrings of a class and its bases say of its attributes."""
    found: dict[str, str] = {}
    for one in reversed(described.__mro__):
        text = inspect.cleandoc(one.__dict__.get("__doc__") or "")
        names: list[str] = []
        for line in text.partition("Attributes:\n")[2].splitlines():
            begun = DESCRIBED.match(line)
            if begun:
                names = begun[1].split(", ")
                found |= dict.fromkeys(names, begun[2])
            elif line.startswith(FURTHER):
                found |= {name: f"{found[name]} {line.strip()}" for name in names}
            elif line:
                break
    return found


def _fields(settings: type) -> tuple[mi.Field, ...]:
    info = mi.type_info(settings)
    assert isinstance(info, mi.StructType)
    return info.fields


def _is_table(kind: mi.Type) -> bool:
    """Whether it is a table of its own, with a heading of its own."""
    if isinstance(kind, mi.VarTupleType):
        kind = kind.item_type
    return isinstance(kind, mi.StructType)


def _default_of(field: mi.Field) -> str:
    if field.required:
        return "must be given"
    value = field.default if field.default_factory is mi.NODEFAULT else field.default_factory()
    return f"`{_toml(value)}`" if value or value == 0 else "none"


def _toml(value: Any) -> str:
    if value is msgspec.UNSET:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{_toml_key(key)} = {_toml(one)}' for key, one in value.items())} }}"
        )
    return f'"{value}"' if isinstance(value, str) else str(value)


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'


def _takes(kind: mi.Type) -> str:
    match kind:
        case mi.Metadata():
            return _takes(kind.type)
        case mi.BoolType():
            return "`true` or `false`"
        case mi.IntType():
            return _within("whole number", kind)
        case mi.FloatType():
            return _within("number", kind)
        case mi.StrType():
            return "text"
        case mi.LiteralType():
            return ", ".join(f"`{_toml(value)}`" for value in kind.values)
        case mi.EnumType():
            return ", ".join(f"`{_toml(one.value)}`" for one in kind.cls)
        case mi.VarTupleType():
            return f"list of {_takes(kind.item_type)}"
        case mi.DictType() | mi.StructType():
            return "table"
        case mi.UnionType():
            return " or ".join(
                _takes(one) for one in kind.types if not isinstance(one, mi.NoneType)
            )
    raise TypeError(f"no words for {kind!r}")


def _within(word: str, kind: mi.IntType | mi.FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f"{word}, {kind.ge} to {kind.le}"
    if kind.ge is not None:
        return f"{word}, at least {kind.ge}"
    return word
