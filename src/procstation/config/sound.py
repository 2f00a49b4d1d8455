"""Settings of what the person hears."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config.reading import Section


class SoundSection(Section, frozen=True):
    """Tones and speech; `procstation sound test` plays them."""

    on: Annotated[bool, Meta(description="Whether there is sound at the start; F12 turns it.")] = (
        True
    )
    theme: Annotated[
        str,
        Meta(
            description="How the tones sound: calm, bright, marimba, low, or a file of your own"
            " in the folder `sounds` of the home."
        ),
    ] = "calm"
    volume: Annotated[int, Meta(ge=0, le=100, description="Of tones and speech, in percent.")] = 60
    speak: Annotated[
        Literal["off", "outcomes", "titles"],
        Meta(
            description="What is spoken beside the tones: nothing, a word for each outcome that"
            " asks for an ear, or the titles of the books too."
        ),
    ] = "off"
    player: Annotated[
        Literal["auto", "bell", "pw-play", "paplay", "aplay", "afplay", "winsound"],
        Meta(description="What plays the tones; `bell` is the one sound of the terminal."),
    ] = "auto"
