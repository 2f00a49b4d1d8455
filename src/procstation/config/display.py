"""Settings of what a person sees and presses: the look, the language; the keys are a table of
their own, checked against the acts there are."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config.reading import Section


class DisplaySection(Section, frozen=True):
    theme: Annotated[
        Literal["dark", "light", "high-contrast", "no-colour"],
        Meta(description="Its colours. With NO_COLOR in the environment it is `no-colour`."),
    ] = "dark"
    language: Annotated[
        Literal["", "en", "de", "es", "fi", "fr"],
        Meta(description="What it speaks; empty is what the environment (LANG) asks for."),
    ] = ""
    signs: Annotated[
        Literal["auto", "unicode", "ascii"],
        Meta(
            description="Signs and borders; `auto` takes ASCII where the terminal is not known to"
            " show more."
        ),
    ] = "auto"
