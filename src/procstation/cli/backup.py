"""`backup` and `restore`: a copy of all a station has, and putting it back."""

from pathlib import Path

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.supervisor import require_supervisor
from procstation.language import decimal, tr


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR|FILE.zip")
@json_option
@click.pass_obj
def backup(context: Context, target: Path, as_json: bool) -> None:
    """Copy all this station has to a new folder or a new .zip file, while it works: store, journal,
    labels, undo images, configuration. A store on a server is backed up there."""
    from procstation.clock import utc_now  # noqa: PLC0415
    from procstation.station.backup import back_up  # noqa: PLC0415
    from procstation.store.engine import file_of  # noqa: PLC0415

    store, name = file_of(context.store_url), context.config.station.name
    manifest = back_up(context.home, store, name, target, utc_now())
    size = sum(one.size for one in manifest.files.values())
    document = {
        "backup": str(target),
        "made_at": manifest.made_at,
        "files": len(manifest.files),
        "bytes": size,
        "store": manifest.has_store,
    }
    lines = [
        tr(
            "{target}: {count} files, {size} MB, each read through",
            target=target,
            count=len(manifest.files),
            size=decimal(f"{size / 1000000.0:.1f}"),
        )
    ]
    if not manifest.has_store:
        lines.append(tr("The store is on a server and not in it: back that up with pg_dump."))
    answer(document, as_json, lambda: lines)


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE.zip")
@click.option(
    "--highest",
    multiple=True,
    metavar="BARCODE",
    help="The highest number on a book, of each range, where the store here cannot tell.",
)
@click.option("--nothing-since", is_flag=True, help="No number was given out since the backup.")
@json_option
@click.pass_obj
def restore(
    context: Context, source: Path, highest: tuple[str, ...], nothing_since: bool, as_json: bool
) -> None:
    """Put a backup back, while no station runs. What is there is kept aside. Numbers that were
    given out since are not given out again."""
    from procstation.clock import utc_now  # noqa: PLC0415
    from procstation.station.restore import restore as put_back  # noqa: PLC0415
    from procstation.store.engine import file_of  # noqa: PLC0415

    require_supervisor(context, tr("put a backup back"))
    done = put_back(
        context.home,
        file_of(context.store_url),
        source,
        utc_now(),
        highest,
        nothing_since=nothing_since,
    )
    document = {
        "made_at": done.manifest.made_at,
        "files": len(done.manifest.files),
        "kept_aside": None if done.kept_aside is None else str(done.kept_aside),
        "next_serials": done.next_serials,
        "journal_goes_on": done.goes_on,
    }
    lines = [
        tr(
            "The backup of {made_at} is back: {count} files",
            made_at=done.manifest.made_at,
            count=len(done.manifest.files),
        )
    ]
    if done.kept_aside is not None:
        lines.append(tr("What was there is in {kept_aside}", kept_aside=done.kept_aside))
    lines += [
        tr("range {name} goes on with {serial}", name=name, serial=serial)
        for name, serial in done.next_serials.items()
    ]
    answer(document, as_json, lambda: lines)
