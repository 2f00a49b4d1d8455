"""`procstation sweep`: what stands on the shelf, against what the catalogue expects there."""

import click

from procstation.cli.sweep_add import add
from procstation.cli.sweep_download import download
from procstation.cli.sweep_live import live
from procstation.cli.sweep_open import open_sweep
from procstation.cli.sweep_report import report
from procstation.cli.sweep_results import cases, compare, undo_write_back, write_back
from procstation.cli.sweep_show import close, delete, list_sweeps, reopen, show
from procstation.cli.sweep_statistics import statistics
from procstation.cli.sweep_watch import watch


@click.group()
def sweep() -> None:
    """Sweeps of shelves: what is there, what is missing, what stands in the wrong place."""


for command in (
    *(open_sweep, add, live, show, report, statistics, close, reopen, list_sweeps, delete),
    *(compare, cases, write_back, undo_write_back, download, watch),
):
    sweep.add_command(command)
