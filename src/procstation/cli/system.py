"""`system`: the library systems this station talks to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import click

from procstation.cli.answer import DONE, FAILED, Labels, answer, json_option, verdict
from procstation.cli.context import Context
from procstation.cli.system_delta import delta
from procstation.config import SystemSection
from procstation.errors import StationError, UsageError, did_you_mean
from procstation.language import mark, tr, tr_marked

NONE = mark("No library system is configured: write a table [systems.NAME] to procstation.toml.")
LABELS = Labels(mark("WRONG"), mark("can"), mark("cannot"), mark("note"))


@click.group()
def system() -> None:
    """Library systems: what there is, what each can do, and whether it answers."""


system.add_command(delta)


@system.command("list")
@json_option
@click.pass_obj
def list_systems(context: Context, as_json: bool) -> None:
    """List the configured systems with what each lets a station do, and the connectors there are.

    Nothing goes over the network.
    """
    from procstation.ils import connector_names, load_connector  # noqa: PLC0415

    systems = [_described(name, section) for name, section in context.config.systems.items()]
    connectors = []
    for name in connector_names():
        try:
            connector = load_connector(name)
        except StationError as error:
            connectors.append({"name": name, "title": error.what, "address": ""})
        else:
            connectors.append(
                {"name": name, "title": connector.title, "address": connector.address}
            )
    document = {"systems": systems, "connectors": connectors}
    answer(document, as_json, lambda: _list_lines(systems, connectors))


@system.command()
@click.argument("name", required=False)
@json_option
@click.pass_obj
def check(context: Context, name: str | None, as_json: bool) -> int:
    """Log in to each configured system, or the one NAMEd, and tell who answers.

    Nothing is changed there. Ends with status 1 when one does not answer as it should.
    """
    checked = [_checked(one, section) for one, section in _chosen(context, name).items()]
    answer(checked, as_json, lambda: _check_lines(checked))
    return DONE if all(one["ok"] for one in checked) else FAILED


def _chosen(context: Context, name: str | None) -> Mapping[str, SystemSection]:
    systems = context.config.systems
    if name is None:
        return systems
    if name not in systems:
        raise UsageError(
            tr("No library system is named {name!r}.", name=name), did_you_mean(name, systems)
        )
    return {name: systems[name]}


def _described(name: str, section: SystemSection) -> dict[str, Any]:
    from procstation.ils import open_system  # noqa: PLC0415
    from procstation.ils.ability_words import can, cannot  # noqa: PLC0415

    said: dict[str, Any] = {
        "name": name,
        "connector": section.connector,
        "url": _without_login(section.url),
        "user": section.user,
    }
    try:
        with closing(open_system(name, section)) as library:
            abilities = library.abilities
    except StationError as error:
        return said | {
            "can": [],
            "cannot": [],
            "remarks": [],
            "error": error.what,
            "next": error.do_next,
        }
    return said | {
        "can": can(abilities),
        "cannot": cannot(abilities),
        "remarks": list(abilities.remarks),
        "error": "",
        "next": "",
    }


def _checked(name: str, section: SystemSection) -> dict[str, Any]:
    from procstation.station.system_health import state_of  # noqa: PLC0415

    said: dict[str, Any] = {"name": name, "connector": section.connector}
    try:
        state = state_of(name, section)
    except StationError as error:
        return said | {"ok": False, "detail": error.what, "warnings": [], "next": error.do_next}
    detail = f"{state.name}: {state.detail}" if state.detail else state.name
    return said | {"ok": True, "detail": detail, "warnings": list(state.warnings), "next": ""}


def _without_login(url: str) -> str:
    """Return an address as it may be shown: somebody may have written a password into it."""
    host = urlsplit(url).netloc
    return url.replace(host, host.rpartition("@")[2], 1) if "@" in host else url


def _list_lines(
    systems: Sequence[Mapping[str, Any]], connectors: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    if not systems:
        yield tr_marked(NONE)
    for one in systems:
        user = " " + tr("as {user}", user=one["user"]) if one["user"] else ""
        yield tr(
            "{name}: {connector} at {url}{user}",
            name=one["name"],
            connector=one["connector"],
            url=one["url"],
            user=user,
        )
        if one["error"]:
            yield "  " + LABELS.line("WRONG", one["error"])
            yield f"  {'next:':<{LABELS.width}}{one['next']}"
        for act in one["can"]:
            yield "  " + LABELS.line("can", act)
        for act in one["cannot"]:
            yield "  " + LABELS.line("cannot", act)
        for remark in one["remarks"]:
            yield "  " + LABELS.line("note", tr_marked(remark))
    yield tr("Connectors there are:")
    width = max((len(one["name"]) for one in connectors), default=0)
    for one in connectors:
        yield f"  {one['name']:<{width}}  {one['title']}, {one['address']}"


def _check_lines(checked: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not checked:
        yield tr_marked(NONE)
    width = max((len(one["name"]) for one in checked), default=0)
    for one in checked:
        head = f"{verdict(one['ok'])}  {one['name']:<{width}}  "
        yield f"{head}{one['detail']}"
        for warning in one["warnings"]:
            yield f"{'':<{len(head)}}note: {warning}"
        if one["next"]:
            yield f"{'':<{len(head)}}next: {one['next']}"
