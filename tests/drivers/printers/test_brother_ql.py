"""The Brother QL driver: the bytes of a job, and what it makes of the printer's answers."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from procstation.devices import DeviceFault, DirectLink, Outcome, PrintRefused, Problem
from procstation_drivers.printers.brother_ql import BrotherOptions, BrotherPrinter
from procstation_drivers.printers.brother_ql_media import BY_CODE, MEDIA, MODELS
from procstation_drivers.printers.brother_ql_raster import clearing, packed, page
from procstation_drivers.printers.brother_ql_status import StatusDecoder, read_status
from procstation_simulators.printers.brother_ql import build
from procstation_simulators.printers.brother_ql_printer import VirtualBrotherQl
from procstation_simulators.printers.brother_ql_stream import unpacked

DATA = tomllib.loads(
    (Path(__file__).parents[2] / "data/brother_ql/exchanges.toml").read_text("utf-8")
)
STATUSES: list[dict[str, Any]] = DATA["status"]

UNPACKED = bytes.fromhex("AAAAAA80002AAAAAAAAA80002A22AAAAAAAAAAAAAAAAAAAA")
PACKED = bytes.fromhex("FEAA0280002AFDAA0380002A22F7AA")
"""Apple, Technical Note TN1023."""


def pbm(width: int, height: int, ink: tuple[int, int, int, int] | None = None) -> bytes:
    picture = Image.new("1", (width, height), 1)
    if ink:
        picture.paste(0, ink)
    return b"P4\n%d %d\n" % (width, height) + picture.tobytes("raw", "1;I")


LABEL_62 = pbm(732, 341, (100, 60, 400, 200))


class Bench:
    """A driver on a simulated printer."""

    def __init__(self, options: BrotherOptions | None = None, **query: str) -> None:
        self.sim: VirtualBrotherQl = build(query)
        self.link = DirectLink(self.sim)
        self.printer = BrotherPrinter(self.link, options or BrotherOptions())


def test_a_job_is_the_one_another_program_sends() -> None:
    job, blank = DATA["job"], Image.new("1", (342, 60 + 70))
    model, media = MODELS[job["model"]], MEDIA[29, 0]
    lines = bytes.fromhex(job["line"]) + bytes(90)
    expected = bytes.fromhex(job["page"]) + lines * job["lines"] + bytes.fromhex(job["last"])
    assert page(blank, media, model) == expected
    assert clearing(model) == bytes(400) + bytes.fromhex("1B40 1B696101")


def test_pages_before_the_last_end_otherwise() -> None:
    blank, media, model = Image.new("1", (342, 71)), MEDIA[29, 0], MODELS["QL-820NWB"]
    second = page(blank, media, model, is_first=False, is_last=False)
    assert second[-1:] == b"\x0c"
    assert second[3:13] == bytes.fromhex("CE0A1D00 01000000 0100")


def test_models_without_a_cutter_or_other_modes_are_not_told_of_them() -> None:
    blank, media = Image.new("1", (342, 71)), MEDIA[29, 0]
    assert clearing(MODELS["QL-500"]) == bytes(200) + b"\x1b@"
    commands = page(blank, media, MODELS["QL-500"])
    assert commands.count(b"\x1bi") == 2
    assert b"M\x00" not in commands
    assert len(page(blank, media, MODELS["QL-1110NWB"], cut=False)) > 162


def test_a_row_is_packed_as_apple_packed_it() -> None:
    assert packed(UNPACKED) == PACKED
    assert unpacked(PACKED, len(UNPACKED)) == UNPACKED


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.binary(min_size=1, max_size=3), st.integers(1, 90)), max_size=4))
def test_a_packed_row_unpacks(parts: list[tuple[bytes, int]]) -> None:
    row = b"".join(some * times for some, times in parts)
    assert unpacked(packed(row), len(row)) == row
    assert len(packed(row)) <= len(row) + (len(row) + 127) // 128


@pytest.mark.parametrize("case", STATUSES, ids=lambda case: str(case["name"]))
def test_a_status_is_understood(case: dict[str, Any]) -> None:
    reply = bytes.fromhex(case["reply"])
    assert len(reply) == 32
    status = read_status(reply)
    assert status.kind == case["kind"]
    assert list(status.troubles.problems) == case["problems"]
    assert [status.width_mm, status.length_mm] == case["media"]
    assert (status.media is None) == (case["media"] == [0, 0])


@pytest.mark.parametrize("piece", [1, 5, 100])
def test_statuses_are_found_in_pieces_and_noise(piece: int) -> None:
    wanted = [bytes.fromhex(case["reply"]) for case in STATUSES[:3]]
    line = b"\x80\x20" + b"\x13".join(wanted) + b"\x80"
    decoder = StatusDecoder()
    found = [
        status
        for at in range(0, len(line), piece)
        for status in decoder.receive(line[at : at + piece])
    ]
    assert found == [read_status(one) for one in wanted]


def test_silence_ends_a_status_begun() -> None:
    decoder, whole = StatusDecoder(), bytes.fromhex(STATUSES[0]["reply"])
    assert decoder.receive(whole[:20]) == []
    assert decoder.receive(b"") == []
    assert decoder.receive(whole[20:]) == []
    assert decoder.receive(whole) == [read_status(whole)]


@pytest.mark.parametrize("model", ["QL-700", "QL-820NWB", "QL-1110NWB"])
@pytest.mark.parametrize("compress", [True, False])
def test_what_comes_out_is_the_label_dot_by_dot(model: str, compress: bool) -> None:
    bench = Bench(BrotherOptions(compress=compress), model=model)
    other = pbm(732, 500, (18, 35, 20, 465))
    assert bench.printer.send(LABEL_62 + other, 2) is Outcome.PRINTED
    assert bench.sim.printed == [LABEL_62, other]
    assert bench.sim.cuts == 2


def test_a_label_that_was_cut_before_is_centred() -> None:
    bench = Bench(roll="29x90")
    label = pbm(342, 1061, (18, 35, 324, 1026))
    assert bench.printer.send(label, 1) is Outcome.PRINTED
    assert bench.sim.printed == [label]
    assert "labels of 29 × 90 mm" in bench.printer.state().detail


def test_600_dpi_has_twice_the_lines() -> None:
    bench = Bench(BrotherOptions(dpi=600))
    assert bench.printer.dots_per_mm == pytest.approx(600 / 25.4)
    label = pbm(1464, 682, (200, 121, 800, 400))
    assert bench.printer.send(label, 1) is Outcome.PRINTED
    # The margins the printer adds are at least 3 mm, of which it draws 35 lines.
    head, rows = bench.sim.printed[0].split(b"\n", 2)[1:]
    width, height = map(int, head.split())
    picture = Image.frombytes("1", (width, height), rows, "raw", "1")
    assert picture.getbbox() == (100, 121 - 70 + 35, 400, 400 - 70 + 35)


@pytest.mark.parametrize(
    ("query", "label", "words"),
    [
        ({"roll": "29x90"}, LABEL_62, "label is 62 × 29 mm.*a roll of labels of 29 × 90 mm"),
        ({"roll": "29"}, LABEL_62, "62 × 29 mm.*is a continuous roll of 29 mm"),
        ({"roll": "62x100"}, LABEL_62, "62 × 29 mm.*labels of 62 × 100 mm"),
        ({}, pbm(732, 100), "62 × 8 mm.*continuous"),
    ],
)
def test_another_roll_is_refused_before_anything_is_sent(
    query: dict[str, str], label: bytes, words: str
) -> None:
    bench = Bench(**query)
    with pytest.raises(PrintRefused, match=words) as refused:
        bench.printer.send(label, 1)
    assert "stock" in refused.value.do_next
    bench.link.read(5)
    assert bench.sim.printed == []


def test_ink_beyond_the_head_is_refused() -> None:
    bench = Bench()
    for ink in [(17, 60, 400, 200), (100, 60, 715, 200)]:
        with pytest.raises(PrintRefused, match=r"0\.1 mm beyond .* 1\.5 mm from the sides"):
            bench.printer.send(pbm(732, 341, ink), 1)
    bench.sim.put_in("29x90")
    for ink in [(20, 34, 300, 200), (20, 100, 300, 1027)]:
        with pytest.raises(PrintRefused, match=r"0\.1 mm beyond .* 3\.0 mm from the ends"):
            bench.printer.send(pbm(342, 1061, ink), 1)
    assert bench.sim.printed == []


def test_ink_near_the_end_of_a_continuous_label_makes_it_longer() -> None:
    bench = Bench()
    assert bench.printer.send(pbm(732, 341, (100, 20, 400, 331)), 1) is Outcome.PRINTED
    assert bench.sim.printed == [pbm(732, 341 + 15 + 25, (100, 35, 400, 346))]


def test_the_printer_itself_refuses_another_roll() -> None:
    bench = Bench()
    bench.link.write(page(Image.new("1", (342, 130)), MEDIA[29, 0], MODELS["QL-820NWB"]))
    status = read_status(bench.link.read(1))
    assert status.troubles.problems == (Problem.OTHER,)
    assert "another roll" in status.troubles.detail


def test_a_network_model_is_sent_to_unasked() -> None:
    options = BrotherOptions(answers=False, model="QL-820NWB", roll="62")
    bench = Bench(options, answers="false")
    state = bench.printer.state()
    assert state.ready
    assert "QL-820NWB with a continuous roll of 62 mm" in state.detail
    assert bench.printer.send(LABEL_62 * 2, 2) is Outcome.SENT
    bench.link.read(5)
    assert bench.sim.printed == [LABEL_62] * 2


@pytest.mark.parametrize(
    "options",
    [BrotherOptions(answers=False), BrotherOptions(answers=False, model="QL-700", roll="61")],
)
def test_a_silent_printer_has_to_be_described(options: BrotherOptions) -> None:
    with pytest.raises(DeviceFault, match="answers = false") as refused:
        Bench(options)
    assert "29x90" in refused.value.do_next


def test_silence_of_a_network_model_is_explained() -> None:
    bench = Bench(answers="false")
    bench.link.name = "socket://10.0.0.7:9100"
    with pytest.raises(PrintRefused) as refused:
        bench.printer.send(LABEL_62, 1)
    assert "answers = false" in refused.value.do_next


def test_a_job_waits_while_the_head_cools_down() -> None:
    bench = Bench()
    bench.link = Cooling(bench.sim)
    bench.printer = BrotherPrinter(bench.link, BrotherOptions())
    assert bench.printer.send(LABEL_62 * 3, 3) is Outcome.PRINTED
    assert len(bench.sim.printed) == 3
    assert bench.link.now_s() > 60


class Cooling(DirectLink):
    """A line to a printer that gets hot after a second, for a minute."""

    def read(self, timeout_s: float) -> bytes:
        end_s, data = self.now_s() + timeout_s, b""
        while not data and self.now_s() < end_s:
            self.device.too_hot = 1 < self.now_s() < 61  # type: ignore[attr-defined]
            data = super().read(min(1, end_s - self.now_s()))
        return data


def test_how_many_came_out_is_said() -> None:
    bench = Bench()
    bench.sim.labels_left = 2
    with pytest.raises(DeviceFault, match="2 of the 4 labels came out"):
        bench.printer.send(LABEL_62 * 4, 4)
    assert len(bench.sim.printed) == 2


def test_a_job_after_half_a_job_is_clean() -> None:
    bench = Bench()
    half = b"\x1biz" + bytes(10) + b"g\x00\x5a" + b"\xff" * 40
    bench.link.write(half)
    assert bench.printer.send(LABEL_62, 1) is Outcome.PRINTED
    assert bench.sim.printed == [LABEL_62]


@pytest.mark.parametrize("job", [b"", b"^XA^XZ", LABEL_62[:-1], LABEL_62 * 3])
def test_what_is_no_job_is_refused(job: bytes) -> None:
    bench = Bench()
    with pytest.raises(PrintRefused, match="no row of label pictures"):
        bench.printer.send(job, 2)


def test_rows_of_several_labels_are_taken() -> None:
    assert Bench().printer.send(LABEL_62, 2) is Outcome.PRINTED


def test_a_model_we_do_not_know_has_to_be_set() -> None:
    assert 0x99 not in BY_CODE
    bench = Bench()
    told = bytearray.fromhex(STATUSES[0]["reply"])
    told[4] = 0x99
    bench.link = Answering(bench.sim, bytes(told))
    bench.printer = BrotherPrinter(bench.link, BrotherOptions())
    assert "unknown model 99" in bench.printer.state().detail
    with pytest.raises(PrintRefused, match="a model we do not know: 99"):
        bench.printer.send(LABEL_62, 1)


class Answering(DirectLink):
    """A line whose every answer is one and the same."""

    def __init__(self, device: VirtualBrotherQl, answer: bytes) -> None:
        super().__init__(device)
        self._answer = answer

    def read(self, timeout_s: float) -> bytes:
        return self._answer if super().read(timeout_s) else b""
