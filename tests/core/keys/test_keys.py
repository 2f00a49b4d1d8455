"""Keys: what a person may bind, what is refused in words, and how keys are shown."""

import re
from collections.abc import Iterator

import pytest

from procstation import plain
from procstation.config import parse_config
from procstation.errors import ConfigError
from procstation.keys import (
    ACTS,
    PLACES,
    acts_of,
    bind,
    bound_keys,
    key,
    plain_lines,
    shown,
    with_keys,
)
from procstation.keys.typed import TYPED
from procstation.station import history_plain, job_plain, sweep_plain, system_plain


@pytest.fixture(autouse=True)
def _own_keys() -> Iterator[None]:
    yield
    bind({})


def keys_table(**acts: str) -> str:
    return "[keys]\n" + "".join(f'"{act}" = "{keys}"\n' for act, keys in acts.items())


def test_an_act_is_shown_on_the_key_it_was_bound_to() -> None:
    assert (key("bench.skip"), key("go.find"), key("app.help")) == ("s", "F2", "F1")
    bind({"go.find": "ctrl+f", "bench.skip": "?"})
    assert (key("bench.skip"), key("go.find")) == ("?", "Ctrl+F")
    assert bound_keys() == {"go.find": "ctrl+f", "bench.skip": "question_mark"}


@pytest.mark.parametrize(
    ("written", "read"),
    [("escape", "Esc"), ("ctrl+z", "Ctrl+Z"), ("alt+f4", "Alt+F4"), ("S", "S"), ("down", "↓")],
)
def test_keys_are_written_for_a_person(written: str, read: str) -> None:
    assert shown(written) == read


@pytest.mark.parametrize(
    ("acts", "said", "next_thing"),
    [
        ({"bench.skp": "x"}, "no act 'bench.skp'", "Did you mean 'bench.skip'?"),
        ({"bench.skip": "a"}, "'bench.aside' and 'bench.skip' are both on 'a'", "another key"),
        ({"labels.run": "f2"}, "are both on 'f2'", "another key"),
        ({"bench.skip": "?"}, "'app.ask' and 'bench.skip'", "another key"),
        ({"app.help": "x"}, "it could not be typed any more", "Write 'ctrl+x'"),
        ({"bench.skip": "f77"}, "there is no key 'f77'", "Did you mean 'f7'?"),
        ({"bench.skip": "enter"}, "it ends a scan", "another key"),
        ({"bench.skip": "shift+d"}, "as one character", "Write 'D' for 'shift+d'."),
        ({"bench.skip": ""}, "has no key", "Its own is 's'."),
    ],
)
def test_what_cannot_be_bound_is_refused(acts: dict[str, str], said: str, next_thing: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_config(keys_table(**acts), "procstation.toml")
    assert said in refused.value.what
    assert next_thing in refused.value.do_next


def test_two_acts_may_change_places_and_places_do_not_disturb_each_other() -> None:
    swapped = {"bench.skip": "a", "bench.aside": "s"}
    assert parse_config(keys_table(**swapped), "x").keys == swapped
    assert parse_config(keys_table(**{"labels.run": "h"}), "x").keys == {"labels.run": "h"}


def test_by_default_no_two_acts_of_a_place_are_on_one_key() -> None:
    """But for the demo, where hands cover what the demo has no use for."""
    for place in PLACES.values():
        taken: dict[str, str] = {}
        for act_id, act in acts_of(place.name):
            for one in act.keys.split(","):
                assert place.name == "demo" or one not in taken, (act_id, taken.get(one), one)
                taken[one] = act_id


def test_the_same_act_has_the_same_key_in_each_place() -> None:
    """Choices have a digit each; q quits and ? helps where nothing is typed."""
    by_label: dict[str, set[str]] = {}
    for act in ACTS.values():
        by_label.setdefault(act.label, set()).add(act.keys.split(",")[0])
    several = {label for label, keys in by_label.items() if len(keys) > 1}
    assert several == {"Choice", "Repair", "Quit", "Help"}


def test_every_place_and_act_says_what_it_is_for() -> None:
    for place in PLACES.values():
        assert place.title
        assert place.purpose.endswith(".")
        assert all(act.label and act.does for act in place.acts)


def test_in_plain_lines_what_is_typed_is_named() -> None:
    bind({"bench.retry": "f8"})
    words = "{bench.retry} tries {it} again, {app.help} helps."
    with plain_lines():
        assert (key("bench.retry"), key("go.find")) == ("/retry", "/find")
        assert with_keys(words) == "/retry tries {it} again, F1 helps."
    assert with_keys(words) == "F8 tries {it} again, F1 helps."


def test_what_is_typed_for_an_act_is_in_the_help_of_plain_lines() -> None:
    helps = {
        "sweep": sweep_plain.HELP,
        "": (*plain.HELP, *job_plain.HELP, *history_plain.HELP, *system_plain.HELP),
    }
    for act, words in TYPED.items():
        assert act in ACTS
        place, _, _ = act.partition(".")
        helped = " ".join(helps.get(place, helps[""]))
        assert re.search(rf"{words.split()[0]}\b", helped), act
