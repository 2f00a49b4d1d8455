"""The IPP driver: over loopback to a served printer, and by its codec."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from device_play import bench
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    FoundPort,
    Outcome,
    PrintRefused,
    Problem,
    Rack,
    open_device,
)
from procstation_drivers.printers.ipp import find_queues
from procstation_drivers.printers.ipp_message import (
    INTEGER,
    JOB_GROUP,
    KEYWORD,
    PRINTER_GROUP,
    URI,
    Attribute,
    Operation,
    Response,
    request,
    response,
)
from procstation_drivers.printers.ipp_state import troubles_of_printer
from procstation_simulators.printers.ipp_wire import read_request
from procstation_simulators.printers.office import OfficeSettings, VirtualOfficePrinter

PDF = b"%PDF-1.4\n<< /Type /Pages >>\n<< /Type /Page >>\n<</Type/Page>>\n%%EOF\n"
"""Two pages."""


def said(reasons: tuple[str, ...], state: int = 3) -> Response:
    attributes = {"printer-state": (state,), "printer-state-reasons": reasons}
    return Response(0, 1, {PRINTER_GROUP: attributes})


class TestMessages:
    def test_a_request_in_bytes(self) -> None:
        # Laid out as in RFC 8010, section 3.1 and appendix A.
        about = [Attribute(URI, "printer-uri", ("ipp://a/b",))]
        expected = (
            b"\x01\x01\x00\x0b\x00\x00\x00\x07\x01"
            b"\x47\x00\x12attributes-charset\x00\x05utf-8"
            b"\x48\x00\x1battributes-natural-language\x00\x02en"
            b"\x45\x00\x0bprinter-uri\x00\x09ipp://a/b"
            b"\x03"
        )
        assert request(Operation.GET_PRINTER_ATTRIBUTES, 7, about) == expected

    def test_a_set_of_values_and_a_document(self) -> None:
        job = [Attribute(KEYWORD, "x", ("a", "b")), Attribute(INTEGER, "n", (258,))]
        body = request(Operation.PRINT_JOB, 1, [], job, b"%PDF")
        tail = (
            b"\x02\x44\x00\x01x\x00\x01a\x44\x00\x00\x00\x01b\x21\x00\x01n\x00\x04\x00\x00\x01\x02"
        )
        assert body.endswith(tail + b"\x03%PDF")

    def test_an_answer_in_bytes(self) -> None:
        body = (
            b"\x01\x01\x00\x00\x00\x00\x00\x01\x01"
            b"\x47\x00\x12attributes-charset\x00\x05utf-8"
            b"\x02\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93"
            b"\x23\x00\x09job-state\x00\x04\x00\x00\x00\x03"
            b"\x44\x00\x11job-state-reasons\x00\x04none\x44\x00\x00\x00\x05other"
            b"\x22\x00\x01b\x00\x01\x01\x13\x00\x01v\x00\x00\x03"
        )
        answer = response(body)
        assert (answer.status, answer.request_id) == (0, 1)
        assert answer.numbers(JOB_GROUP, "job-id") == (147,)
        assert answer.numbers(JOB_GROUP, "job-state") == (3,)
        assert answer.texts(JOB_GROUP, "job-state-reasons") == ("none", "other")
        assert answer.numbers(JOB_GROUP, "b") == (True,)
        assert answer.texts(JOB_GROUP, "v") == ()
        for cut in range(len(body)):
            with pytest.raises(ValueError, match="cut short"):
                response(body[:cut])

    @given(st.binary(max_size=120))
    def test_nonsense_is_refused_in_one_way(self, nonsense: bytes) -> None:
        with suppress(ValueError):
            assert response(nonsense).status < 0x10000

    @pytest.mark.parametrize(
        ("reasons", "state", "problems"),
        [
            (("none",), 3, ()),
            (("media-empty-error", "door-open-error"), 5, (Problem.MEDIA_OUT, Problem.HEAD_OPEN)),
            (("media-needed",), 3, (Problem.MEDIA_OUT,)),
            (("media-low-warning", "marker-supply-low-report", "toner-low"), 3, ()),
            (("media-empty-warning",), 3, ()),
            (("cups-waiting-for-job-completed",), 4, ()),
            (("paused", "moving-to-paused"), 5, (Problem.PAUSED,)),
            (("none",), 5, (Problem.PAUSED,)),
            (("offline-report",), 3, ()),
            (("connecting-to-device",), 4, (Problem.NO_ANSWER,)),
            (("spool-area-full-error",), 3, (Problem.BUFFER_FULL,)),
            (("fuser-over-temp-error",), 5, (Problem.OTHER,)),
            (("media-jam-error",), 5, (Problem.OTHER,)),
        ],
    )
    def test_reasons_in_our_words(
        self, reasons: tuple[str, ...], state: int, problems: tuple[Problem, ...]
    ) -> None:
        assert troubles_of_printer(said(reasons, state)).problems == problems


class Served:
    """A printer behind a real HTTP server on loopback; its time goes by with each request."""

    def __init__(self) -> None:
        self.printer = VirtualOfficePrinter()
        self.status = 200
        printer, served = self.printer, self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                served.path = self.path
                body = self.rfile.read(int(self.headers["Content-Length"]))
                printer.pass_time(1.0)
                answer = printer._reply(read_request(body)) if served.status == 200 else b""
                self.send_response(served.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nobody reads a log of this."""

        self.path = ""
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = f"ipp://127.0.0.1:{self._server.server_port}/printers/labels"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def served() -> Iterator[Served]:
    one = Served()
    yield one
    one.close()


def test_a_queue_on_the_network(served: Served) -> None:
    printer = open_device("printer", "ipp", served.port, {"media": "iso_a4_210x297mm"}, Rack())
    assert printer.state().ready
    assert printer.dots_per_mm == pytest.approx(600 / 25.4)
    assert printer.send(PDF, 40) is Outcome.SENT
    assert served.path == "/printers/labels"
    assert served.printer.printed == [PDF] * 2
    asked = served.printer.asked
    assert asked["printer-uri"] == [served.port.encode()]
    assert asked["document-format"] == [b"application/pdf"]
    assert asked["print-scaling"] == [b"none"]
    assert asked["sides"] == [b"one-sided"]
    assert asked["media"] == [b"iso_a4_210x297mm"]
    printer.close()


def test_a_door_is_open(served: Served) -> None:
    printer = open_device("printer", "ipp", served.port, {}, Rack())
    served.printer.head_open = True
    assert printer.state().problems == (Problem.HEAD_OPEN,)
    with pytest.raises(PrintRefused, match="a door is open"):
        printer.send(PDF, 40)
    assert served.printer.jobs == {}


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_server_that_refuses(served: Served, status: int) -> None:
    served.status = status
    printer = open_device("printer", "ipp", served.port, {}, Rack())
    state = printer.state()
    assert (state.ready, state.problems) == (False, (Problem.OTHER,))
    assert str(status) in state.detail


def test_nobody_listens() -> None:
    served = Served()
    served.close()
    printer = open_device("printer", "ipp", served.port, {}, Rack())
    with pytest.raises(DeviceLost, match="cannot be reached"):
        printer.state()


@pytest.mark.parametrize("port", ["ipp://", "ipp://[::1/x", "ipp://host:99999/x"])
def test_what_is_no_address(port: str) -> None:
    with pytest.raises(DeviceFault, match="no address"):
        open_device("printer", "ipp", port, {}, Rack())


def test_printed_only_where_completed_means_it() -> None:
    one = bench("printer", "ipp", options={"completes_when_printed": True})
    assert one.driven.send(PDF, 40) is Outcome.PRINTED
    assert one.device.printed == [PDF] * 2


def test_completed_without_its_pages_is_not_printed() -> None:
    one = bench("printer", "ipp", {"lies": "true"}, options={"completes_when_printed": True})
    assert one.driven.send(PDF, 40) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("query", "words"),
    [({"formats": "image/pwg-raster"}, "does not take PDF"), ({"accepts": "false"}, "no jobs")],
)
def test_a_job_that_is_not_taken(query: dict[str, str], words: str) -> None:
    one = bench("printer", "ipp", query)
    with pytest.raises(PrintRefused, match=words):
        one.driven.send(PDF, 40)
    assert one.device.jobs == {}


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(PrintRefused, match="no PDF"):
        bench("printer", "ipp").driven.send(b"^XA^XZ", 1)


@pytest.mark.parametrize(("state", "word"), [(4, "held"), (7, "canceled"), (8, "aborted")])
def test_a_job_that_will_not_go_on_is_told(state: int, word: str) -> None:
    one = bench("printer", "ipp")
    printer = one.device
    take = printer._print

    def taken(asked: object) -> bytes:
        answer: bytes = take(asked)
        printer.jobs[1].state = state
        return answer

    printer._print = taken
    with pytest.raises(DeviceFault, match=f"the job is {word}") as told:
        one.driven.send(PDF, 40)
    assert not isinstance(told.value, PrintRefused)


def test_a_job_that_stands_still_is_unknown() -> None:
    one = bench("printer", "ipp", options={"stall_s": 20})
    one.device.pass_time = lambda _: None
    assert one.driven.send(PDF, 40) is Outcome.UNKNOWN
    assert 20 < one.link.now_s() < 30


def test_a_server_that_keeps_no_history_leaves_it_unknown() -> None:
    one = bench("printer", "ipp", {"lies": "true"})
    take = one.device._print

    def taken(asked: object) -> bytes:
        answer: bytes = take(asked)
        one.device.jobs.clear()
        return answer

    one.device._print = taken
    assert one.driven.send(PDF, 40) is Outcome.UNKNOWN


def test_warnings_are_told_of_a_printer_that_is_ready() -> None:
    one = bench("printer", "ipp", {"warns": "true"})
    state = one.driven.state()
    assert (state.ready, state.detail) == (True, "ready, it warns of 'marker-supply-low'")


def test_the_queues_of_a_server_are_listed(served: Served) -> None:
    served.printer.settings = OfficeSettings(queues="Office,Label Laser")
    server = served.port.removeprefix("ipp://").partition("/")[0]
    assert find_queues(server) == (
        FoundPort(f"ipp://{server}/printers/Office", "Office"),
        FoundPort(f"ipp://{server}/printers/Label%20Laser", "Label Laser"),
    )


def test_a_printer_that_is_no_server_has_no_queues(served: Served) -> None:
    assert find_queues(served.port.removeprefix("ipp://").partition("/")[0]) == ()


def test_where_nobody_listens_there_are_no_queues() -> None:
    assert find_queues("127.0.0.1:9") == ()
