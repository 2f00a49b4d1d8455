"""Asking a printer something, where the answer has no end mark: silence ends it."""

from procstation.devices import Link
from procstation_drivers.printers.trouble import ANSWER_S

QUIET_S = 0.1
"""Seconds of silence after which an answer is whole, and one that came late is in as well."""

LARGEST_ANSWER = 4096
"""Bytes. More than this after one question is no answer to it."""

PIECE = 4096
"""Bytes of a job written at once: a third of a second at 115200 baud."""


def ask(link: Link, question: bytes) -> bytes:
    """Return what is answered; b"" for silence. What had arrived before is thrown away.

    Raises:
        DeviceLost: The port went away.
    """
    discard(link)
    link.write(question)
    answer = bytearray(link.read(ANSWER_S))
    while answer and len(answer) < LARGEST_ANSWER:
        data = link.read(QUIET_S)
        if not data:
            break
        answer += data
    return bytes(answer)


def discard(link: Link, seconds: float = 0.0) -> None:
    """Wait, throwing away what arrives: an answer that late belongs to no question."""
    end_s, thrown_away = link.now_s() + seconds, 0
    while thrown_away < LARGEST_ANSWER:
        data = link.read(max(0.0, end_s - link.now_s()))
        if not data:
            break
        thrown_away += len(data)


def write_pieces(link: Link, job: bytes) -> None:
    """Write a job in pieces, so that no single one takes longer than a port allows.

    Raises:
        DeviceLost: The port went away.
    """
    for start in range(0, len(job), PIECE):
        link.write(job[start : start + PIECE])
