"""Where the files of a journal are that were archived: an option of what reads all of it."""

from pathlib import Path

import click

archive_option = click.option(
    "--archive",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where archived files of the journal are.",
)
