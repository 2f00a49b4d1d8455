"""What lies in a watched folder, added to a sweep."""

from procstation.sweeping.drop_folder import DropFolder
from procstation.sweeping.files import FileRules, read_scan_file
from procstation.sweeping.sweeps import Sweeps
from procstation.sweeping.uploads import Added, Upload


def add_dropped(
    sweeps: Sweeps,
    name: str,
    drop: DropFolder,
    rules: FileRules,
    *,
    person: str = "",
    device: str = "",
) -> tuple[list[Added], list[str]]:
    """Look once, and add each file that is whole; return what that did, and what each was taken
    for.

    Raises:
        InputRefused: There is no such open sweep.
        StoreError: The store does not take it. The file stays where it is.
    """
    added, whys = [], []
    for dropped in drop.ready():
        scans = read_scan_file(dropped.data, rules)
        added.append(
            sweeps.add(name, Upload(str(dropped.path), dropped.data, scans, person, device))
        )
        whys.append(scans.why)
        # Only now: killed in between, the file is found and known again.
        drop.put_away(dropped)
    return added, whys
