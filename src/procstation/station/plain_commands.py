"""The commands of plain lines, as their help lists them."""

import re
from collections.abc import Iterable

from procstation.errors import UsageError, nearest
from procstation.language import tr

ASKS_FOR_HELP = ("help", "?")


def no_command(word: str, helped: Iterable[str]) -> UsageError:
    """Return what is said of a command that does not exist.

    Args:
        helped: The lines of help, in which commands begin with a stroke.
    """
    known = {one for line in helped for one in re.findall(r"(?<!\S)/([a-z]+)", line)}
    meant = nearest(word, sorted(known))
    what = tr("There is no command /{word}.", word=word)
    if meant is None:
        return UsageError(what, tr("/help lists them."))
    return UsageError(what, tr("Did you mean /{command}? /help lists all.", command=meant))
