"""Jobs on a list of items, in words: the same for the command line, plain lines and the screen."""

from collections.abc import Iterator

from procstation.items.field_words import field_in_words
from procstation.language import grouped, tr, tr_marked, trn
from procstation.linking.change import changes_in_words
from procstation.station.job_runs import Plan, Run, UndoneRun

SHOWN = 20
"""Items listed before a run; all are in the document."""


def plan_lines(plan: Plan) -> Iterator[str]:
    """Say what a run would do: how many, where, and which are left out."""
    places = ", ".join(f"{place} {count}" for place, count in plan.places)
    title = tr_marked(plan.profile.title)
    yield f"{title}: {items_in_words(len(plan.items))}{': ' * bool(places)}{places}."
    same = len(plan.items) - plan.to_change
    if same:
        yield trn(
            "{items} of them is so already.",
            "{items} of them are so already.",
            same,
            items=items_in_words(same),
        )
    for one in plan.items[:SHOWN]:
        if one.fields:
            yield f"  {one.barcode}  {changes_in_words(one.item, one.fields)}  {one.title}"
    if len(plan.items) > SHOWN:
        yield "  … " + tr("and {more} more", more=len(plan.items) - SHOWN)
    for barcode, why in plan.refused:
        yield f"✗ {barcode}: {why}."
    if plan.warning:
        yield f"! {plan.warning}"
    for template in plan.templates:
        yield tr("A {template} label is queued for each.", template=template)
    if plan.needs_pad:
        yield tr("Their tags have to be changed at a pad.")


def done_lines(plan: Plan, done: Run) -> Iterator[str]:
    """Say what a run did, and what is left."""
    yield tr(
        "Run {number}: {items} changed.",
        number=done.number,
        items=items_in_words(plan.to_change),
    )
    for number, template in zip(done.labels, plan.templates, strict=True):
        yield tr(
            "{template} labels: job {number} in the queue.",
            template=template.capitalize(),
            number=number,
        )
    if done.at_pad:
        yield (
            tr(
                "{items} for the pad: `procstation job show {number} --at-pad` lists them.",
                items=items_in_words(done.at_pad),
                number=done.number,
            )
        )
    yield tr("`procstation job undo {number}` takes it back.", number=done.number)


def undone_lines(undone: UndoneRun) -> Iterator[str]:
    """Say what came of an undo."""
    count = len(undone.back)
    yield trn("{items} is as before.", "{items} are as before.", count, items=items_in_words(count))
    for barcode, why in undone.kept:
        yield tr("✗ {barcode} stays as it is: {why}.", barcode=barcode, why=why)
    if undone.cancelled:
        yield tr("{cancelled} labels are taken out of the queue.", cancelled=undone.cancelled)
    if undone.printed:
        yield tr("{printed} labels are out: throw them away.", printed=undone.printed)
    for barcode in undone.tags:
        yield tr(
            "! The tag of {barcode} was changed at a pad, and stays so: put it right there (F5).",
            barcode=barcode,
        )


def run_line(one: Run) -> str:
    """Return one line for the list of runs."""
    said = "".join(f", {field_in_words(name)} {value}" for name, value in one.said.items())
    about = [f"{one.number:>5}", one.at]
    about.append(f"{tr_marked(one.title)}{said}: {items_in_words(one.items)}")
    if one.at_pad:
        about.append(tr("{count} wait for a pad", count=one.at_pad))
    if one.undone_at:
        about.append(tr("undone {at}", at=one.undone_at))
    return "  ".join(about)


def items_in_words(count: int) -> str:
    """Return `1 item`, `1,200 items`."""
    return trn("1 item", "{number} items", count, number=grouped(count))
