"""Lessons as data: what is learned, the steps, and by what was done each of them is over.

A lesson is a TOML file. Those of the program lie beside this module; a library writes its own into
the folder `lessons` of the home.
"""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section, read_section, read_toml
from procstation.demo import ACTS
from procstation.demo.cart import Act as CartAct
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.keys import ACTS as KEY_ACTS
from procstation.keys import acts_named
from procstation.language import mark, tr
from procstation.linking import read_profiles
from procstation.training.checks import CHECKS, Kind

OWN_FOLDER = "lessons"
"""Folder of a station's own lessons, inside its home."""

HANDS = {act.word: act for act in (*ACTS, CartAct("wrong", "j", mark("a book done before")))}
"""What hands can do, as in the demo, by word."""


class MistakeSection(Section, frozen=True):
    """A usual mistake, known by what was done."""

    check: Annotated[str, Meta(description="What was done by mistake.")]
    hint: Annotated[str, Meta(min_length=1, description="What is said then.")]
    about: Annotated[str, Meta(description="What exactly, as with steps.")] = ""
    count: Annotated[int, Meta(ge=1, description="How many times.")] = 1


class StepSection(Section, frozen=True):
    """One step."""

    do: Annotated[str, Meta(min_length=1, description="The thing to do, in words.")]
    check: Annotated[str, Meta(description="What has to be done; then the step is over.")]
    about: Annotated[
        str, Meta(description="What exactly: a question, an outcome, a profile, an answer.")
    ] = ""
    count: Annotated[int, Meta(ge=1, description="How many times.")] = 1
    acts: Annotated[int, Meta(ge=1, description="Acts it takes; after more, the hint is said.")] = 1
    hint: Annotated[str, Meta(description="How to do it, for whoever does not find it.")] = ""
    mistakes: tuple[MistakeSection, ...] = ()


class ScanSection(Section, frozen=True):
    """A hand that scans what the lesson says."""

    word: Annotated[str, Meta(pattern="^[a-z]+$", description="What it is called in plain lines.")]
    key: Annotated[str, Meta(min_length=1, max_length=1, description="Its key at the screen.")]
    label: Annotated[str, Meta(min_length=1, description="One to three words.")]
    codes: Annotated[
        tuple[str, ...], Meta(min_length=1, description="What is scanned, one after another.")
    ]


class SweepSection(Section, frozen=True):
    """The shelf of a lesson about sweeps."""

    location: Annotated[str, Meta(description="Whose items are expected; empty for all.")] = ""


class Lesson(Section, frozen=True, kw_only=True):
    """One lesson."""

    title: Annotated[str, Meta(min_length=1, description="Its name.")]
    kind: Annotated[Literal["bench", "sweep"], Meta(description="Where it takes place.")] = "bench"
    number: Annotated[int, Meta(ge=1, description="Its place among the lessons.")] = 99
    minutes: Annotated[int, Meta(ge=1, le=60, description="How long it takes, about.")] = 5
    learn: Annotated[tuple[str, ...], Meta(min_length=1, description="What is learned.")]
    profile: Annotated[str, Meta(description="The job profile the bench opens with.")] = (
        "new-acquisition"
    )
    by_scan: Annotated[bool, Meta(description="A key of the bench is a mistake.")] = False
    hands: Annotated[tuple[str, ...], Meta(description="What hands can do, as in the demo.")] = ()
    scans: tuple[ScanSection, ...] = ()
    sweep: SweepSection = SweepSection()
    steps: Annotated[tuple[StepSection, ...], Meta(min_length=1)]


def lesson_names(home: Path | None) -> list[str]:
    """Return the names of the lessons there are, in the order they are best learned in.

    Raises:
        ConfigError: A lesson's file is wrong.
    """
    shipped = (files("procstation.training") / "lessons").iterdir()
    names = {one.name.removesuffix(".toml") for one in shipped if one.name.endswith(".toml")}
    if home is not None:
        names |= {path.stem for path in (home / OWN_FOLDER).glob("*.toml")}
    return sorted(names, key=lambda name: (_read(name, home).number, name))


def read_lesson(name: str, home: Path | None) -> Lesson:
    """Return a lesson: a station's own, else one of the program.

    Raises:
        UsageError: There is none of this name.
        ConfigError: Its file is wrong.
    """
    names = lesson_names(home)
    if name not in names:
        raise UsageError(tr("No lesson is named {name!r}.", name=name), did_you_mean(name, names))
    return _read(name, home)


def _read(name: str, home: Path | None) -> Lesson:
    own = home / OWN_FOLDER / f"{name}.toml" if home is not None else None
    try:
        if own is not None and own.is_file():
            return parse_lesson(own.read_text(encoding="utf-8"), str(own), home)
        shipped = files("procstation.training") / "lessons" / f"{name}.toml"
        return parse_lesson(shipped.read_text(encoding="utf-8"), shipped.name, home)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The lesson {name!r} cannot be read: {error}.", name=name, error=error),
            tr("Correct or remove its file."),
        ) from error


def parse_lesson(text: str, name: str, home: Path | None = None) -> Lesson:
    """Check the text of a lesson; `name` is used in messages.

    Args:
        home: Where the station's own profiles are.

    Raises:
        ConfigError: It is no TOML, or says something that does not exist.
    """
    lesson = read_section(read_toml(text, name), Lesson, name)
    for hand in lesson.hands:
        if hand not in HANDS:
            raise ConfigError(
                tr("{name}: hands can do no {hand!r}.", name=name, hand=hand),
                did_you_mean(hand, HANDS),
            )
    profiles = read_profiles(home)
    _require(
        lesson.profile,
        profiles,
        tr("{name}: no profile is named {profile!r}.", name=name, profile=lesson.profile),
    )
    for number, step in enumerate(lesson.steps, start=1):
        where = tr("{name}: step {number}:", name=name, number=number)
        _require_check(step, lesson.kind, where, profiles)
        _require_acts(f"{step.do} {step.hint}", where)
        for mistake in step.mistakes:
            _require_check(mistake, lesson.kind, tr("{where} mistakes:", where=where), profiles)
            _require_acts(mistake.hint, tr("{where} mistakes:", where=where))
    _require_keys(lesson, name)
    return lesson


def _require_check(
    said: StepSection | MistakeSection, kind: Kind, where: str, profiles: Iterable[str]
) -> None:
    known = {name: check for name, check in CHECKS.items() if check.kind == kind}
    _require(
        said.check,
        known,
        tr("{where} there is no check {check!r}.", where=where, check=said.check),
    )
    check = known[said.check]
    choices = profiles if check.about == "profiles" else check.choices
    if check.about:
        _require(
            said.about,
            choices,
            tr(
                "{where} {check!r} is about no {about!r}.",
                where=where,
                check=said.check,
                about=said.about,
            ),
        )
    elif said.about:
        raise ConfigError(
            tr("{where} {check!r} is about nothing.", where=where, check=said.check),
            tr("Leave out `about`."),
        )


def _require_acts(words: str, where: str) -> None:
    for act in acts_named(words):
        _require(act, KEY_ACTS, tr("{where} no key has the act {act!r}.", where=where, act=act))


def _require(name: str, known: Iterable[str], what: str) -> None:
    names = list(known)
    if name not in names:
        raise ConfigError(what, did_you_mean(name, names))


def _require_keys(lesson: Lesson, name: str) -> None:
    taken: dict[str, str] = {}
    for word, key in (
        *((hand, HANDS[hand].key) for hand in lesson.hands),
        *((one.word, one.key) for one in lesson.scans),
    ):
        other = taken.setdefault(key, word)
        if other != word:
            raise ConfigError(
                tr(
                    "{name}: {other!r} and {word!r} are both on the key {key!r}.",
                    name=name,
                    other=other,
                    word=word,
                    key=key,
                ),
                tr("Give one of them another key."),
            )
