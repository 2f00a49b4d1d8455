"""`procstation sweep download`: what a memory scanner keeps."""

from collections.abc import Iterator
from contextlib import closing

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.device import require_no_station
from procstation.cli.sweep_add import added_document, added_lines, require_open
from procstation.config import DeviceSection
from procstation.devices import Rack, open_device
from procstation.errors import DeviceError, UsageError, did_you_mean
from procstation.items import BarcodeRange
from procstation.language import tr
from procstation.station.sweep_memory import DOWNLOADS, add_pending, fetched_lines
from procstation.sweeping.download import Fetched, fetch
from procstation.sweeping.downloads import Downloads
from procstation.sweeping.uploads import Added


@click.command()
@click.argument("name")
@click.argument("device", required=False)
@click.option("--keep", is_flag=True, help="Do not clear the scanner.")
@click.option("--person", default="", help="Who scanned.")
@json_option
@click.pass_obj
def download(
    context: Context, name: str, device: str | None, keep: bool, person: str, as_json: bool
) -> None:
    """Fetch what a memory scanner keeps, and add it to a sweep.

    It is on disk, in the folder `downloads` of the home, before the scanner is cleared; then the
    scanner's clock is set, and how far it was off is taken out of the times.
    """
    require_open(context, name)
    called, section = _chosen(context, device)
    require_no_station(context)
    ranges = tuple(map(BarcodeRange.from_section, context.config.barcodes.ranges))
    downloads = Downloads(context.home / DOWNLOADS, ranges)
    try:
        where = f"devices.{called}.options"
        with closing(
            open_device("memory", section.driver, section.port, section.options, Rack(), where)
        ) as scanner:
            fetched = fetch(scanner, downloads, device=called, sweep=name, clear=not keep)
    except DeviceError:
        # What an earlier or this run brought to disk belongs to the sweep whatever happened then.
        for line in added_lines(*add_pending(context.sweeps, downloads, name, person)):
            click.echo(line, err=True)
        raise
    added, whys = add_pending(context.sweeps, downloads, name, person)
    document = {
        "device": called,
        "serial": fetched.state.serial,
        "detail": fetched.state.detail,
        "fetched": fetched.fetched,
        "fetched_before": fetched.fetched - fetched.new,
        "cleared": fetched.cleared,
        "drift_s": fetched.drift_s,
        "clock_set": fetched.clock_set,
        "notes": list(fetched.notes),
        **added_document(added, whys),
    }
    answer(document, as_json, lambda: _lines(called, fetched, added, whys))


def _chosen(context: Context, device: str | None) -> tuple[str, DeviceSection]:
    scanners = context.config.devices_of("memory")
    if device is None and len(scanners) == 1:
        return next(iter(scanners.items()))
    if device in scanners:
        return device, scanners[device]
    if not scanners:
        raise UsageError(
            tr("No memory scanner is configured."),
            tr('Write a table [devices.NAME] with kind = "memory" to procstation.toml.'),
        )
    if device is None:
        raise UsageError(
            tr("There are several memory scanners."),
            tr("Name one: {scanners}.", scanners=", ".join(scanners)),
        )
    raise UsageError(
        tr("No memory scanner is named {device!r}.", device=device), did_you_mean(device, scanners)
    )


def _lines(called: str, fetched: Fetched, added: list[Added], whys: list[str]) -> Iterator[str]:
    yield from fetched_lines(called, fetched)
    yield from added_lines(added, whys)
