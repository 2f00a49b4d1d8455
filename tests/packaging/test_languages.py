"""What people see is in every language: the catalogues are those of the source, and nothing that a
person sees was written past them."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from types import ModuleType

import click
import pytest

import procstation
import procstation_connectors
import procstation_drivers
from procstation import language
from procstation.cli.main import main
from procstation.config import CONFIG_NAME
from procstation.errors import StationError
from procstation.language import DOMAIN, FOLDER, LANGUAGES
from procstation.station.settings_room import SettingsRoom

SOURCE = Path(procstation.__file__).parent
PACKAGES = [
    Path(one.__path__[0]) for one in (procstation, procstation_drivers, procstation_connectors)
]
DOCS = Path(__file__).parents[2] / "docs"

SETTINGS = """
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://wedge"

[systems.ours]
connector = "file"
url = "file:ours"

[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 1
"""
"""A configuration with tables of each kind."""

OTHERS = sorted(set(LANGUAGES) - {"en"})

FACES = ("tui", "cli", "keys", "linking", "plain.py", "sound/phrases.py", "station/job_plain.py")
"""What speaks to people: whatever looks like words in it goes through the catalogues."""

REPORTING = {
    procstation: (
        *("devices", "labels/preflight.py", "labels/symbology.py", "outbox"),
        *(
            "copycat",
            "tagging",
            "tags",
            "items/barcode.py",
            "ils/http_reply.py",
            "setup/proving.py",
        ),
        *("catalog/file_beginning.py", "catalog/json_split.py", "catalog/marc_encoding.py"),
        *("catalog/marc_json.py", "catalog/microlif.py", "catalog/profile_choice.py"),
        *("catalog/table_evidence.py", "catalog/table_proposal.py", "catalog/unimarc_encoding.py"),
        *("catalog/xlsx_bounds.py", "catalog/xml_records.py", "demo/cart.py"),
    ),
    procstation_drivers: ("",),
    procstation_connectors: ("",),
}
"""What reports in words that the screens show: whole folders, or files."""

OF_A_PROTOCOL = ("folio/item_body.py", "folio/options.py", "sip2/layouts.py")
"""What is written there is called so by what it talks to."""

SPEAKING = ("tr", "trn", "mark", "mark_both")
OF_CLICK = ("option", "argument", "command", "group", "version_option")
"""What these say is collected by a rule of its own, and looked at by another test."""
NOT_SEEN = (
    "describe",
    "info",
    "fromhex",
    "TypeVar",
    "cast",
    "query",
    "query_one",
    "getattr",
    "isinstance",
)
"""What is called with words that nobody at the station sees: texts of the reference, selectors."""
NOT_SEEN_AS = ("tag", "tag_field", "style", "classes", "id", "group", "name")
NAMES_OF_NAMES = ("DEFAULT_CSS", "CSS", "CSS_PATH", "STYLE", "__all__", "COMMANDS", "GROUPS")

WORDS = re.compile(r"[A-Za-z]{2,}[ ,:;]+[a-z]{2,}|^[A-Z][a-z]{2,}[.?!]?$")
STYLE = re.compile(r"(?:(?:bold|dim|reverse|underline|on|not|\$[\w-]+|dialog|wide|help) ?)+")


def words_past_the_catalogues(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the literals of a module that look like words for people: line and text."""
    for field, value in ast.iter_fields(tree):
        if field in ("returns", "annotation"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _is_not_seen(node):
                continue
            text = _text_of(node)
            if isinstance(node, ast.Call) and _name(node.func) == "Rule":
                # By its name programs know it.
                yield from words_past_the_catalogues(ast.List(node.args[1:], ast.Load()))
            elif isinstance(node, ast.Call) and _is_labelled(node):
                yield from words_past_the_catalogues(ast.List(node.args[1:], ast.Load()))
            elif text is None:
                yield from words_past_the_catalogues(node)
            elif WORDS.search(text) and not STYLE.fullmatch(text):
                assert isinstance(node, ast.expr)
                yield node.lineno, text


def _is_not_seen(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True  # A docstring.
        case ast.Raise() | ast.Assert() | ast.arg():
            return True  # What is said of errors is looked at by itself.
        case ast.ClassDef(bases=[*bases]) if any(_name(one) == "StrEnum" for one in bases):
            return True  # Their names are the program's; what is shown is `Spoken`.
        case ast.AnnAssign(annotation=annotation):
            return bool(annotation) and node.value is None
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in NAMES_OF_NAMES
        case ast.keyword(arg=name):
            return name in NOT_SEEN_AS
        case ast.Call(func=func):
            name = _name(func)
            return name in SPEAKING or name in NOT_SEEN or _is_of_click(func)
        case ast.Subscript(value=value):
            return _name(value) in ("Literal", "Annotated") or isinstance(node.slice, ast.Constant)
    return False


def _is_of_click(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr in OF_CLICK


def _is_labelled(call: ast.Call) -> bool:
    """`LABELS.line("half done", text)`: a label is marked where `LABELS` is made."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="LABELS"), attr="line"):
            return True
    return False


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "\0" for one in node.values
        )
    return None


ALLOWED = {
    "tui/screens/labels.py": {"call number"},
    "tui/label_words.py": {"call number"},  # A field of the label's data.
    "tui/screens/set_up_devices.py": {"by address"},  # The name of a choice.
    "cli/context.py": {"\0, by command"},  # A signature.
    "cli/alma.py": {"listening on \0 for \0"},  # Programs wait for it.
    "cli/simulate.py": {"listening on \0"},
    "cli/label_signs.py": {"own:heading"},  # A field of a label's data.
    "keys/binding.py": {  # Keys are called as on the keyboard; the others are words of an error.
        *("Space", "Esc", "Backspace", "Del", "Ins", "Home", "End", "Enter", "Tab"),
        "it ends a scan and takes what is marked",
        "it ends a scan and leads to the next field",
        "it moves the mark",
        "it copies",
    },
    # Typed so in every language.
    "keys/typed.py": {"/sound off", "/say damaged", "/say relabel", "/say weed"},
    "linking/asking.py": {"on loan", "on hold", "claimed returned"},  # As catalogues have it.
    "linking/loan_step.py": {"by loan"},  # A value of the job profile.
    "linking/profiles.py": {"by loan"},
    "linking/scans.py": {"by hand"},  # An origin in the journal.
    # Answers to who keeps a log, and marks of other protocols.
    "devices/serve.py": {"\0 has connected", "\0 has disconnected"},
    "labels/symbology.py": {"Codabar", "Code 39 with mod 43"},  # Names of symbologies.
    "copycat/target.py": {"dc.title all", "dc.creator all"},
    "copycat/sru_answer.py": {"Response", "info:srw/diagnostic/1"},
    "copycat/z3950.py": {"Default", "the record"},  # Of Z39.50, and the name of a stream.
    "tags/families.py": {  # As their makers call them.
        *("NXP ICODE DNA or NTAG 5", "TI Tag-it HF-I Plus inlay", "TI Tag-it HF-I Plus chip"),
        "Infineon my-d",
    },
    "tags/record.py": {"parts and part"},  # Fields of a record.
    "tags/tid.py": {"Impinj", "Intelleflex", "Atmel", "Quanray", "Fujitsu"},
    "alma/items.py": {"not in place"},  # A status, as the catalogue keeps it.
    "sip2/translation.py": {"to be reshelved"},
    "file/system.py": {"Files"},  # The name of a system.
    "folio/answers.py": {"must be unique"},  # What systems answer.
    "folio/system.py": {"In transit", "Awaiting pickup", ' and id>"\0"', "\0\0 sortby id"},
    "folio/titles.py": {"title all \0"},
    "koha/system.py": {"Duplicate barcode", "Barcode not unique", "Duplicate biblio"},
    "sierra/system.py": {"default,fixedFields,varFields", "default,varFields"},
    "symphony/system.py": {"*,call{*},bib{title,author}"},
    "sip2/connector.py": {"no block", "return date", "left out"},  # Fields and an option.
    "sip2/session.py": {"uid algorithm", "pwd algorithm", "print width"},
    "rfid/apdu_lines.py": {"Exceptions", "System"},  # Parts of a library.
}
"""Words that are none: by file, each with its reason."""

HEADERS = {"Accept", "Authorization", "Cookie"}
"""Of HTTP."""

NAME_OF_A_CLASS = re.compile(r"[A-Z][a-z]+")
"""As annotations of types that are imported for the checker only."""


def _files() -> Iterator[tuple[str, Path]]:
    """Yield what speaks, each file by its name within its package."""
    for package, faces in {**REPORTING, procstation: (*FACES, *REPORTING[procstation])}.items():
        root = Path(package.__path__[0])
        for face in faces:
            for path in sorted((root / face).rglob("*.py")) or [root / face]:
                name = path.relative_to(root).as_posix()
                if name not in OF_A_PROTOCOL:
                    yield name, path


def test_nothing_that_a_person_sees_is_written_past_the_catalogues() -> None:
    past = []
    for name, path in _files():
        text = path.read_text(encoding="utf-8")
        annotations = {one for one in NAME_OF_A_CLASS.findall(text) if f"import {one}" in text}
        for line, words in words_past_the_catalogues(ast.parse(text)):
            if words not in ALLOWED.get(name, set()) | annotations | HEADERS:
                past.append(f"{name}:{line}: {words!r}")
    assert past == []


def test_words_past_the_catalogues_are_found() -> None:
    tree = ast.parse(
        "def show(self):\n"
        "    'Show what is so.'\n"
        "    self.say(Level.BAD, f'No item has {code}: look it up.')\n"
        "    self.say(Level.BAD, tr('No item has {code}.', code=code))\n"
        "    raise InputRefused('That is not so.', 'Try again.')\n"
        "    return 'looking it up'\n"
    )
    assert [line for line, _ in words_past_the_catalogues(tree)] == [3, 6]


@pytest.mark.long
def test_every_label_of_a_line_is_marked() -> None:
    unknown = []
    for path in sorted((SOURCE / "cli").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Call(args=[ast.Constant(value=str(label)), *_]) if _is_labelled(node):
                    if label not in _marked():
                        unknown.append(f"{path.name}:{node.lineno}: {label!r}")
    assert unknown == []


@cache
def _marked() -> set[str]:
    """Return what the command line marks for the catalogues; "" is no label."""
    calls = (
        node
        for path, tree in _modules().items()
        if path.is_relative_to(SOURCE / "cli")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == "mark"
    )
    return {
        "",
        *(str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)),
    }


def errors_in_one_language(tree: ast.Module, errors: set[str]) -> Iterator[tuple[int, str]]:
    """Yield what is said of an error in the language of the source alone: line and text."""
    yield from _errors_within(tree.body, errors, _put_into_names(tree.body))


def _errors_within(
    nodes: Iterable[ast.AST], errors: set[str], put: dict[str, list[ast.expr]]
) -> Iterator[tuple[int, str]]:
    for node in nodes:
        known = put
        if isinstance(node, ast.FunctionDef):
            known = {**put, **_put_into_names(ast.walk(node))}
        elif isinstance(node, ast.Call) and _name(node.func) in errors:
            for said in node.args[:3]:  # What happened and what to do; some name a thing before.
                for part in _said(said, put):
                    text = _text_of(part)
                    if text is not None and WORDS.search(text):
                        yield part.lineno, text
        yield from _errors_within(ast.iter_child_nodes(node), errors, known)


def _put_into_names(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what is given a name in a module, or in a function, before an error is made of it."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
    return found


def _said(argument: ast.expr, put: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    match argument:
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _said(one, put)
            yield from _said(other, put)
        case ast.BoolOp(values=several):
            for one in several:
                yield from _said(one, put)
        case ast.Name(id=name) if name in put:
            for one in put[name]:
                yield from _said(one, {})
        case _:
            yield argument


@cache
def _modules() -> dict[Path, ast.Module]:
    """Return every module of the three packages, taken apart."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted(package.rglob("*.py"))
    }


def _errors() -> set[str]:
    """Return the names of all that is raised to be told, whichever module makes it."""
    found = {StationError.__name__}
    classes = [
        (node.name, {_name(base) for base in node.bases})
        for module in _modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    ]
    while more := {name for name, bases in classes if bases & found} - found:
        found |= more
    return found


@pytest.mark.long
def test_every_error_is_told_in_the_language_of_the_person() -> None:
    errors = _errors()
    past = [
        f"{path}:{line}: {text!r}"
        for path, module in _modules().items()
        for line, text in errors_in_one_language(module, errors)
    ]
    assert past == []


def test_errors_in_one_language_are_found() -> None:
    tree = ast.parse(
        "raise InputRefused(tr('That is not so.'), 'Try it again.' if once else tr('Stop.'))\n"
        "raise InputRefused(tr('That is not so.'), tr('Try it again.'))\n"
        "AGAIN = 'Try it again.'\n"
        "def refuse():\n"
        "    what = f'{name} is not a name.'\n"
        "    raise UsageError(what, tr_marked(LATER))\n"
        "raise UsageError(f'{name} is not a name.', AGAIN)\n"
    )
    found = {line for line, _ in errors_in_one_language(tree, {"InputRefused", "UsageError"})}
    assert found == {1, 3, 5, 7}


def words_in_gaps(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what fills the gap of a message in the language of the source: line and text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ("tr", "trn"):
            for gap in node.keywords:
                for text in _literals_of(gap.value):
                    if WORD_OF_A_GAP.search(text) and text not in NO_WORDS:
                        yield gap.value.lineno, text


WORD_OF_A_GAP = re.compile(r"(?<![\w.])[a-z]{2,}(?![\w.])")
NO_WORDS = {"ascii", "procstation"}


def _literals_of(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _literals_of(one)
            yield from _literals_of(other)
        case ast.BoolOp(values=several) | ast.JoinedStr(values=several):
            for one in several:
                yield from _literals_of(one)
        case ast.Call(func=ast.Attribute(attr="join", value=between)):
            yield from _literals_of(between)
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
            yield from _literals_of(default)


def test_no_gap_is_filled_with_words_of_one_language() -> None:
    past = [
        f"{path}:{line}: {text!r}"
        for path, module in _modules().items()
        for line, text in words_in_gaps(module)
    ]
    assert past == []


def test_words_in_gaps_are_found() -> None:
    tree = ast.parse(
        "tr('There is no {what}.', what='font')\n"
        "tr('It is {how}.', how='on' if it else tr('off'))\n"
        "tr('Either {these}.', these=' or '.join(names))\n"
        "tr('{file} is not there.', file='procstation.toml')\n"
        "tr('It is {name}.', name=NAMES.get(number, 'unknown'))\n"
    )
    assert [line for line, _ in words_in_gaps(tree)] == [1, 2, 3, 5]


def test_every_gap_of_a_message_is_filled_where_it_is_said() -> None:
    wrong = []
    for path, module in _modules().items():
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or _name(node.func) not in ("tr", "trn"):
                continue
            forms = [one.value for one in node.args if isinstance(one, ast.Constant)]
            gaps = {gap for form in forms for gap in _gaps(str(form))}
            filled = {one.arg for one in node.keywords}
            filled |= {"count"} if _name(node.func) == "trn" else set()
            if None not in filled and not gaps <= filled:
                wrong.append(f"{path}:{node.lineno}: {sorted(gaps - filled)}")
    assert wrong == []


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The program that writes the catalogues, which is no part of a wheel."""
    pytest.importorskip("babel", reason="Babel is not installed; the extra `test` brings it")
    path = DOCS / "languages.py"
    if not path.exists():
        pytest.skip("docs/languages.py is in the checkout only")
    spec = spec_from_file_location("languages", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
def test_catalogues_are_those_of_the_source(script: ModuleType) -> None:
    """If not: python docs/languages.py, and translate what it names."""
    stale = [path.name for path, text in script.files().items() if path.read_bytes() != text]
    assert stale == []


@pytest.mark.long
def test_what_a_setting_means_is_in_the_catalogues(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text(SETTINGS, encoding="utf-8")
    known = {forms[0] for _, forms in script.messages()}
    settings = SettingsRoom(tmp_path).settings()
    assert len(settings) > 100
    assert [one.place for one in settings if one.meaning and one.meaning not in known] == []


@pytest.mark.long
def test_what_commands_and_options_do_is_in_the_catalogues(script: ModuleType) -> None:
    known = {forms[0] for _, forms in script.messages()}
    assert [text for text in _helps_of(main) if inspect.cleandoc(text) not in known] == []


def _helps_of(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    for option in command.params:
        if isinstance(option, click.Option):
            yield option.help or ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _helps_of(inner)


@pytest.mark.long
@pytest.mark.parametrize("code", OTHERS)
def test_everything_is_translated_with_the_same_gaps(code: str) -> None:
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel is not installed")
    with (FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalog = pofile.read_po(file, locale=code)
    assert catalog.num_plurals == 2
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        forms = message.string if plural else (message.string,)
        wanted = _gaps(message.id[1] if plural else message.id)
        if (
            not all(forms)
            or _gaps(forms[-1]) != wanted
            or (plural and not set(_gaps(forms[0])) <= {*wanted, *_gaps(message.id[0])})
        ):
            wrong.append((message.id, message.string))
    assert wrong == []


def _gaps(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field is not None)


@pytest.fixture
def english() -> Iterator[None]:
    yield
    language.speak("en")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("code", OTHERS)
def test_a_language_is_spoken(code: str) -> None:
    before = {text: language.tr_marked(text) for text in ("Skip", "The bench")}
    language.speak(code)
    assert language.spoken() == code
    assert all(language.tr_marked(text) != text for text in before)
    assert "7" in language.trn("{count} item", "{count} items", 7)


@pytest.mark.usefixtures("english")
def test_the_environment_says_which() -> None:
    assert language.language_of({"LANG": "de_AT.UTF-8"}) == "de"
    assert language.language_of({"LANG": "de_DE.UTF-8", "LC_ALL": "fi_FI"}) == "fi"
    assert language.language_of({"LANGUAGE": "xx:fr", "LANG": "es_ES.UTF-8"}) == "fr"
    assert language.language_of({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}) == "en"
    assert language.language_of({"LANG": "tlh_QO.UTF-8"}) == "en"
    assert language.language_of({}) == "en"
    with pytest.raises(ValueError, match="no language"):
        language.speak("tlh")
