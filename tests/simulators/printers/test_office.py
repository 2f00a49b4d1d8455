"""The simulated office printer: IPP in HTTP, byte for byte, and jobs page by page."""

import pytest

from procstation_simulators.printers.ipp import SIMULATOR
from procstation_simulators.printers.office import OfficeSettings, VirtualOfficePrinter

CHARSET = b"\x47\x00\x12attributes-charset\x00\x05utf-8"
LANGUAGE = b"\x48\x00\x1battributes-natural-language\x00\x02en"
PDF = b"%PDF-1.4\n<< /Type /Page >>\n<< /Type /Page >>\n"


def http(operation: int, more: bytes = b"", document: bytes = b"") -> bytes:
    body = b"\x01\x01" + operation.to_bytes(2, "big") + b"\x00\x00\x00\x09\x01"
    body += CHARSET + LANGUAGE + more + b"\x03" + document
    head = b"POST /ipp/print HTTP/1.1\r\nHost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
    return head + body


PRINT = http(0x02, b"\x49\x00\x0fdocument-format\x00\x0fapplication/pdf", PDF)
ASK_JOB = http(0x09, b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x01")


def ask(printer: VirtualOfficePrinter, request: bytes) -> bytes:
    printer.receive(request)
    head, _, body = printer.transmit().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.endswith(b"Content-Length: %d" % len(body))
    return body


@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_how_it_is(chunk: int) -> None:
    printer, request = VirtualOfficePrinter(), http(0x0B)
    for at in range(0, len(request), chunk):
        assert printer.transmit() == b""
        printer.receive(request[at : at + chunk])
    body = printer.transmit().partition(b"\r\n\r\n")[2]
    assert body == (
        b"\x01\x01\x00\x00\x00\x00\x00\x09\x01" + CHARSET + LANGUAGE + b"\x04"
        b"\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x03"
        b"\x44\x00\x15printer-state-reasons\x00\x04none"
        b"\x22\x00\x19printer-is-accepting-jobs\x00\x01\x01"
        b"\x21\x00\x10queued-job-count\x00\x04\x00\x00\x00\x00\x03"
    )


def test_several_reasons_are_one_set() -> None:
    printer = VirtualOfficePrinter()
    printer.head_open, printer.labels_left = True, 0
    assert b"\x00\x11media-empty-error\x44\x00\x00\x00\x0fdoor-open-error" in ask(
        printer, http(0x0B)
    )


def test_a_job_page_by_page() -> None:
    printer = VirtualOfficePrinter()
    assert b"job-id\x00\x04\x00\x00\x00\x01" in ask(printer, PRINT)
    for seconds, state, done in ((0.0, 3, 0), (0.6, 5, 1), (0.6, 9, 2)):
        printer.pass_time(seconds)
        told = ask(printer, ASK_JOB)
        assert b"job-state\x00\x04\x00\x00\x00" + bytes((state,)) in told
        assert b"job-impressions-completed\x00\x04\x00\x00\x00" + bytes((done,)) in told
    assert printer.printed == [PDF] * 2


def test_it_stops_when_the_tray_is_empty_and_goes_on() -> None:
    printer = VirtualOfficePrinter(OfficeSettings(labels_left=1))
    ask(printer, PRINT)
    printer.pass_time(60)
    assert len(printer.printed) == 1
    printer.labels_left = 5
    printer.pass_time(60)
    assert len(printer.printed) == 2


def test_a_job_that_is_cancelled() -> None:
    printer = VirtualOfficePrinter()
    ask(printer, PRINT)
    assert b"job-state\x00\x04\x00\x00\x00\x07" in ask(
        printer, ASK_JOB.replace(b"\x00\x09\x00", b"\x00\x08\x00", 1)
    )
    printer.pass_time(60)
    assert printer.printed == []


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (http(0x09, b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x05"), 0x0406),
        (http(0x02, b"\x49\x00\x0fdocument-format\x00\x0aimage/jpeg"), 0x040A),
        (http(0x4001), 0x0501),
    ],
)
def test_what_it_refuses(request_: bytes, status: int) -> None:
    assert ask(VirtualOfficePrinter(), request_)[2:4] == status.to_bytes(2, "big")


def test_what_a_person_can_do() -> None:
    printer = SIMULATOR.build({"labels_left": "3"})
    assert isinstance(printer, VirtualOfficePrinter)
    SIMULATOR.play(printer, "pause")
    assert b"paused" in ask(printer, http(0x0B))
