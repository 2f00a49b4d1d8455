"""What a terminal in a page shows, as text: the bytes it is sent, drawn by a terminal of ours."""

import json
import re
import unicodedata
from typing import Any

from rich.cells import cell_len

PIECE = re.compile(
    r"\x1b\[(?P<parameters>[0-9;:?<>=]*)[ -/]*(?P<act>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1bP[^\x1b]*\x1b\\"
    r"|\x1b[()][0-9A-Za-z]"
    r"|\x1b[=>78cM]"
    r"|(?P<control>[\r\n\b\t])"
    r"|(?P<text>[^\x00-\x1f\x7f\x1b]+)"
    r"|[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]"
)


class PageText:
    """Follows one page, from before it is opened.

    Attributes:
        columns, rows: Of its terminal; 0 until it has one.
    """

    def __init__(self, page: Any) -> None:
        self.columns = self.rows = 0
        self._cells: list[list[str]] = []
        self._held = b""
        self._at = (0, 0)
        page.on("websocket", self._opened)

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self._cells]

    def shows(self, *texts: str) -> bool:
        """Whether all of it can be read, also where it is broken between words."""
        shown = " ".join("".join(row).strip(" │") for row in self._cells)
        return all(re.search(_broken(text), shown) for text in texts)

    def place(self, text: str) -> tuple[float, float]:
        """Return the middle of a text, as parts of the width and the height.

        Raises:
            AssertionError: It is not shown.
        """
        for number, row in enumerate(self._cells):
            column = "".join(row).find(text)
            if column >= 0:
                before = cell_len("".join(row)[:column])
                return (before + cell_len(text) / 2) / self.columns, (number + 0.5) / self.rows
        raise AssertionError(f"{text!r} is not in:\n" + "\n".join(self.lines))

    def _opened(self, socket: Any) -> None:
        size = dict(part.split("=") for part in socket.url.partition("?")[2].split("&"))
        self._resize(int(size["width"]), int(size["height"]))
        self._held = b""
        socket.on("framereceived", self._draw)
        socket.on("framesent", self._told)

    def _told(self, data: bytes | str) -> None:
        match json.loads(data):
            case ["resize", {"width": width, "height": height}]:
                if (width, height) != (self.columns, self.rows):
                    self._resize(width, height)

    def _resize(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._cells = [[" "] * columns for _ in range(rows)]
        self._at = (0, 0)

    def _draw(self, data: bytes | str) -> None:
        if isinstance(data, str):
            return
        self._held += data
        text, self._held = _whole(self._held)
        at = 0
        while at < len(text):
            piece = PIECE.match(text, at)
            if piece is None:
                # The rest of it is still on its way.
                self._held = text[at:].encode() + self._held
                return
            at = piece.end()
            if piece["text"]:
                self._write(piece["text"])
            elif piece["control"]:
                self._move(piece["control"])
            elif piece["act"] in ("H", "f"):
                row, _, column = piece["parameters"].partition(";")
                self._at = int(row or 1) - 1, int(column or 1) - 1
            elif piece["act"] == "J" and piece["parameters"] == "2":
                self._cells = [[" "] * self.columns for _ in range(self.rows)]

    def _move(self, control: str) -> None:
        row, column = self._at
        if control == "\r":
            self._at = row, 0
        elif control == "\n":
            self._at = row + 1, column

    def _write(self, text: str) -> None:
        row, column = self._at
        for one in text:
            width = cell_len(one)
            if row < self.rows and column < self.columns and width:
                self._cells[row][column] = one
                if width > 1 and column + 1 < self.columns:
                    self._cells[row][column + 1] = ""
            elif not width and unicodedata.combining(one) and 0 < column <= self.columns:
                self._cells[row][column - 1] += one
            column += width
        self._at = row, column


def _whole(data: bytes) -> tuple[str, bytes]:
    """Split off the beginning of a letter whose end is still on its way."""
    for cut in range(min(4, len(data) + 1)):
        end = len(data) - cut
        try:
            return data[:end].decode(), data[end:]
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace"), b""


def _broken(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
