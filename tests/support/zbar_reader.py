"""ZBar, the second reader of barcodes, by its C library (libzbar, LGPL), where that is installed.

It is independent of the one the program uses. It reads no Data Matrix.
"""

import ctypes
import ctypes.util
from functools import cache
from typing import Any

from PIL import Image

SYMBOLS = {
    "codabar": (38,),
    "code39": (39,),
    "code39-mod43": (39,),
    "code128": (128,),
    "ean13": (13,),
    "itf": (25,),
    "itf14": (25,),
    "qr": (64,),
}
"""`zbar_symbol_type_t` by the name the program gives a symbology."""

EAN_WITH_ADDON = (13, 5, 2)
"""It reads them as two symbols."""

ENABLE, MIN_LENGTH, DOWN, ACROSS = 0, 0x20, 0x100, 0x101
ROWS_APART = 4
"""Bars are looked at in every fourth row of pixels, and never from top to bottom."""

GREY = int.from_bytes(b"Y800", "little")


@cache
def library() -> Any:
    """Return the library, None where there is none."""
    name = ctypes.util.find_library("zbar")
    if name is None:
        return None
    zbar = ctypes.CDLL(name)
    pointer, number, size = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "image_scanner_create": (pointer, []),
        "image_scanner_destroy": (None, [pointer]),
        "image_scanner_set_config": (number, [pointer, number, number, number]),
        "scan_image": (number, [pointer, pointer]),
        "image_create": (pointer, []),
        "image_destroy": (None, [pointer]),
        "image_set_format": (None, [pointer, ctypes.c_ulong]),
        "image_set_size": (None, [pointer, size, size]),
        "image_set_data": (None, [pointer, pointer, ctypes.c_ulong, pointer]),
        "image_first_symbol": (pointer, [pointer]),
        "symbol_next": (pointer, [pointer]),
        "symbol_get_data": (pointer, [pointer]),
        "symbol_get_data_length": (size, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(zbar, f"zbar_{name}")
        function.restype, function.argtypes = result, arguments
    return zbar


def zbar_reads(
    picture: Image.Image, symbology: str, *, addon: bool = False, at_least: int = 0
) -> list[str]:
    """Return the texts of the symbols of one symbology in a picture.

    Args:
        addon: Take an EAN-13 together with its add-on, their digits in one.
        at_least: Characters; shorter ones are not reported. Inside of ITF shorter ITF may be found,
            so scanners have to be told the length of its numbers.
    """
    zbar = library()
    scanner, image = zbar.zbar_image_scanner_create(), zbar.zbar_image_create()
    try:
        zbar.zbar_image_scanner_set_config(scanner, 0, ENABLE, 0)
        for symbol_type in EAN_WITH_ADDON if addon else SYMBOLS[symbology]:
            zbar.zbar_image_scanner_set_config(scanner, symbol_type, ENABLE, 1)
            if symbology in ("codabar", "code39", "code39-mod43", "code128"):
                zbar.zbar_image_scanner_set_config(scanner, symbol_type, MIN_LENGTH, 1)
            if at_least:
                zbar.zbar_image_scanner_set_config(scanner, symbol_type, MIN_LENGTH, at_least)
        grey = picture.convert("L")
        if symbology != "qr":
            zbar.zbar_image_scanner_set_config(scanner, 0, DOWN, 0)
            zbar.zbar_image_scanner_set_config(scanner, 0, ACROSS, ROWS_APART)
        data = grey.tobytes()
        zbar.zbar_image_set_format(image, GREY)
        zbar.zbar_image_set_size(image, grey.width, grey.height)
        zbar.zbar_image_set_data(image, data, len(data), None)
        zbar.zbar_scan_image(scanner, image)
        texts = []
        symbol = zbar.zbar_image_first_symbol(image)
        while symbol:
            length = zbar.zbar_symbol_get_data_length(symbol)
            text = ctypes.string_at(zbar.zbar_symbol_get_data(symbol), length).decode("latin-1")
            texts.append(text)
            symbol = zbar.zbar_symbol_next(symbol)
    finally:
        zbar.zbar_image_destroy(image)
        zbar.zbar_image_scanner_destroy(scanner)
    if addon:
        return ["".join(sorted(texts, key=len, reverse=True))]
    return texts
