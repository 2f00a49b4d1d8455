"""Reading the parameters of a command, one after another."""


class TooShort(Exception):
    """The command ends before its last parameter."""


class Parameters:
    """What follows the command byte."""

    def __init__(self, data: bytes) -> None:
        self._left = data

    def __len__(self) -> int:
        """Return how many bytes are still to be taken."""
        return len(self._left)

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes.

        Raises:
            TooShort: There are fewer.
        """
        if count > len(self._left):
            raise TooShort
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def byte(self) -> int:
        return self.take(1)[0]
