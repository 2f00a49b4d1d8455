"""`people`: who works at this station."""

import sys
from collections.abc import Iterator
from getpass import getpass

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.supervisor import require_supervisor
from procstation.config import PersonSection
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.people import (
    add_person,
    hashed_badge,
    hashed_pin,
    read_people,
    remove_person,
    toml_of,
)


@click.group()
def people() -> None:
    """People, for the trace: who did what. No patron is ever among them."""


@people.command("list")
@json_option
@click.pass_obj
def list_people(context: Context, as_json: bool) -> None:
    """List the people of this station."""
    known = read_people(context.home, context.config.people).sections
    documents = [
        {
            "name": one.name,
            "badge": bool(one.badge),
            "pin": bool(one.pin),
            "supervisor": one.supervisor,
        }
        for one in known
    ]
    answer(documents, as_json, lambda: _lines(known))


@people.command()
@click.argument("name")
@click.option("--supervisor", is_flag=True, help="May do what concerns more than one item.")
@click.option("--no-badge", is_flag=True, help="They have no badge: do not ask for one.")
@click.option("--print", "only_print", is_flag=True, help="Print the lines, for procstation.toml.")
@json_option
@click.pass_obj
def add(
    context: Context,
    name: str,
    supervisor: bool,
    no_badge: bool,
    only_print: bool,
    as_json: bool,
) -> None:
    """Add a person. Badge and PIN are asked for, or read as two lines of stdin; only hashes of
    them are kept. An empty PIN is none."""
    if any(one.supervisor for one in read_people(context.home, context.config.people).sections):
        require_supervisor(context, tr("add people"))
    badge = "" if no_badge else _asked(tr("Scan the badge, or Enter for none: "))
    pin = _asked("PIN: ")
    if supervisor and not pin:
        raise InputRefused(tr("A supervisor needs a PIN."), tr("Add them again, with one."))
    taken = read_people(context.home, context.config.people).with_badge(badge) if badge else None
    if taken is not None:
        raise InputRefused(
            tr("That is the badge of {taken}.", taken=taken),
            tr("Each person has one of their own."),
        )
    person = PersonSection(
        name=name,
        badge=hashed_badge(badge) if badge else "",
        pin=hashed_pin(pin) if pin else "",
        supervisor=supervisor,
    )
    if only_print:
        lines = toml_of([person])
        answer({"lines": lines}, as_json, lambda: [lines])
        return
    file = add_person(context.home, person, context.config.people)
    answer(
        {"name": name, "file": str(file)},
        as_json,
        lambda: [tr("{name} was added to {file}", name=name, file=file)],
    )


@people.command()
@click.argument("name")
@json_option
@click.pass_obj
def remove(context: Context, name: str, as_json: bool) -> None:
    """Remove a person who was added. What they did stays in the trace."""
    require_supervisor(context, tr("remove people"))
    file = remove_person(context.home, name)
    answer(
        {"name": name, "file": str(file)},
        as_json,
        lambda: [tr("{name} is no longer in {file}", name=name, file=file)],
    )


def _asked(question: str) -> str:
    """Ask without showing what is typed or scanned; where there is no terminal, read a line."""
    if sys.stdin.isatty():
        return getpass(question).strip()
    return sys.stdin.readline().strip()


def _lines(known: tuple[PersonSection, ...]) -> Iterator[str]:
    if not known:
        yield tr("Nobody is known by name; `procstation people add NAME` adds somebody.")
    for one in known:
        signs = [
            word
            for word, has in (
                (tr("badge"), one.badge),
                (tr("PIN"), one.pin),
                (tr("supervisor"), one.supervisor),
            )
            if has
        ]
        yield f"{one.name}  " + (", ".join(signs) or tr("neither badge nor PIN"))
