"""`procstation catalog targets`: the catalogues that records are fetched from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.copycat import Target
    from procstation.copycat.explain import Explained

SHOWN = 40
"""Indexes of a target that are shown to people; `--json` has them all."""


@click.command()
@click.argument("name", required=False)
@json_option
@click.pass_obj
def targets(context: Context, name: str | None, as_json: bool) -> None:
    """List the catalogues that can be asked; with NAME, ask one what it has."""
    from procstation.copycat import known_targets, targets_of  # noqa: PLC0415

    sections = context.config.copycat.targets
    if name is not None:
        target = targets_of(sections, [name])[0]
        explained = _explained(target)
        answer(_explained_document(target, explained), as_json, lambda: _own_words(explained))
        return
    own = targets_of(sections) if sections else []
    coming = [one for one in known_targets() if one.name not in {two.name for two in own}]
    document = [_target_document(one, own=True) for one in own]
    document += [_target_document(one, own=False) for one in coming]
    answer(document, as_json, lambda: _target_lines(own, coming))


def _explained(target: "Target") -> "Explained":
    if target.kind != "sru":
        raise InputRefused(
            tr(
                "{name} is asked by Z39.50, where a server does not say what it has.",
                name=target.name,
            ),
            tr("Look at the page of its library for its attributes."),
        )
    from procstation.copycat.sru import SruClient  # noqa: PLC0415

    return SruClient(target).explain()


def _explained_document(target: "Target", explained: "Explained") -> dict[str, Any]:
    return {
        **_target_document(target, own=True),
        "title": explained.title,
        "has_indexes": [{"name": name, "title": title} for name, title in explained.indexes],
        "has_schemas": list(explained.schemas),
    }


def _own_words(explained: "Explained") -> Iterator[str]:
    yield explained.title or tr("(it does not say its name)")
    yield tr(
        "record schemas: {schemas}", schemas=", ".join(explained.schemas) or tr("it names none")
    )
    yield tr("indexes:") if explained.indexes else tr("indexes: it names none")
    yield from (f"  {name:<32} {title}".rstrip() for name, title in explained.indexes[:SHOWN])
    if len(explained.indexes) > SHOWN:
        yield "  " + tr("… and {count} more; --json has them", count=len(explained.indexes) - SHOWN)


def _target_document(target: "Target", *, own: bool) -> dict[str, Any]:
    return {
        "name": target.name,
        "title": target.title,
        "kind": target.kind,
        "url": target.url,
        "set_up": own,
        "note": target.note,
    }


def _target_lines(own: "list[Target]", coming: "list[Target]") -> Iterator[str]:
    if not own:
        yield tr("No target is set up in [[copycat.targets]].")
    for heading, some in ((tr("asked, in this order:"), own), (tr("come along:"), coming)):
        if some:
            yield heading
        for one in some:
            yield f"  {one.name:<12} {one.kind:<6} {one.url or tr('(add its url)')}"
            about = ". ".join(part for part in (one.title, one.note) if part)
            if about:
                yield f"  {'':<12} {about}"
