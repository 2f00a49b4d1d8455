"""A book nobody has: entered at the station, and made in the library system with its record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.config import parse_config
from procstation.copycat.by_hand import bring_in_by_hand, record_by_hand, title_by_hand
from procstation.ils import ItemKey, TitleQuery
from procstation.outbox import State
from procstation.station.system_desk import SystemDesk

BARCODE = "39999000000017"
CONFIG = """
[systems.koha]
connector = "koha"
url = "sim://koha"
user = "station"
[outbox]
make_records = {allowed}
at_once = false
[outbox.new_items]
library = "MAIN"
location = "STACKS"
item_type = "BK"
"""


def now() -> str:
    return "2026-11-22T03:00:00.000Z"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(f"sqlite:///{tmp_path}/store.sqlite")
    said = title_by_hand("Rivers of the moon", "Ångström, Ida", "2026", isbn=("9780306406157",))
    taken = bring_in_by_hand(opened, tmp_path / "fetched", record_by_hand(said, "20261122"))
    opened.assign_barcode(taken.title_id, BARCODE, by="bench-1", at=now())
    yield opened
    opened.close()


@pytest.mark.parametrize(("allowed", "state"), [("true", State.DONE), ("false", State.REFUSED)])
def test_a_book_nobody_has_is_made_with_its_record_where_that_is_allowed(
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    allowed: str,
    state: State,
) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_KOHA", "sesame")
    config = parse_config(CONFIG.format(allowed=allowed), "procstation.toml")
    desk = SystemDesk.of(config, catalogue, now, home=tmp_path)
    assert desk is not None
    desk.start()
    try:
        assert desk.hand_over(BARCODE, "", "act-1") == "koha is told: make the item"
        desk.courier.run_once()
        (message,) = desk.outbox.messages()
        assert message.state is state
        titles = desk.system.find_titles(TitleQuery(isbn="9780306406157"))
        assert [one.title for one in titles] == ["Rivers of the moon"] * (state is State.DONE)
        (item,) = desk.system.find_items([ItemKey(barcode=BARCODE)])
        assert (item is not None) is (state is State.DONE)
    finally:
        desk.stop()
