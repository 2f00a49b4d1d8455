"""The acts of `procstation.keys` as bindings of a screen."""

from textual.binding import Binding

from procstation.keys import ACTS


def bound(act: str, action: str, *, show: bool = True, priority: bool = False) -> Binding:
    """Return the binding of an act, on its own key; what a person bound comes by the keymap.

    Args:
        act: Its id.
        action: What Textual is to call.
        show: Whether the line of keys shows it, as far as there is room.
        priority: Whether it comes before what has the focus, and under a question as well.
    """
    known = ACTS[act]
    return Binding(known.keys, action, known.label, show=show, priority=priority, id=act)
