"""The languages labels can be sent in, as far as a job has to know them."""

from procstation.errors import UsageError, did_you_mean
from procstation.language import tr

LANGUAGES = {"pdf": True, "png": True, "raster": False, "svg": True, "zpl": False}
"""Name, and whether it can print on sheets of labels. `raster` is for drivers only."""


def takes_sheets(language: str) -> bool:
    """Say whether a language can print on sheets of labels.

    Raises:
        UsageError: There is none of that name.
    """
    if language not in LANGUAGES:
        raise UsageError(
            tr("Labels cannot be drawn as {language!r}.", language=language),
            did_you_mean(language, LANGUAGES),
        )
    return LANGUAGES[language]
