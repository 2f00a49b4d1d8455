"""`reference/errors.md`: every error a person can meet, read out of the source.

An error is made of two sentences, what happened and what to do. They stand in the source as
literals with gaps; a gap is shown as ‹what fills it›.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from string import Formatter

from from_code.settings import table
from procstation import errors

HEAD = """\
# Errors

Every error says what happened, with the value, and what to do next; nothing else is shown. In the
terminal it stands in the line of prompts or under *what happened*; a command prints it on stderr,
as `error:` and `next:`, and ends with **2** where the usage or the configuration is wrong and
nothing was tried, else with **1**. ‹Words in these brackets› are put in when it happens.

This is all of them, by what may be done about each. Look for a word of what you read.
"""

SOURCES = ("procstation", "procstation_drivers", "procstation_connectors")

WORDS = {"did_you_mean": "Did you mean ‹the nearest name›?"}

FIRST, SECOND = "what", "do_next"


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One error of the source."""

    what: str
    do_next: str


class _Texts(ast.NodeVisitor):
    """Collects the errors a module makes."""

    def __init__(self, names: frozenset[str], module: ast.Module) -> None:
        self._names = names
        self._given: dict[str, list[ast.expr]] = _assigned(module.body)
        self.found: list[tuple[str, Refusal]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outside = self._given
        self._given = {**outside, **_assigned(ast.walk(node))}
        self.generic_visit(node)
        self._given = outside

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        two = [*node.args, *(given[one] for one in (FIRST, SECOND) if one in given)][:2]
        if (
            name in self._names
            and len(two) == 2
            and not any(isinstance(a, ast.Starred) for a in two)
        ):
            said = Refusal(*(self._text(one) for one in two))
            if _says_something(said.what) or _says_something(said.do_next):
                self.found.append((name, said))
        self.generic_visit(node)

    def _text(self, node: ast.expr) -> str:
        """Return what an argument says: as it stands, or as it was put into a name before."""
        match node:
            case ast.Call(func=ast.Name(id="tr_marked"), args=[inner]):
                return self._text(inner)
            case ast.Name(id=name) if name in self._given:
                told = dict.fromkeys(_text(one) for one in self._given[name])
                said = [text for text in told if _says_something(text)]
                return " / ".join(said) or _text(node)
        return _text(node)


def _assigned(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what is put into each name, in the order of the source."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
    return found


def _says_something(text: str) -> bool:
    return bool(re.search(r"\w", re.sub(r"‹[^›]*›", "", text)))


def _text(node: ast.expr) -> str:
    """Return what an expression of text says, with its gaps named."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(one) for one in values)
        case ast.FormattedValue(value=value):
            return f"‹{_gap(value)}›"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case ast.IfExp(body=body, orelse=other):
            return f"{_text(body)} / {_text(other)}" if _text(other) else _text(body)
        case ast.Call(func=ast.Name(id="tr" | "mark"), args=[first, *_]):
            return _gaps_named(_text(first)) if node.keywords else _text(first)
        case ast.Call(func=ast.Name(id="trn"), args=[_, many, *_]):
            return _gaps_named(_text(many))
        case ast.Call(func=ast.Name(id=name)) if name in WORDS:
            return WORDS[name]
        case ast.Call(func=ast.Name(id="tr_marked"), args=[inner]):
            return f"‹{_gap(inner)}›"
    return f"‹{_gap(node)}›"


def _gaps_named(message: str) -> str:
    """Return a message with its gaps as the page shows them."""
    return "".join(
        before + (f"‹{gap.replace('_', ' ')}›" if gap is not None else "")
        for before, gap, _, _ in Formatter().parse(message)
    )


def _gap(node: ast.expr) -> str:
    """Return one word or two for what fills a gap."""
    match node:
        case ast.Name(id=name):
            return name.strip("_").replace("_", " ").lower()
        case ast.Attribute(attr=name):
            return name.strip("_").replace("_", " ").lower()
        case ast.Call(func=ast.Attribute(attr="join"), args=[inner]):
            return _gap(inner)
        case ast.Call(
            func=ast.Name(id="sorted" | "str" | "shown" | "len" | "list"), args=[first, *_]
        ):
            return _gap(first)
        case ast.Call(func=function):
            return _gap(function)
        case ast.BoolOp(values=[first, *_]) | ast.Subscript(value=first):
            return _gap(first)
        case ast.GeneratorExp(generators=[first, *_]) | ast.ListComp(generators=[first, *_]):
            return _gap(first.iter)
        case ast.BinOp(left=left):
            return _gap(left)
        case ast.IfExp(body=body):
            return _gap(body)
        case ast.Constant(value=value):
            return str(value)
    return "…"


def page() -> str:
    """Return the whole page."""
    kinds = {
        name: one
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, errors.StationError)
    }
    found = _all(frozenset(kinds))
    parts = [HEAD]
    for name, one in kinds.items():
        if one is errors.StationDefect or found.get(name):
            parts += [f"## {name}\n\n{_said_of(one)}\n"]
        if found.get(name):
            rows = ((_cell(each.what), _cell(each.do_next)) for each in sorted(found[name]))
            parts.append(table(("what happened", "what to do"), rows))
    return "\n".join(parts)


def _said_of(one: type) -> str:
    text = inspect.cleandoc(one.__doc__ or "").partition("\n\n")[0]
    text = text.replace(" (exit status 2)", "")
    status = 2 if issubclass(one, errors.UsageError) else 1
    return f"{' '.join(text.split())} A command ends with {status}."


def _cell(text: str) -> str:
    # Angle brackets and stars of messages are no mark-up.
    text = " ".join(text.split()).replace("\\", "\\\\").replace("<", "&lt;")
    return re.sub(r"([*`_\[\]~])", r"\\\1", text) or "‹…›"


def _all(names: frozenset[str]) -> Mapping[str, set[Refusal]]:
    found: dict[str, set[Refusal]] = {}
    for file in _files():
        source = file.read_text("utf-8")
        if any(name in source for name in names):
            module = ast.parse(source)
            texts = _Texts(names, module)
            texts.visit(module)
            for name, refusal in texts.found:
                found.setdefault(name, set()).add(refusal)
    return found


def _files() -> Iterator[Path]:
    for package in SOURCES:
        spec = find_spec(package)
        assert spec is not None
        for folder in spec.submodule_search_locations or ():
            yield from sorted(Path(folder).rglob("*.py"))
