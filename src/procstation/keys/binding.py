"""Keys as a person has bound them: checked, shown, and asked for by the words that name them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from procstation.errors import ConfigError, did_you_mean
from procstation.keys.acts import ACTS, PLACES
from procstation.keys.place import Act, Place
from procstation.keys.typed import TYPED
from procstation.language import tr

NAMED = {
    "question_mark": "?", "exclamation_mark": "!", "comma": ",", "full_stop": ".", "colon": ":",
    "semicolon": ";", "slash": "/", "minus": "-", "plus": "+", "asterisk": "*",
    "equals_sign": "=", "number_sign": "#", "at": "@", "apostrophe": "'", "underscore": "_",
    "space": "Space", "escape": "Esc", "backspace": "Backspace", "delete": "Del",
    "insert": "Ins", "home": "Home", "end": "End", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "tab": "Tab",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip
"""Keys that have a name, and how they are written for a person."""

TAKEN = {
    "enter": "it ends a scan and takes what is marked",
    "tab": "it ends a scan and leads to the next field",
    "up": "it moves the mark",
    "down": "it moves the mark",
    "ctrl+c": "it copies",
}
"""Keys that no act can be bound to, and why. An act may have one of them by default."""

MODIFIERS = re.compile(r"((?:ctrl\+|alt\+|shift\+)*)(.+)")

_bound: dict[str, str] = {}
_typed: dict[str, str] = {}


def bind(keys: Mapping[str, str]) -> None:
    """Have acts, by their ids, on other keys from now on; those not named have their own."""
    _bound.clear()
    _bound.update({act: ",".join(_keys_in(text)) for act, text in keys.items()})


def bound_keys() -> dict[str, str]:
    """Return the keys of the acts that were bound otherwise, by id."""
    return dict(_bound)


def keys_of(act: str, bound: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the keys of an act, the one that is shown first."""
    return tuple(_keys_in((_bound if bound is None else bound).get(act) or ACTS[act].keys))


def key(act: str) -> str:
    """Return the key of an act as it is shown to a person: `F2`, `Ctrl+F`, `s`; within
    `plain_lines` what is typed for it: `/find`."""
    return _typed.get(act) or shown(keys_of(act)[0])


@contextmanager
def plain_lines() -> Iterator[None]:
    """Have `key` name what is typed, for a person who has lines and no screen."""
    _typed.update(TYPED)
    try:
        yield
    finally:
        _typed.clear()


ACT_IN_WORDS = re.compile(r"\{([a-z_]+\.[a-z_0-9]+)\}")
"""An act that words name: `{bench.undo} takes it back.`"""


def acts_named(text: str) -> list[str]:
    """Return the acts that words name, whether there are such acts or not."""
    return ACT_IN_WORDS.findall(text)


def with_keys(text: str) -> str:
    """Return words with the keys of the acts they name."""
    return ACT_IN_WORDS.sub(lambda found: key(found[1]), text)


def shown(key: str) -> str:
    """Return a key as it is written for a person."""
    modifiers, bare = _parts(key)
    words = [one.capitalize() for one in modifiers.split("+") if one]
    name = NAMED.get(bare, bare)
    return "+".join([*words, name.upper() if words and len(name) == 1 else name])


def acts_of(place: str) -> Iterator[tuple[str, Act]]:
    """Return what can be done in a place, with the ids, its own acts first."""
    for here in (place, *PLACES[place].within):
        for act in PLACES[here].acts:
            yield f"{here}.{act.name}", act


def refuse_wrong_keys(keys: Mapping[str, str], name: str) -> None:
    """Check what `[keys]` of a configuration says; `name` is used in messages.

    Raises:
        ConfigError: An act or a key that does not exist, or two acts of one place on one key.
    """
    for act, text in keys.items():
        if act not in ACTS:
            raise ConfigError(
                tr("{name}: [keys] has no act {act!r}.", name=name, act=act),
                did_you_mean(act, ACTS),
            )
        chosen = _keys_in(text)
        if not chosen:
            raise ConfigError(
                tr("{name}: [keys] {act!r} has no key.", name=name, act=act),
                tr("Its own is {keys!r}.", keys=ACTS[act].keys),
            )
        for one in chosen:
            _refuse_key(one, act, name)
    for place in PLACES.values() if keys else ():
        _refuse_clash(place, keys, name)


def _refuse_key(key: str, act: str, name: str) -> None:
    if key in TAKEN and key not in ACTS[act].keys.split(","):
        raise ConfigError(
            tr(
                "{name}: [keys] {act!r} cannot be on {key!r}: {taken}.",
                name=name,
                act=act,
                key=key,
                taken=TAKEN[key],
            ),
            tr("Choose another key."),
        )
    modifiers, bare = _parts(key)
    is_character = len(bare) == 1 and bare.isprintable()
    if bare not in NAMED and not is_character:
        raise ConfigError(
            tr("{name}: [keys] {act!r}: there is no key {key!r}.", name=name, act=act, key=key),
            did_you_mean(bare, NAMED),
        )
    if act.startswith("app.") and act != "app.ask" and is_character and not modifiers:
        raise ConfigError(
            tr(
                "{name}: [keys] {act!r} cannot be on {key!r}: it could not be typed any more.",
                name=name,
                act=act,
                key=key,
            ),
            tr("Write 'ctrl+{bare}', or choose a key without a character.", bare=bare),
        )
    if modifiers == "shift+" and is_character:
        raise ConfigError(
            tr(
                "{name}: [keys] {act!r}: a terminal tells Shift and a letter as one character.",
                name=name,
                act=act,
            ),
            tr("Write {bare!r} for {key!r}.", bare=bare.upper(), key=key),
        )


def _refuse_clash(place: Place, keys: Mapping[str, str], name: str) -> None:
    taken: dict[str, str] = {}
    for act, _ in acts_of(place.name):
        for one in keys_of(act, keys):
            other = taken.setdefault(one, act)
            # By default the demo's hands cover some keys of its bench.
            if other != act and (act in keys or other in keys):
                raise ConfigError(
                    tr(
                        "{name}: [keys] {act!r} and {other!r} are both on {one!r}.",
                        name=name,
                        act=act,
                        other=other,
                        one=one,
                    ),
                    tr("Give one of them another key."),
                )


def _keys_in(text: str) -> list[str]:
    signs = {sign: name for name, sign in NAMED.items() if len(sign) == 1 and sign != ","}
    parts = [part.strip() for part in text.split(",")]
    return [signs.get(part, part) for part in parts if part]


def _parts(key: str) -> tuple[str, str]:
    match = MODIFIERS.fullmatch(key)
    return (match[1], match[2]) if match is not None else ("", key)
