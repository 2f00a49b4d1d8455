"""House rules: where libraries differ in how they file the same call numbers."""

from dataclasses import dataclass, fields, replace

from procstation.config import ShelfOrderSection
from procstation.errors import UsageError, did_you_mean
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class ShelfRules:
    """How this library files.

    Attributes:
        work_letters_first: `.A101m` files before `.A101 A101`. Off, it files after it, by nothing
            before something.
        labels_count: `c.2` and `v.2` differ. Off, only their numbers are compared.
        volumes_before_dates: `v.2` files before `1990` where both could follow.
        half_x: A cutter's final `x` is a half: `.B52x` files after all of `.B52`, before `.B521`.
        roman_volumes: `v.IV` is volume 4.
        prefix_shelves: Words such as REF are shelves of their own, after the plain shelf. Off, they
            are passed over.
    """

    work_letters_first: bool = True
    labels_count: bool = True
    volumes_before_dates: bool = False
    half_x: bool = False
    roman_volumes: bool = False
    prefix_shelves: bool = True

    @classmethod
    def from_section(cls, section: ShelfOrderSection) -> "ShelfRules":
        return cls(**{one.name: getattr(section, one.name) for one in fields(cls)})

    def switched(self, name: str, on: bool) -> "ShelfRules":
        """Return these rules with one set.

        Raises:
            UsageError: There is no such rule; the nearest is named.
        """
        known = [one.name for one in fields(self)]
        if name not in known:
            raise UsageError(
                tr("There is no shelf rule {name!r}.", name=name), did_you_mean(name, known)
            )
        return replace(self, **{name: on})


DEFAULT_RULES = ShelfRules()
