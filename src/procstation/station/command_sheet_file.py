"""The sheet of command barcodes of this station, as a file to be printed on plain paper."""

import os
from collections.abc import Mapping
from pathlib import Path

from procstation.errors import StoreError
from procstation.language import tr
from procstation.linking import Profiles
from procstation.linking.command_sheet import command_groups

FILE = "command-barcodes.pdf"

LETTER_LANDS = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "DO", "PR"})
"""Countries whose printers hold Letter (Unicode CLDR, paperSize US-Letter)."""


def usual_paper(environment: Mapping[str, str]) -> str:
    """Return the paper of a person's country: `a4` or `letter`."""
    for name in ("LC_ALL", "LC_PAPER", "LANG"):
        locale = environment.get(name, "")
        if locale:
            land = locale.replace("-", "_").partition(".")[0].partition("_")[2].upper()
            return "letter" if land in LETTER_LANDS else "a4"
    return "a4"


def write_command_sheet(
    home: Path, profiles: Profiles, environment: Mapping[str, str] = os.environ
) -> Path:
    """Write the sheet into the home, and return where it is. Takes a second.

    Raises:
        InputRefused: A profile has a name that no barcode has room for.
        StoreError: It cannot be written.
    """
    # They load the libraries that draw and read barcodes.
    from procstation.labels.printed_page import PAPERS  # noqa: PLC0415
    from procstation.printing.command_page import write_command_pages  # noqa: PLC0415

    path = home / FILE
    try:
        write_command_pages(command_groups(profiles), path, PAPERS[usual_paper(environment)])
    except OSError as error:
        raise StoreError(
            tr("{path} cannot be written: {why}.", path=path, why=error.strerror or error),
            tr("Close it where it is open, or correct its permissions."),
        ) from error
    return path
