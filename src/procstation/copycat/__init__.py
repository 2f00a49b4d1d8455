"""Copy cataloguing: records the catalogue has not, fetched from catalogues elsewhere.

SRU is spoken by ourselves, Z39.50 by the YAZ library where it is installed. Importing this imports
neither an HTTP client nor that library; the first search does.
"""

from procstation.copycat.bring_in import Taken
from procstation.copycat.candidate import Candidate
from procstation.copycat.copy_cataloguing import CopyCataloguing, Found, Searched
from procstation.copycat.target import Target, known_targets, targets_of
from procstation.copycat.wanted import BY, By, Wanted, wanted

__all__ = [
    "BY",
    "By",
    "Candidate",
    "CopyCataloguing",
    "Found",
    "Searched",
    "Taken",
    "Target",
    "Wanted",
    "known_targets",
    "targets_of",
    "wanted",
]
