"""Sweeps of a small library, and one of several hands that add to one at the same time."""

from procstation.catalog import Catalogue
from procstation.items import BarcodeRange
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import read_scan_file
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload


def sweeps_of(catalogue: Catalogue, at: str = "2026-11-21T10:00:00Z") -> Sweeps:
    rules = HouseRules(Statuses({}), Placing(), (BarcodeRange("ours", "31234", check="none"),))
    return Sweeps(catalogue.store, rules, now=lambda: at)


def upload(*codes: str, name: str = "scans.txt") -> Upload:
    data = "".join(f"{code}\n" for code in codes).encode()
    return Upload(name, data, read_scan_file(data))


def add_all(url: str, codes: list[str], name: str) -> None:
    """Add codes to the sweep `s` one by one, each as a file of its own."""
    catalogue = Catalogue.open(url)
    sweeps = sweeps_of(catalogue)
    for code in codes:
        sweeps.add("s", upload(code, name=f"{name}-{code}"))
    catalogue.close()
