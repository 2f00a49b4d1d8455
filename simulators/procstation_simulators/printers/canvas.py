"""The dots of one label while it is drawn, and the picture they make."""


class Canvas:
    """Dots, black on white, as wide as it is made and as high as was drawn on it."""

    def __init__(self, width: int, height: int = 0) -> None:
        self.width = width
        self._rows = [0] * height

    @property
    def height(self) -> int:
        return len(self._rows)

    def draw(self, left: int, top: int, row_bytes: int, black: bytes) -> None:
        """Ink dots: 1 is black, the leftmost in the highest bit; what lies beside is lost."""
        shift = self.width - left - 8 * row_bytes
        for number in range(len(black) // row_bytes):
            row = int.from_bytes(black[number * row_bytes : (number + 1) * row_bytes], "big")
            self._ink(top + number, row << shift if shift >= 0 else row >> -shift)

    def box(self, left: int, top: int, width: int, height: int) -> None:
        """Ink a solid box."""
        width = min(width, self.width - left)
        bar = ((1 << max(0, width)) - 1) << max(0, self.width - left - width)
        for number in range(top, top + height):
            self._ink(number, bar)

    def feed(self, rows: int) -> None:
        """Let so many white rows follow."""
        self._rows += [0] * rows

    def pbm(self) -> bytes:
        """Return it as a binary PBM picture (netpbm `P4`)."""
        row_bytes = (self.width + 7) // 8
        rows = b"".join((row << -self.width % 8).to_bytes(row_bytes, "big") for row in self._rows)
        return b"P4\n%d %d\n%b" % (self.width, max(1, self.height), rows or bytes(row_bytes))

    def _ink(self, number: int, row: int) -> None:
        if number >= len(self._rows):
            self._rows += [0] * (number + 1 - len(self._rows))
        self._rows[number] |= row & ((1 << self.width) - 1)
