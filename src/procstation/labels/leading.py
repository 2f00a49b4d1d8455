"""How far apart the lines of a block stand: as its template says, or as far as their ink needs."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from procstation.labels.fonts import Face

GAP_EM = 0.05
"""Between lines that leading alone would bring together: `l` and `b` are higher than capitals."""


def baselines_em(
    lines: tuple[str, ...], face: Face, leading: float
) -> tuple[Sequence[float], float]:
    """Return where each line stands below the upper edge of a block, and how high all are, in em.

    A line of nothing but the font's own letters takes no more than that font's room. Others may
    rise and fall beyond it: Thai, Arabic, and what is from another font.
    """
    if face.plain_widths_em(lines) is not None:
        return _of_plain_lines(len(lines), face, leading)
    inked = [face.rise_and_fall_em(line) for line in lines]
    baselines = [max(face.ascent_em, inked[0][0])]
    for (_, fall), (rise, _) in pairwise(inked):
        baselines.append(baselines[-1] + max(leading, fall + rise + GAP_EM))
    return baselines, baselines[-1] + max(face.descent_em, inked[-1][1])


@lru_cache(maxsize=256)
def _of_plain_lines(count: int, face: Face, leading: float) -> tuple[Sequence[float], float]:
    last = face.ascent_em + (count - 1) * leading
    return tuple(face.ascent_em + at * leading for at in range(count)), last + face.descent_em
