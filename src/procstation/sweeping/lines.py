"""The plainest file of a scanner: one code a line."""

from procstation.sweeping.model import ScanFile, ScanRead


def read_lines(data: bytes) -> ScanFile:
    """Read one code a line; empty lines say nothing."""
    text = data.decode("utf-8-sig", "replace")
    codes = enumerate(map(str.strip, text.splitlines()), start=1)
    reads = [ScanRead(code, "", "", number) for number, code in codes if code]
    return ScanFile(reads, kind="lines", why="one code a line")
