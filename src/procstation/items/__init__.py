"""Items: barcodes, check digits, call numbers, shelf order."""

from procstation.items.barcode import COMMAND_PREFIX, BarcodeKind, BarcodeReading, classify
from procstation.items.barcode_range import BarcodeRange, Enforce, last_serial, require_apart
from procstation.items.callnumber import CallNumber, Scheme
from procstation.items.filing import Filing, is_undecided
from procstation.items.patron import names_patron
from procstation.items.rule_book import SHIPPED, RuleBook
from procstation.items.scheme_guess import guess_scheme, scheme_of_all
from procstation.items.shelf_book import ShelfBook
from procstation.items.shelf_order import (
    by_bytes,
    is_callnumber,
    shelf_key,
    shelf_keys,
)
from procstation.items.shelf_overrides import FilesAs
from procstation.items.shelf_rules import DEFAULT_RULES, ShelfRules
from procstation.items.spine import SpineLines, split, split_by
from procstation.items.spine_parts import PartKind, kinds_of_lines
from procstation.items.spine_rules import SpineRules
from procstation.items.statements import bare, copy_statement, volume_lines

__all__ = [
    "COMMAND_PREFIX",
    "DEFAULT_RULES",
    "SHIPPED",
    "BarcodeKind",
    "BarcodeRange",
    "BarcodeReading",
    "CallNumber",
    "Enforce",
    "FilesAs",
    "Filing",
    "PartKind",
    "RuleBook",
    "Scheme",
    "ShelfBook",
    "ShelfRules",
    "SpineLines",
    "SpineRules",
    "bare",
    "by_bytes",
    "classify",
    "copy_statement",
    "guess_scheme",
    "is_callnumber",
    "is_undecided",
    "kinds_of_lines",
    "last_serial",
    "names_patron",
    "require_apart",
    "scheme_of_all",
    "shelf_key",
    "shelf_keys",
    "split",
    "split_by",
    "volume_lines",
]
