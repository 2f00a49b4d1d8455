"""What a system does not let a station do, said the same way for all of them."""

from procstation.ils import SystemRefused, tr


def beyond(name: str, act: str, do_next: str) -> SystemRefused:
    """Return the error for what is beyond the abilities of a system.

    Args:
        act: What was wanted: "tell what was changed since a time".
    """
    return SystemRefused(tr("{name} does not let a station {act}.", name=name, act=act), do_next)
