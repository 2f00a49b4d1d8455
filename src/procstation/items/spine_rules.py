"""Rule sets: how a library breaks its call numbers for the spine, as data."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError
from procstation.items.callnumber import Scheme
from procstation.items.spine_dewey import Marks
from procstation.items.spine_parts import PartKind
from procstation.language import tr

Text = Annotated[str, Meta(min_length=1)]


class SpineRules(Section, frozen=True):
    """One rule set. The parts of a call number get a line each but where these rules say."""

    title: Annotated[str, Meta(min_length=1, description="What lists call it.")]
    scheme: Annotated[Scheme, Meta(description="The scheme its call numbers are taken apart by.")]
    together: Annotated[
        tuple[tuple[PartKind, PartKind], ...],
        Meta(
            description="Neighbours that share a line, such as `letters` and `number`, `number`"
            " and `cutter`, `cutter` and `cutter`, `cutter` and `date`, `prefix` and `prefix`."
        ),
    ] = ()
    class_blank: Annotated[
        Literal["as-written", "always", "never"],
        Meta(description="Between class letters and number, where they share a line."),
    ] = "as-written"
    decimals: Annotated[
        Literal["together", "before", "after"],
        Meta(description="Break the class number before or after its decimal point, or not."),
    ] = "together"
    decimal_groups: Annotated[
        tuple[Annotated[int, Meta(ge=1)], ...],
        Meta(description="Decimals on each line; the last counts for all that follow."),
    ] = ()
    marks: Annotated[
        Marks, Meta(description="Dewey: slashes and primes are left out, broken at, or kept.")
    ] = "remove"
    signs_apart: Annotated[bool, Meta(description="UDC: a line for each auxiliary.")] = False
    width: Annotated[
        int, Meta(ge=1, description="SuDoc: characters of a line behind the colon.")
    ] = 9
    cutter_point: Annotated[
        Literal["as-written", "always", "never"],
        Meta(description="Whether the first cutter has a point."),
    ] = "as-written"
    spaces: Annotated[
        Literal["all", "first", "none"],
        Meta(description="Text of no scheme: the spaces it is broken at."),
    ] = "all"
    digits_apart: Annotated[
        bool, Meta(description="Text of no scheme: break between letters and digits.")
    ] = False
    prefixes: Annotated[
        tuple[Text, ...], Meta(description="More words that name a shelf and go on top.")
    ] = ()
    break_before: Annotated[
        tuple[Text, ...], Meta(description="Strings that begin a line wherever they stand.")
    ] = ()
    break_after: Annotated[tuple[Text, ...], Meta(description="Strings that end a line.")] = ()
    remove: Annotated[tuple[Text, ...], Meta(description="Strings that are not printed.")] = ()
    copy_label: Annotated[str, Meta(description="Put before a copy that is only a number.")] = "c."
    hidden_copies: Annotated[tuple[str, ...], Meta(description="Copies not printed.")] = ("1",)


def check_rules(rules: SpineRules, name: str) -> None:
    """Check what the types cannot say; `name` is the file's.

    Raises:
        ConfigError: Two rules contradict each other.
    """
    if rules.decimal_groups and rules.decimals == "together":
        raise ConfigError(
            tr(
                "{name}: decimal_groups break the decimals, and decimals says they stay together.",
                name=name,
            ),
            tr('Set decimals = "before" or "after", or leave decimal_groups out.'),
        )
    for word in rules.prefixes:
        if len(word.split()) != 1:
            raise ConfigError(
                tr("{name}: {word!r} in prefixes is not one word.", name=name, word=word),
                tr("Give each word by itself."),
            )
