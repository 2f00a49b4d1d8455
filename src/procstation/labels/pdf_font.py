"""A font in a PDF, by glyphs: only those used are embedded, and shaped ones as well as plain.

A composite font whose codes are the numbers of the glyphs (ISO 32000-1, 9.7), so that what was set
is what is shown. reportlab's own fonts go by characters, of TrueType outlines only.
"""

import re
from typing import Any
from zlib import compress, crc32

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
)

from procstation.labels.fonts import KEPT_LINES
from procstation.labels.shaping import FontFile, Line, harfbuzz

UNFIT_FOR_NAME = re.compile(r"[^A-Za-z0-9-]")

CODES_A_BLOCK = 100
"""What one `beginbfchar` may hold (Adobe Technical Note 5411)."""

BEST = 6
"""Level of compression beyond which nothing more is gained."""

UNUSED_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"OS/2", b"name", b"post")
"""What a PDF asks of an embedded font is its glyphs."""

SYMBOLIC = 4
"""Descriptor flag: the glyphs are not those of a standard Latin encoding."""


class PdfFont:
    """One font of one document.

    Attributes:
        resource: Its name on the pages.
        codes: Four hexadecimal digits for each character set by its own glyph.
    """

    def __init__(self, file: FontFile, resource: str) -> None:
        self.file = file
        self.resource = resource
        self.codes = _Codes(file)
        self._shown: dict[str, str] = {}
        self._shaped: set[int] = set()
        self._meaning: dict[int, str] = {}

    def shown(self, text: str) -> str:
        """Return the operator that shows a line of plain characters."""
        if text not in self._shown:
            if len(self._shown) >= KEPT_LINES:
                self._shown.clear()
            codes = "".join(map(self.codes.__getitem__, text))
            self._shown[text] = f"<{codes}> Tj"
        return self._shown[text]

    def use(self, line: Line) -> None:
        """Take note of the glyphs a set line has of this font, so that they are embedded."""
        self._shaped.update(glyph.number for glyph in line.glyphs if glyph.font is self.file)
        for character in line.text:
            if ord(character) in self.file.covered:
                self._meaning.setdefault(self.file.glyph(character), character)

    def embed(self, document: PDFDocument) -> Any:
        """Add the font to the document and return a reference to it."""
        meaning = self._meaning | {int(code, 16): one for one, code in self.codes.items()}
        used = sorted({int(code, 16) for code in self.codes.values()} | self._shaped)
        meaning = {number: meaning[number] for number in used if number in meaning}
        subset = self._subset(used)
        name = PDFName(_subset_name(used) + "+" + UNFIT_FOR_NAME.sub("", self.file.name))
        compact = "CFF " in subset.table_tags
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType0" if compact else "CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(self._descriptor(document, name, subset)),
            "DW": 1000,
            "W": PDFArray(self._widths(used)),
        }
        if not compact:
            descendant["CIDToGIDMap"] = PDFName("Identity")
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": name,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
            "ToUnicode": document.Reference(stream(_to_unicode(meaning))),
        }
        return document.Reference(PDFDictionary(font))

    def _subset(self, used: list[int]) -> Any:
        wanted = harfbuzz.SubsetInput()
        wanted.glyph_set.update(used)
        wanted.flags = (
            harfbuzz.SubsetFlags.RETAIN_GIDS
            | harfbuzz.SubsetFlags.NO_HINTING
            | harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
            | harfbuzz.SubsetFlags.DOWNGRADE_CFF2
            | harfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
        )
        if self.file.face.has_var_data:
            wanted.pin_all_axes_to_default(self.file.face)
        wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in UNUSED_TABLES)
        return wanted.subset(self.file.face)

    def _widths(self, used: list[int]) -> list[Any]:
        widths: list[Any] = []
        for number in used:
            widths += [number, PDFArray([round(1000 * self.file.advance_em(number), 2)])]
        return widths

    def _descriptor(self, document: PDFDocument, name: Any, subset: Any) -> Any:
        extents = self.file.font.get_font_extents("ltr")
        ascent, descent = (
            round(1000 * one / self.file.upem) for one in (extents.ascender, extents.descender)
        )
        entries = {
            "Type": PDFName("FontDescriptor"),
            "FontName": name,
            "Flags": SYMBOLIC,
            "FontBBox": PDFArray([-1000, descent, 3000, ascent]),
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": ascent,
            "StemV": 80,
        }
        if "CFF " in subset.table_tags:
            outlines = subset.reference_table("CFF ").data
            program = stream(outlines, Subtype=PDFName("CIDFontType0C"))
            entries["FontFile3"] = document.Reference(program)
        else:
            data = subset.blob.data
            entries["FontFile2"] = document.Reference(stream(data, Length1=len(data)))
        return PDFDictionary(entries)


class _Codes(dict[str, str]):
    """Filled as characters are asked for, which also notes what is used."""

    def __init__(self, file: FontFile) -> None:
        super().__init__()
        self._file = file

    def __missing__(self, character: str) -> str:
        self[character] = code = f"{self._file.glyph(character):04x}"
        return code


def stream(data: bytes, level: int = BEST, **entries: Any) -> PDFStream:
    """Return bytes as a stream object, compressed."""
    dictionary = PDFDictionary({"Filter": PDFName("FlateDecode"), **entries})
    return PDFStream(dictionary, compress(data, level))


def _subset_name(used: list[int]) -> str:
    """Return six letters that say which glyphs are in it."""
    letters, rest = "", crc32(repr(used).encode())
    for _ in range(6):
        rest, letter = divmod(rest, 26)
        letters += chr(ord("A") + letter)
    return letters


def _to_unicode(meaning: dict[int, str]) -> bytes:
    """Return the table by which text is searched and copied (ISO 32000-1, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    pairs = [f"<{number:04x}> <{utf16(text)}>" for number, text in meaning.items()]
    for at in range(0, len(pairs), CODES_A_BLOCK):
        block = pairs[at : at + CODES_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap CMapName currentdict /CMap defineresource pop end end"]
    return "\n".join(lines).encode()


def utf16(text: str) -> str:
    """Return text as hexadecimal UTF-16, most significant byte first."""
    return text.encode("utf-16-be").hex()
