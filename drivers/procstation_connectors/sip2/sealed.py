"""Values and frames that may hold a password: they go over the wire and are shown nowhere."""


class Sealed(str):
    """A value whose `repr` is dots, as tracebacks and logs show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'•••'"


class SealedBytes(bytes):
    """The same for a frame."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"
