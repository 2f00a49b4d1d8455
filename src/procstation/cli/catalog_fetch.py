"""`procstation catalog fetch` and `add`: records the catalogue has not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from procstation.cli.answer import answer, json_option, progress
from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.items import Scheme
from procstation.language import tr

# `catalog show` and its like need nothing of this.
if TYPE_CHECKING:
    from procstation.catalog import Title
    from procstation.copycat import By, Candidate, Found, Searched, Taken, Wanted


@click.command()
@click.argument("text", nargs=-1, required=True, metavar="ISBN|TEXT")
@click.option(
    "--by",
    type=click.Choice(("isbn", "issn", "lccn", "title")),
    help="What it is; else told by its form, and words are a title.",
)
@click.option("--author", default="", help="Together with words of the title.")
@click.option(
    "--target", "targets", multiple=True, metavar="NAME", help="Ask this one; may be repeated."
)
@click.option("--pick", type=click.IntRange(min=1), metavar="N", help="Take the N-th of several.")
@click.option("--anyway", is_flag=True, help="Though the catalogue has it already.")
@click.option("--dry-run", is_flag=True, help="Search and show, and take nothing.")
@json_option
@click.pass_obj
def fetch(
    context: Context,
    text: tuple[str, ...],
    by: "By | None",
    author: str,
    targets: tuple[str, ...],
    pick: int | None,
    anyway: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch a record the catalogue has not, from catalogues elsewhere.

    One that is found is taken; of several, the one that --pick names. What it says of another
    library's copies is left out. `catalog undo-load` takes it back.
    """
    from procstation.copycat import CopyCataloguing, wanted  # noqa: PLC0415

    what = wanted(" ".join(text), by, author)
    if not (anyway or dry_run):
        _refuse_known(context, what)
    copycat = CopyCataloguing.of_station(
        context.catalogue, context.home, context.config.copycat, targets
    )
    found = copycat.look(what, lambda names: progress(tr("asking {names} …", names=names)))
    progress("")
    chosen = _chosen(found, pick)
    taken = copycat.bring_in(chosen) if chosen is not None and not dry_run else None
    answer(_document(found, chosen, taken), as_json, lambda: _lines(found, chosen, taken))
    if not found.candidates:
        raise _not_found(found)
    if chosen is None and not dry_run:
        raise _not_taken(found)


@click.command()
@click.option("--title", required=True, help="As on the title page.")
@click.option("--author", default="", help='"Family name, first name", or the name of a body.')
@click.option("--date", default="", help="The year.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--isbn", multiple=True, help="May be repeated.")
@click.option("--issn", multiple=True, help="Of a serial.")
@click.option("--call-number", default="", help="What new copies get.")
@click.option(
    "--scheme", type=click.Choice([one.value for one in Scheme]), help="Of the call number."
)
@click.option("--dry-run", is_flag=True, help="Check and show it, and change nothing.")
@json_option
@click.pass_obj
def add(
    context: Context,
    title: str,
    author: str,
    date: str,
    publisher: str,
    isbn: tuple[str, ...],
    issn: tuple[str, ...],
    call_number: str,
    scheme: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add a brief record by hand, for a book no catalogue has.

    `catalog undo-load` takes it back.
    """
    from procstation.copycat import by_hand  # noqa: PLC0415
    from procstation.copycat.copy_cataloguing import FOLDER  # noqa: PLC0415

    said = by_hand.title_by_hand(
        title, author, date, publisher, isbn, issn, call_number, Scheme(scheme) if scheme else None
    )
    record = by_hand.record_by_hand(said, datetime.now(UTC).strftime("%Y%m%d"))
    taken = None
    if not dry_run:
        taken = by_hand.bring_in_by_hand(context.catalogue, context.home / FOLDER, record)

    def lines() -> Iterator[str]:
        yield from _title_lines(said, "")
        yield from _taken_lines(taken)

    answer({"title": _title_document(said), "taken": _taken_document(taken)}, as_json, lines)


def _refuse_known(context: Context, what: "Wanted") -> None:
    """Refuse what the catalogue has: a second record would be one too many."""
    if what.by not in {"isbn", "issn"}:
        return
    hits = [hit for hit in context.catalogue.find(what.forms[0]) if hit.why == what.by]
    if hits:
        raise InputRefused(
            tr(
                "The catalogue has {text} already: {title!r}.",
                text=what.text,
                title=hits[0].title.title,
            ),
            tr("Use that title; --anyway fetches another record, --dry-run only looks."),
        )


def _chosen(found: "Found", pick: int | None) -> "Candidate | None":
    if pick is None:
        return found.the_one
    if pick > len(found.candidates) > 0:
        raise UsageError(
            tr(
                "There is no record {pick}: {count} were found.",
                pick=pick,
                count=len(found.candidates),
            ),
            tr("Leave out --pick to see them."),
        )
    return found.candidates[pick - 1] if found.candidates else None


def _not_found(found: "Found") -> InputRefused:
    asked = ", ".join(f"{one.target} ({_said_by(one)})" for one in found.searched)
    do_next = tr(
        "Try other words, or add a brief record by hand: `procstation catalog add --title …`."
    )
    if found.trouble is not None:
        do_next = tr(
            "{do_next} Or add a brief record: `procstation catalog add`.",
            do_next=found.trouble.do_next,
        )
        first = f" {found.trouble.what}"
    else:
        first = ""
    return InputRefused(
        tr(
            "No record for {text}; searched in: {asked}.{first}",
            text=found.wanted.text,
            asked=asked,
            first=first,
        ),
        do_next,
    )


def _said_by(one: "Searched") -> str:
    if one.trouble:
        return tr("not asked")
    return one.unread[0] if one.unread else tr("no")


def _not_taken(found: "Found") -> InputRefused:
    count = len(found.candidates)
    if count == 1 and not found.candidates[0].doubt:
        return InputRefused(
            tr(
                "One record was read of more that were found for {text}; it was not taken.",
                text=found.wanted.text,
            ),
            tr("Take it all the same with --pick 1, or say more, so that fewer are found."),
        )
    if count == 1:
        return InputRefused(
            tr(
                "One record was found, and {doubt}; it was not taken.",
                doubt=found.candidates[0].doubt,
            ),
            tr(
                "Take it all the same with --pick 1, or add a brief record:"
                " `procstation catalog add`."
            ),
        )
    return InputRefused(
        tr(
            "{count} records were found for {text}; none was taken.",
            count=count,
            text=found.wanted.text,
        ),
        tr("Take one of them with --pick N."),
    )


def _document(found: "Found", chosen: "Candidate | None", taken: "Taken | None") -> dict[str, Any]:
    numbers = {id(one): number for number, one in enumerate(found.candidates, start=1)}
    return {
        "wanted": {
            "by": found.wanted.by,
            "text": found.wanted.forms[0],
            "author": found.wanted.author,
        },
        "searched": [_searched_document(one) for one in found.searched],
        "candidates": [
            {
                "number": numbers[id(one)],
                "target": one.target,
                **_title_document(one.title),
                "edition": one.edition,
                "doubt": one.doubt,
                "dropped": list(one.dropped),
            }
            for one in found.candidates
        ],
        "picked": numbers[id(chosen)] if chosen is not None else None,
        "taken": _taken_document(taken),
    }


def _searched_document(searched: "Searched") -> dict[str, Any]:
    trouble = searched.trouble
    return {
        "target": searched.target,
        "found": searched.found,
        "candidates": searched.candidates,
        "unread": list(searched.unread),
        "error": None if trouble is None else {"what": trouble.what, "next": trouble.do_next},
    }


def _title_document(title: "Title") -> dict[str, Any]:
    number = title.call_number
    return {
        "title": title.title,
        "author": title.author,
        "date": title.date,
        "publisher": title.publisher,
        "medium": title.medium,
        "isbn": list(title.isbn),
        "issn": list(title.issn),
        "call_number": None if number is None else number.text,
        "scheme": None if number is None else number.scheme.value,
    }


def _taken_document(taken: "Taken | None") -> dict[str, Any] | None:
    if taken is None:
        return None
    return {
        "title_id": taken.title_id,
        "load": taken.load,
        "file": taken.file,
        "outcome": taken.outcome,
    }


def _lines(found: "Found", chosen: "Candidate | None", taken: "Taken | None") -> Iterator[str]:
    for one in found.searched:
        yield from _searched_lines(one)
    for number, candidate in enumerate(found.candidates, start=1):
        first, *others = _title_lines(candidate.title, candidate.edition)
        yield f"{number:>3}  {first}"
        yield from (f"     {line}" for line in others)
        doubt = f"; {candidate.doubt}" if candidate.doubt else ""
        yield tr("       from {target}{doubt}", target=candidate.target, doubt=doubt)
    if chosen is not None and chosen.dropped:
        yield tr("left out: {dropped}", dropped=", ".join(chosen.dropped))
    yield from _taken_lines(taken)


def _searched_lines(searched: "Searched") -> Iterator[str]:
    if searched.trouble is not None:
        yield f"{searched.target}: ! {searched.trouble.what}"
        return
    more = (
        tr(", {candidates} of them shown", candidates=searched.candidates)
        if searched.found > searched.candidates
        else ""
    )
    yield tr(
        "{target}: {found} found{more}", target=searched.target, found=searched.found, more=more
    )
    yield from (tr("  ! a record was left out: {why}", why=why) for why in searched.unread)


def _title_lines(title: "Title", edition: str) -> Iterator[str]:
    yield title.title
    about = [part for part in (title.author, edition, title.publisher, title.date) if part]
    if about:
        yield f"  {' · '.join(about)}"
    numbers = [
        *(tr("ISBN {one}", one=one) for one in title.isbn),
        *(tr("ISSN {one}", one=one) for one in title.issn),
    ]
    number = title.call_number
    numbers.append(
        tr("call number {text}", text=number.text) if number is not None else tr("no call number")
    )
    yield f"  {', '.join(numbers)}"


def _taken_lines(taken: "Taken | None") -> Iterator[str]:
    if taken is None:
        return
    yield tr(
        "{outcome}: title {title_id}, kept whole in {file}",
        outcome=taken.outcome,
        title_id=taken.title_id,
        file=taken.file,
    )
    yield tr("`procstation catalog undo-load {load}` takes it back.", load=taken.load)
