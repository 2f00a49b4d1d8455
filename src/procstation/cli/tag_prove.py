"""`procstation tag prove`: whether pad, tag and gate do what the configuration says."""

import sys
from collections.abc import Callable
from contextlib import closing

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, shown, verdict
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import choose_tag, pad_options
from procstation.cli.tag_report import undo_folder
from procstation.devices import RfidPad
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging import Proof, ProofAct, SitePolicy, Walk, read_tag, refuse_patron_card


@click.command()
@click.option("--gate", is_flag=True, help="Walk the tag through the gate too, and say if it rang.")
@click.option("--yes", is_flag=True, help="Also on a tag that belongs to an item of the catalogue.")
@pad_options
@json_option
@click.pass_obj
def prove(
    context: Context, gate: bool, yes: bool, device: str | None, uid: str | None, as_json: bool
) -> int:
    """Write, secure and unsecure a TEST tag, read each back, and give it back what it held.

    Lay down a tag that is in no book. Ends with status 1 when something is not as it must be.
    """
    site = SitePolicy.of(context.config.tags)
    with_gate = gate and at_terminal()
    if gate and not with_gate:
        click.echo(tr("There is no terminal to answer at: the gate is left out."), err=True)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        if not yes:
            _require_no_item(context, pad, chosen, site)
        walk = _walk(pad, chosen) if with_gate else None
        proof = Proof(pad, undo_folder(context), site, _telling(as_json), walk, others)
        proof.run(chosen)
    document = {
        "uid": chosen.hex().upper(),
        "security": site.gates.value,
        "ok": proof.ok,
        "acts": [
            {"act": one.act, "ok": one.ok, "found": one.found, "means": one.means}
            for one in proof.acts
        ],
    }
    answer(document, as_json, lambda: [_verdict(proof, with_gate)])
    return DONE if proof.ok else FAILED


def at_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty()


def _require_no_item(context: Context, pad: RfidPad, uid: bytes, site: SitePolicy) -> None:
    content = read_tag(pad, uid, site.rules).content
    refuse_patron_card(content)
    name = uid.hex().upper()
    known = context.catalogue.item_of_tag(name)
    held = context.catalogue.by_barcode(content.item) if content.item else None
    item = known or (held[0] if held is not None else None)
    if item is not None:
        raise InputRefused(
            tr(
                "The tag {name} belongs to the item {barcode}; nothing was written.",
                name=name,
                barcode=item.barcode,
            ),
            tr("Lay down a test tag that is in no book, or give --yes."),
        )


def _walk(pad: RfidPad, uid: bytes) -> Walk:
    def walk(must_ring: bool) -> bool:
        wanted = tr("must ring") if must_ring else tr("must be silent")
        click.echo(
            tr("Take the tag and walk it through the gate now: it {wanted}.", wanted=wanted),
            err=True,
        )
        rang = click.confirm(tr("Did the gate ring?"), err=True)
        while uid not in pad.inventory():
            click.prompt(
                tr("Lay the tag back on the pad, then press Enter"),
                default="",
                show_default=False,
                prompt_suffix=": ",
                err=True,
            )
        return rang

    return walk


def _telling(as_json: bool) -> Callable[[ProofAct], None]:
    """Return what shows each act as it ends: walking takes time."""

    def tell(act: ProofAct) -> None:
        if not as_json:
            head = f"{verdict(act.ok)}  "
            click.echo(shown(f"{head}{act.act}: {act.found}", sys.stdout))
            click.echo(shown(f"{'':<{len(head)}}{act.means}", sys.stdout))

    return tell


def _verdict(proof: Proof, with_gate: bool) -> str:
    if not proof.ok:
        return tr(
            "{wrong} of {count} are wrong.",
            wrong=sum(not act.ok for act in proof.acts),
            count=len(proof.acts),
        )
    if with_gate:
        return tr("Pad, tag and gate do what the configuration says.")
    return tr(
        "Pad and tag do what the configuration says. The gate: `procstation tag prove --gate`."
    )
