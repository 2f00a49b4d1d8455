"""Notes made into a WAV file: 16 bits, one channel."""

import io
import math
import wave
from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain

from procstation.sound.theme import Note, Shape

RATE_HZ = 22_050
"""Twice the highest harmonic that is drawn, and a little."""

RELEASE_MS = 12
"""A note ends over so long: cut off at once it would click."""

QUIET_MS = 60
"""Before the first note. Some sound cards swallow the beginning of what they wake up for."""

FULL = 32_767


def wav_of(notes: Sequence[Note], shape: Shape, volume: int) -> bytes:
    """Return the notes one after another as a WAV file.

    Args:
        volume: 0 to 100.
    """
    quiet = [0.0] * _samples(QUIET_MS)
    samples = chain(quiet, *(map(partial(_sounded, shape), notes)), quiet)
    scale = FULL * volume / 100 / sum(shape.partials)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(_little_endian(round(one * scale) for one in samples))
    return out.getvalue()


def length_s(notes: Sequence[Note]) -> float:
    """Return how long the notes sound, the silence before them included."""
    return (QUIET_MS + sum(note.ms for note in notes)) / 1000


def _sounded(shape: Shape, note: Note) -> list[float]:
    count = _samples(note.ms)
    if not note.hz:
        return [0.0] * count
    attack, release = _samples(shape.attack_ms), _samples(RELEASE_MS)
    step = 2 * math.pi * note.hz / RATE_HZ
    partials = [
        (number, share)
        for number, share in enumerate(shape.partials, start=1)
        # What lies above half the rate would be heard as a wrong, lower note.
        if share and note.hz * number < RATE_HZ / 2
    ]
    fade = math.exp(-1000 / (shape.fade_ms * RATE_HZ)) if shape.fade_ms else 1.0
    samples, level = [], note.loud
    for at in range(count):
        swell = min(1.0, at / attack, (count - at) / release)
        wave_now = sum(share * math.sin(step * number * at) for number, share in partials)
        samples.append(wave_now * swell * level)
        level *= fade
    return samples


def _samples(ms: int) -> int:
    return RATE_HZ * ms // 1000


def _little_endian(values: Iterable[int]) -> bytes:
    samples = array("h", values)
    if array("h", [1]).tobytes()[0] != 1:
        samples.byteswap()
    return samples.tobytes()
