"""An act that has a key, and the place where it can be done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a place.

    Attributes:
        name: Together with the place it is what `[keys]` calls the act: `bench.skip`.
        keys: By default.
        label: One or two words, for the line of keys.
        does: What it does, for help and the list of all acts; "" where the label says it.
    """

    name: str
    keys: str
    label: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, or a kind of screen.

    Attributes:
        title: Its name.
        purpose: What it is for, in one or two sentences.
        within: The places whose acts can be done here as well.
    """

    name: str
    title: str
    purpose: str
    acts: tuple[Act, ...]
    within: tuple[str, ...] = ("app", "go")
