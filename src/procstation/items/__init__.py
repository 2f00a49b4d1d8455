"""Items: barcodes, check digits, call numbers, shelf order."""

from procstation.items.barcode import COMMAND_PREFIX, BarcodeKind, BarcodeReading, classify
from procstation.items.barcode_range import BarcodeRange, Enforce
from procstation.items.callnumber import CallNumber, Scheme
from procstation.items.scheme_guess import guess_scheme, scheme_of_all
from procstation.items.shelf_order import in_shelf_order, is_callnumber, shelf_key, shelf_keys
from procstation.items.shelf_rules import DEFAULT_RULES, ShelfRules
from procstation.items.spine import SpineLines, split

__all__ = [
    "COMMAND_PREFIX",
    "DEFAULT_RULES",
    "BarcodeKind",
    "BarcodeRange",
    "BarcodeReading",
    "CallNumber",
    "Enforce",
    "Scheme",
    "ShelfRules",
    "SpineLines",
    "classify",
    "guess_scheme",
    "in_shelf_order",
    "is_callnumber",
    "scheme_of_all",
    "shelf_key",
    "shelf_keys",
    "split",
]
