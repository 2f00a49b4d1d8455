"""Items: barcodes, check digits, call numbers, shelf order."""

from procstation.items.callnumber import CallNumber, Scheme

__all__ = ["CallNumber", "Scheme"]
