"""The plainest file of a scanner: one code a line."""

from procstation.sweeping.model import ScanFile, ScanRead


def read_lines(data: bytes) -> ScanFile:
    """Read one code a line; empty lines say nothing."""
    text = data.decode("utf-8-sig", "replace")
    lines = enumerate(text.splitlines(), start=1)
    reads = [ScanRead(line.strip(), line=number) for number, line in lines if line.strip()]
    return ScanFile(reads, kind="lines", why="one code a line")
