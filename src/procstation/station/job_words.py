"""Jobs on a list of items, in words: the same for the command line, plain lines and the screen."""

from collections.abc import Iterator

from procstation.linking.change import changes_in_words
from procstation.station.job_runs import Plan, Run, UndoneRun

SHOWN = 20
"""Items listed before a run; all are in the document."""


def plan_lines(plan: Plan) -> Iterator[str]:
    """Say what a run would do: how many, where, and which are left out."""
    places = ", ".join(f"{place} {count}" for place, count in plan.places)
    yield f"{plan.profile.title}: {items_in_words(len(plan.items))}{': ' * bool(places)}{places}."
    same = len(plan.items) - plan.to_change
    if same:
        yield f"{items_in_words(same)} of them {'is' if same == 1 else 'are'} so already."
    for one in plan.items[:SHOWN]:
        if one.fields:
            yield f"  {one.barcode}  {changes_in_words(one.item, one.fields)}  {one.title}"
    if len(plan.items) > SHOWN:
        yield f"  … and {len(plan.items) - SHOWN} more"
    for barcode, why in plan.refused:
        yield f"✗ {barcode}: {why}."
    if plan.warning:
        yield f"! {plan.warning}"
    for template in plan.templates:
        yield f"A {template} label is queued for each."
    if plan.needs_pad:
        yield "Their tags have to be changed at a pad."


def done_lines(plan: Plan, done: Run) -> Iterator[str]:
    """Say what a run did, and what is left."""
    yield f"Run {done.number}: {items_in_words(plan.to_change)} changed."
    for number, template in zip(done.labels, plan.templates, strict=True):
        yield f"{template.capitalize()} labels: job {number} in the queue."
    if done.at_pad:
        yield (
            f"{items_in_words(done.at_pad)} for the pad: `procstation job show {done.number}"
            " --at-pad` lists them."
        )
    yield f"`procstation job undo {done.number}` takes it back."


def undone_lines(undone: UndoneRun) -> Iterator[str]:
    """Say what came of an undo."""
    verb = "is" if len(undone.back) == 1 else "are"
    yield f"{items_in_words(len(undone.back))} {verb} as before."
    for barcode, why in undone.kept:
        yield f"✗ {barcode} stays as it is: {why}."
    if undone.cancelled:
        yield f"{undone.cancelled} labels are taken out of the queue."
    if undone.printed:
        yield f"{undone.printed} labels are out: throw them away."
    for barcode in undone.tags:
        yield f"! The tag of {barcode} was changed at a pad, and stays so: put it right there (F5)."


def run_line(one: Run) -> str:
    """Return one line for the list of runs."""
    said = "".join(f", {name.replace('_', ' ')} {value}" for name, value in one.said.items())
    state = f"  undone {one.undone_at}" if one.undone_at else ""
    pad = f"  {one.at_pad} wait for a pad" if one.at_pad else ""
    return f"{one.number:>5}  {one.at}  {one.title}{said}: {items_in_words(one.items)}{pad}{state}"


def items_in_words(count: int) -> str:
    """Return `1 item`, `1,200 items`."""
    return "1 item" if count == 1 else f"{count:,} items"
