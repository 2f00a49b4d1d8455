"""Every text of every theme can be read: contrast as WCAG 2.2 reckons it, on what is drawn."""

from collections.abc import Iterator
from typing import Any

import pytest
from linking_play import Play
from station_shown import ShownStation, bench_shown
from textual.pilot import Pilot
from textual.theme import Theme

from procstation.linking.view import SIGNS as STEP_SIGNS
from procstation.tui.bench_app import BenchApp
from procstation.tui.look import THEMES, Look
from procstation.tui.themes import THEMES as COLOURS
from procstation.tui.widgets.devices import SIGNS as DEVICE_SIGNS
from procstation.tui.widgets.devices import TROUBLE
from procstation.tui.widgets.happened import SIGNS as LINE_SIGNS

ISBN = "9780441478125"

LEAST = {"dark": 4.5, "light": 4.5, "high-contrast": 7.0}


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [one / 255 for one in colour]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_standard_has_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


@pytest.mark.parametrize("theme", COLOURS, ids=lambda one: one.name)
def test_words_on_what_should_be_seen_from_afar_can_be_read(theme: Theme) -> None:
    grounds = ("asks", "trouble", "shelf-right", "shelf-order", "shelf-pull")
    front = rgb(theme.foreground or "")
    least = LEAST.get(theme.name, 7.0)
    assert [one for one in grounds if contrast(front, rgb(theme.variables[one])) < least] == []


def drawn(pilot: Pilot[Any]) -> Iterator[tuple[str, Any]]:
    """Each run of words on the screen, with its style; of a question only its own: what lies under
    it is meant to step back."""
    screen = pilot.app.screen
    asked = screen.query(".dialog, CommandPalette > *")
    region = asked.first().region if asked else screen.region
    for strip in screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            if segment.style is not None and any(one.isalnum() for one in segment.text):
                yield segment.text, segment.style


def hard_to_read(pilot: Pilot[Any], least: float) -> list[str]:
    found = []
    for text, style in drawn(pilot):
        front, ground = style.color.triplet, style.bgcolor.triplet
        if style.reverse:
            front, ground = ground, front
        ratio = contrast(tuple(front), tuple(ground))
        if ratio < least:
            found.append(f"{text.strip()!r}: {front.hex} on {ground.hex} is {ratio:.2f}")
    return found


@pytest.mark.long
async def test_every_text_stands_out_in_every_theme() -> None:
    play = Play().scan(ISBN, "isbn").answer()
    shown: Any = ShownStation(play)
    app = BenchApp(lambda: shown, read_wedge=False)
    wrong: list[str] = []
    async with app.run_test(size=(100, 40)) as pilot:
        await bench_shown(pilot)
        for keys in ((), ("question_mark",), ("p",), ("f2", "x"), ("ctrl+p",), ("s",)):
            await pilot.press(*keys)
            for theme, least in LEAST.items():
                app.wear(Look(theme=theme))
                await pilot.pause()
                wrong += [f"{theme} {keys}: {one}" for one in hard_to_read(pilot, least)]
            await pilot.press("escape")
        app.wear(Look(theme="no-colour"))
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        styles = [style for _, style in drawn(pilot)]
        assert {style.color.name for style in styles} == {"default"}
        assert any(style.reverse or style.underline for style in styles), (
            "what is marked shows without colour"
        )
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_every_theme_is_known_and_no_two_states_have_the_same_sign() -> None:
    """What colour says, the sign beside it says as well."""
    assert set(LEAST) < set(THEMES)
    for signs in (STEP_SIGNS, LINE_SIGNS):
        assert len(set(signs.values())) == len(signs)
    devices = [sign for sign, _ in (*DEVICE_SIGNS.values(), TROUBLE)]
    assert len(set(devices)) == len(devices)
