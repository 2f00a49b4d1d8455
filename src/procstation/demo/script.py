"""A scripted demo run: hands and decisions line by line, without a terminal.

A line is an act of the hands (`scan`, `lay`, `tear 5`, …), or, after `>`, a line of the plain bench
(`> 1`, `> /skip no tag`, `> /undo`), or `expect TEXT`: what must stand in something said since the
last act. `#` begins a comment.
"""

from collections.abc import Iterable

from procstation.demo.cart import Cart
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.plain import PlainBench

PATIENCE_S = 10.0
"""For the station to notice what the hands did."""


def play_script(lines: Iterable[str], cart: Cart, bench: PlainBench) -> None:
    """Play a script.

    Raises:
        InputRefused: A line makes no sense, or what was expected was not said.
    """
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            _play(text, cart, bench)
        except InputRefused as refused:
            raise InputRefused(
                tr("Line {number}: {what}", number=number, what=refused.what), refused.do_next
            ) from refused


def _play(text: str, cart: Cart, bench: PlainBench) -> None:
    word, _, rest = text.partition(" ")
    if word == ">":
        bench.take(rest.strip())
    elif word == "expect":
        if not bench.wait_for(rest.strip(), PATIENCE_S):
            raise InputRefused(
                tr(
                    "{rest!r} was not said within {patience_s:.0f} s.",
                    rest=rest.strip(),
                    patience_s=PATIENCE_S,
                ),
                tr("See what was said instead, and correct the script."),
            )
    else:
        bench.begin()
        bench.say(f"hands: {cart.do(word, rest.strip())}")
