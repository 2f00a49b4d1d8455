"""Settings of what was done, and by whom: the journal, and people."""

from typing import Annotated

from msgspec import Meta

from procstation.config.reading import Section


class JournalSection(Section, frozen=True):
    """When a file of the journal is closed and the next begun. Closed ones may be archived."""

    file_mb: Annotated[int, Meta(ge=1, le=4096, description="MB until a new file is begun.")] = 64
    file_days: Annotated[
        int, Meta(ge=0, description="Days until a new file is begun; 0 for however many.")
    ] = 0


class PersonSection(Section, frozen=True):
    """Somebody who works here, for the trace; `procstation people add` makes the lines."""

    name: Annotated[
        str, Meta(min_length=1, max_length=60, description="What the trace calls them.")
    ]
    badge: Annotated[str, Meta(description="A hash of the badge they scan to sign in.")] = ""
    pin: Annotated[str, Meta(description="A hash of their PIN.")] = ""
    supervisor: Annotated[
        bool,
        Meta(
            description="May do what concerns more than one item. With a supervisor in the list,"
            " such acts ask for one's PIN."
        ),
    ] = False
