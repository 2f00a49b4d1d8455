"""Asking for a supervisor before an act that concerns more than one item."""

import os
import sys

import click

from procstation.cli.context import Context
from procstation.credentials import secret, variable_of
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.people import read_people

VARIABLE = "PROCSTATION_SUPERVISOR"
"""Environment: who it is, where no terminal can be asked."""

TRIES = 3


def require_supervisor(context: Context, act: str) -> str:
    """Ask for a supervisor's PIN, and return the name; "" where no supervisor is configured.

    Args:
        act: What is to be done, in words: "export the journal".

    Raises:
        InputRefused: Nobody proved to be one. Nothing may be done.
    """
    people = read_people(context.home, context.config.people)
    names = people.supervisors
    if not names:
        return ""
    given = os.environ.get(VARIABLE)
    if given:
        pin = secret(f"pin.{given}")
        if given in names and pin is not None and people.has_pin(given, pin.reveal()):
            return given
        raise _refused(
            act,
            tr(
                "{given!r} of {variable} is none, or the PIN is not right",
                given=given,
                variable=VARIABLE,
            ),
        )
    if not sys.stdin.isatty():
        raise _refused(act, tr("there is no terminal to ask at"))
    click.echo(
        tr("A supervisor is needed to {act}: {names}.", act=act, names=", ".join(names)), err=True
    )
    for _ in range(TRIES):
        name = click.prompt(tr("name"), default=names[0] if len(names) == 1 else None, err=True)
        pin_said = click.prompt("PIN", hide_input=True, err=True)
        if name in names and people.has_pin(name, pin_said):
            return str(name)
        click.echo(tr("That is not right."), err=True)
    raise _refused(act, tr("the PIN was not right"))


def signed_by(context: Context, act: str) -> str:
    """Ask for a supervisor, and return how the act is signed: with the name of who agreed.

    Raises:
        InputRefused: Nobody proved to be one.
    """
    supervisor = require_supervisor(context, act)
    return f"{supervisor} at {context.signed}" if supervisor else context.signed


def _refused(act: str, why: str) -> InputRefused:
    return InputRefused(
        tr("Only a supervisor may {act}: {why}.", act=act, why=why),
        tr(
            "Do it in a terminal, or name a supervisor in {variable} and store"
            " the PIN as {place} or in the keyring as pin.NAME.",
            variable=VARIABLE,
            place=variable_of("pin.NAME"),
        ),
    )
