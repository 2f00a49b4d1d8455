"""A live sweep that is killed loses no read and counts none twice.

`benchmarks/sweep_kill.py` is the long form.
"""

from pathlib import Path

import pytest
from sweep_play import kill_and_count


@pytest.mark.campaign
def test_a_sweep_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    tally = kill_and_count(tmp_path / "home", 200, 1500, iter([0, 1, 150, 400]))
    assert tally.kills == 4
    assert tally.is_clean, tally
