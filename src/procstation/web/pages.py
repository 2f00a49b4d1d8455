"""The pages: the terminal, and words where there is none."""

from html import escape
from importlib.resources import files
from string import Template

from procstation.devices.wedge import HOLD_S, MAX_MEAN_GAP_S, MIN_LENGTH
from procstation.language import spoken, tr

LEAST_FONT, USUAL_FONT, MOST_FONT = 8, 16, 40
"""Pixels."""


def terminal_page(websocket: str, font_size: str) -> str:
    """Return the page of the interface.

    Args:
        websocket: Its address, `ws://…` or `wss://…`.
        font_size: In pixels, as it was asked for.
    """
    return _template("page.html").substitute(
        language=spoken(),
        opening=escape(tr("procstation is being opened …")),
        closed=escape(tr("The station is closed here. Nothing that was scanned is lost.")),
        lost=escape(
            tr(
                "The connection is lost, and is tried again. What the station took is kept; what is"
                " scanned now is not taken."
            )
        ),
        again=escape(tr("Open it again")),
        websocket=escape(websocket),
        font_size=_font(font_size),
        hold_ms=round(HOLD_S * 1000),
        mean_gap_ms=round(MAX_MEAN_GAP_S * 1000),
        least_keys=MIN_LENGTH,
    )


def refusal_page() -> str:
    """Return the page of whoever brings no token, or one that does not open anything."""
    return _words(
        tr("This browser is not let in."),
        tr(
            "Open the link that `procstation serve` shows. It works once: press Enter there for a"
            " new one."
        ),
    )


def in_use_page(address: str, since: str) -> str:
    """Return the page that another browser sees while one is at the station.

    Args:
        since: Time of day, for people.
    """
    return _words(
        tr(
            "The station is open in another browser ({address}, since {since}).",
            address=address,
            since=since,
        ),
        tr(
            "Only one at a time can work at it. When it is taken over, the other one is closed;"
            " nothing it has scanned is lost."
        ),
        _form("post", "/take-over", tr("Take it over here")),
    )


def trouble_page(what: str, do_next: str) -> str:
    """Return the page for a station that cannot be opened."""
    return _words(what, do_next, _form("get", "/", tr("Try again")))


def _words(what: str, do_next: str, form: str = "") -> str:
    return _template("words.html").substitute(
        language=spoken(), what=escape(what), do_next=escape(do_next), form=form
    )


def _form(method: str, action: str, button: str) -> str:
    return f'<form method="{method}" action="{action}"><button>{escape(button)}</button></form>'


def _template(name: str) -> Template:
    return Template((files("procstation.web") / "static" / name).read_text("utf-8"))


def _font(asked: str) -> int:
    if not asked.isdecimal() or len(asked) > 2:
        return USUAL_FONT
    return max(LEAST_FONT, min(int(asked), MOST_FONT))
