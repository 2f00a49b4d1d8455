"""`procstation sound`: which sounds there are here, and hearing them."""

from typing import TYPE_CHECKING

import click

from procstation.cli.answer import DONE, FAILED, Labels, answer, json_option
from procstation.cli.context import Context
from procstation.errors import UsageError, did_you_mean
from procstation.language import mark, percent, tr

if TYPE_CHECKING:
    from procstation.sound import Outcome

PATIENCE_S = 10.0
"""For a tone and its word to be heard."""

LABELS = Labels(mark("tones:"), mark("speech:"), mark("theme:"), gap=1)


@click.group()
def sound() -> None:
    """Tones and speech: what plays them here, and how they sound."""


@sound.command()
@json_option
@click.pass_obj
def themes(context: Context, as_json: bool) -> None:
    """List the themes there are."""
    from procstation.sound import read_theme, theme_names  # noqa: PLC0415

    found = {name: read_theme(name, context.home) for name in theme_names(context.home)}
    chosen = context.config.sound.theme
    answer(
        [
            {"name": name, "title": theme.title, "in_use": name == chosen}
            for name, theme in found.items()
        ],
        as_json,
        lambda: [
            f"{'*' if name == chosen else ' '} {name:<14}{theme.title}"
            for name, theme in found.items()
        ],
    )


@sound.command()
@click.argument("outcomes", nargs=-1, metavar="[OUTCOME]...")
@click.option("--theme", default="", help="Play this one, whatever is configured.")
@click.option("--quiet", is_flag=True, help="Only say what would play and speak.")
@json_option
@click.pass_obj
def test(
    context: Context, outcomes: tuple[str, ...], theme: str, quiet: bool, as_json: bool
) -> int:
    """Say what plays tones and who speaks here, and play each outcome, or those named."""
    import msgspec  # noqa: PLC0415

    from procstation.sound import Outcome, sound_names, sounds_of  # noqa: PLC0415

    wanted = [_outcome(name) for name in outcomes] or list(Outcome)
    section = context.config.sound
    if theme:
        section = msgspec.structs.replace(section, theme=theme)
    names = sound_names(section)
    sounds = sounds_of(section, context.home)
    troubles: list[str] = []
    sounds.trouble = troubles.append
    if not as_json:
        click.echo(LABELS.line("tones:", names.tones))
        voice = tr("{voice}, set to {speak}", voice=names.voice, speak=section.speak)
        click.echo(LABELS.line("speech:", voice))
        theme = tr(
            "{theme}, volume {volume}", theme=section.theme, volume=percent(section.volume / 100)
        )
        click.echo(LABELS.line("theme:", theme))
    try:
        for outcome in () if quiet else wanted:
            if not as_json:
                click.echo(f"  {outcome.value}")
            if not names.has_player:
                break
            sounds.tell(outcome, outcome.value.replace("_", " "))
            sounds.wait_until_silent(PATIENCE_S)
    finally:
        sounds.stop()
    if not as_json and not names.has_player and not quiet:
        click.echo(tr("Only the terminal's bell rings here; its rhythm tells the outcomes apart."))
    for trouble in troubles:
        click.echo(f"trouble: {trouble}", err=True)
    answer(
        {
            "player": names.tones,
            "voice": names.voice,
            "theme": section.theme,
            "outcomes": [one.value for one in wanted],
            "troubles": troubles,
        },
        as_json,
        list,
    )
    return FAILED if troubles else DONE


def _outcome(name: str) -> "Outcome":
    from procstation.sound import Outcome  # noqa: PLC0415

    names = [one.value for one in Outcome]
    if name not in names:
        raise UsageError(tr("No outcome is named {name!r}.", name=name), did_you_mean(name, names))
    return Outcome(name)
