"""The signal DTR of a line, which a pseudo-terminal does not have."""

import os
import sys
from contextlib import closing

import pytest

from procstation.devices import DtrLink, SerialSettings
from procstation.devices.links import open_line

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


def test_a_line_without_the_signal_is_not_lost() -> None:
    master, slave = os.openpty()
    try:
        with closing(open_line(os.ttyname(slave), SerialSettings())) as link:
            assert isinstance(link, DtrLink)
            link.set_dtr(False)
            link.set_dtr(True)
            link.write(b"x")
            assert os.read(master, 10) == b"x"
    finally:
        os.close(master)
        os.close(slave)
