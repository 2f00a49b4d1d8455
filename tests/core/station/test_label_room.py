"""The room of the labels on a running station."""

import threading
from pathlib import Path
from typing import Any

import pytest
from station_play import StationPlay, make_devices_quick, station_config

from procstation.catalog import Catalogue
from procstation.errors import InputRefused
from procstation.printing import LabelState, PrintDesk

LIMIT_S = 10


def test_what_a_label_takes_is_loaded_when_its_printer_is_ready_and_nothing_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    drawn: dict[tuple[str, str], list[bytes]] = {}
    both = threading.Event()
    prepare = PrintDesk.prepare

    def noted(desk: PrintDesk, requests: Any, target: Any) -> Any:
        job = prepare(desk, requests, target)
        drawn[target.printer, requests[0].template] = [batch.data for batch in job.batches]
        if len(drawn) == 2:
            both.set()
        return job

    monkeypatch.setattr(PrintDesk, "prepare", noted)
    with StationPlay(tmp_path, station_config()) as play:
        assert both.wait(LIMIT_S)
        assert not play.printed("spine")
        assert not play.printed("barcode")
    assert drawn.keys() == {("spine", "spine"), ("barcode", "barcode")}
    assert all(len(data) == 1 for data in drawn.values())
    assert b"31234000000018" in drawn["barcode", "barcode"][0].replace(b" ", b"")


RECORD = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<leader>00000nam a2200000 a 4500</leader><controlfield tag="001">1</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Emma</subfield></datafield>
<datafield tag="440" ind1=" " ind2=" "><subfield code="a">Everyman</subfield></datafield>
<datafield tag="952" ind1=" " ind2=" "><subfield code="p">31234000000018</subfield>
<subfield code="o">PR4034 .E5</subfield></datafield></record></collection>"""
TEMPLATE = """
title = "The series"
min_width_mm = 19
min_height_mm = 16
sheet_stock = "ol114"
roll_stock = "roll-25x38"
[[text]]
sources = ["marc:440$a", "call_number"]
font = "DejaVuSansCondensed-Bold"
size_pt = 12
min_size_pt = 8
box = { left_mm = 1, right_mm = 1, top_mm = 1, bottom_mm = 1 }
"""


def test_a_template_may_ask_for_subfields_of_the_whole_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    home = tmp_path / "home"
    own = home / "label_templates" / "spine"
    own.mkdir(parents=True)
    (own / "series.toml").write_text(TEMPLATE)
    records = tmp_path / "records.xml"
    records.write_text(RECORD)
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    catalogue.load([records], "koha")
    catalogue.close()
    with StationPlay(home, station_config(printers="")) as play:
        room = play.station.labels
        room.add(["31234000000018"], "series")
        [label] = room.queue.in_state(LabelState.QUEUED)
        assert label.request.data.value("marc:440$a") == "Everyman"
        records.unlink()
        room.add(["31234000000018"], "series")
        [_, without] = room.queue.in_state(LabelState.QUEUED)
        assert without.request.data.value("marc:440$a") == ""
        with pytest.raises(InputRefused, match="No item has the barcode"):
            room.add(["31234000000018", "nothing"], "series")
