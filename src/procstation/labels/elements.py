"""The elements of a symbol of bars, whichever its symbology."""

from procstation.labels.codabar import codabar_elements
from procstation.labels.code39 import code39_elements
from procstation.labels.code128 import code128_elements
from procstation.labels.ean import ean_elements
from procstation.labels.itf import itf_elements
from procstation.labels.symbology import Encoded, Symbology

EAN_DIGITS = 13


def elements_of(encoded: Encoded) -> tuple[int, ...]:
    """Return bar, space, bar, …: in modules, or 1 narrow and 2 wide where there are two widths."""
    reads = encoded.reads
    match encoded.symbology:
        case Symbology.CODABAR:
            return codabar_elements(reads)
        case Symbology.CODE39 | Symbology.CODE39_MOD43:
            return code39_elements(reads)
        case Symbology.EAN13:
            return ean_elements(reads[:EAN_DIGITS], reads[EAN_DIGITS:])
        case Symbology.ITF | Symbology.ITF14:
            return itf_elements(reads)
        case _:
            return code128_elements(reads)
