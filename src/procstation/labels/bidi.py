"""In which order the characters of one line are seen: the Unicode Bidirectional Algorithm (UAX 9).

One line of one paragraph, without its explicit embeddings, overrides and isolates (X1 to X8), which
records do not hold: their marks are passed over. The base direction is that of the first letter.
"""

from itertools import groupby
from operator import itemgetter
from unicodedata import bidirectional

LEFT, RIGHT = "L", "R"

PASSED_OVER = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
NEUTRAL = frozenset(("B", "S", "WS", "ON"))
TRAILING = frozenset(("S", "WS"))

BRACKETS = {"(": ")", "[": "]", "{": "}", "⁅": "⁆", "⁽": "⁾", "〈": "〉"} | {
    chr(code): chr(code + 1) for code in (0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016)
}
"""Those of bibliographic text: the two of a pair take one direction."""


def visual_runs(text: str) -> list[tuple[int, int, bool]]:
    """Cut a line into runs of one direction, in the order they are seen from the left.

    Returns:
        Start, end and whether the run is read from right to left.
    """
    levels = levels_of(text)
    runs = []
    at = 0
    for level, same in groupby(levels):
        end = at + len(list(same))
        runs.append((at, end, level))
        at = end
    # L2: from the highest level down to the lowest odd one, turn round what is at least so high.
    for turned in range(max(levels, default=0), 0, -1):
        ordered: list[tuple[int, int, int]] = []
        waiting: list[tuple[int, int, int]] = []
        for run in runs:
            if run[2] >= turned:
                waiting.insert(0, run)
            else:
                ordered += [*waiting, run]
                waiting = []
        ordered += waiting
        runs = ordered
    return [(start, end, level % 2 == 1) for start, end, level in runs]


def levels_of(text: str) -> list[int]:
    """Return the embedding level of each character; odd ones are read from right to left."""
    classes = [bidirectional(character) or LEFT for character in text]
    base = next((int(one != LEFT) for one in classes if one in ("L", "R", "AL")), 0)
    seen = [at for at, one in enumerate(classes) if one not in PASSED_OVER]
    shown = [classes[at] for at in seen]
    kinds = _weak(shown, "LR"[base])
    _pair_brackets([text[at] for at in seen], shown, kinds, "LR"[base])
    _neutral(kinds, "LR"[base])
    levels = [base] * len(text)
    for at, kind in zip(seen, kinds, strict=True):
        levels[at] = base + _raised(kind, base)
    for at in range(1, len(text)):
        if classes[at] in PASSED_OVER:
            levels[at] = levels[at - 1]
    return _without_trailing(levels, classes, base)


def _raised(kind: str, base: int) -> int:
    if kind in ("EN", "AN"):
        return 1 if base else 2
    return int(kind != "LR"[base])


def _without_trailing(levels: list[int], classes: list[str], base: int) -> list[int]:
    """Blanks before a tabulator and at the end belong to the line as a whole (L1)."""
    at_end = True
    for at in range(len(levels) - 1, -1, -1):
        if classes[at] in ("S", "B"):
            at_end = True
        elif classes[at] not in TRAILING and classes[at] not in PASSED_OVER:
            at_end = False
        if at_end:
            levels[at] = base
    return levels


def _weak(classes: list[str], start: str) -> list[str]:
    """Settle marks, digits and what stands between digits (W1 to W7)."""
    kinds: list[str] = []
    strong = start
    for one in classes:
        kind = (kinds[-1] if kinds else start) if one == "NSM" else one
        kinds.append(kind)
    for at, kind in enumerate(kinds):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        before, kind, after = kinds[at - 1 : at + 2]
        number = before == after and before in ("EN", "AN")
        if number and (kind == "CS" or (kind == "ES" and before == "EN")):
            kinds[at] = before
    at = 0
    for kind, same in groupby(list(kinds)):
        end = at + len(list(same))
        if kind == "ET":
            by_number = "EN" in (kinds[at - 1 : at] + kinds[end : end + 1])
            kinds[at:end] = ["EN" if by_number else "ON"] * (end - at)
        at = end
    kinds = ["ON" if kind in ("ES", "CS") else kind for kind in kinds]
    strong = start
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _pair_brackets(characters: list[str], classes: list[str], kinds: list[str], base: str) -> None:
    """Give both brackets of a pair the direction of what is in it, or before it (N0)."""
    for opening, closing in _paired(characters, kinds):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if base in inside:
            direction = base
        elif inside:
            before = (_direction(kind) for kind in reversed(kinds[:opening]))
            context = next(filter(None, before), base)
            direction = context if context in inside else base
        else:
            continue
        for bracket in (opening, closing):
            kinds[bracket] = direction
            mark = bracket + 1
            while mark < len(kinds) and classes[mark] == "NSM":
                kinds[mark] = direction
                mark += 1


def _paired(characters: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, character in enumerate(characters):
        if kinds[at] != "ON":
            continue
        if character in BRACKETS:
            waiting.append((BRACKETS[character], at))
        else:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == character:
                    pairs.append((waiting[depth][1], at))
                    del waiting[depth:]
                    break
    return sorted(pairs, key=itemgetter(0))


def _direction(kind: str) -> str:
    """Return the direction a kind lends to its neighbours; numbers count as right to left."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _neutral(kinds: list[str], base: str) -> None:
    """Neutral characters between two of one direction take it, others that of the line (N1, N2)."""
    at = 0
    for neutral, same in groupby(list(kinds), key=lambda kind: kind in NEUTRAL):
        end = at + len(list(same))
        if neutral:
            before = _direction(kinds[at - 1]) if at else base
            after = _direction(kinds[end]) if end < len(kinds) else base
            kinds[at:end] = [before if before == after else base] * (end - at)
        at = end
