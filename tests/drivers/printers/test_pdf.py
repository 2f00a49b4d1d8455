"""PDF as a printer: a folder, and perhaps a command."""

import errno
import os
import shutil
import sys
import threading
from collections import namedtuple
from pathlib import Path

import pytest

from procstation.devices import DeviceFault, Outcome, Problem, Rack, open_device
from procstation_drivers.printers import pdf
from procstation_drivers.printers.pdf import PdfOptions, PdfPrinter

JOB = b"%PDF-1.4\n%%EOF\n"


def command(source: str) -> tuple[str, ...]:
    return (sys.executable, "-c", source)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("as_url", [False, True])
def test_each_job_becomes_a_numbered_file(tmp_path: Path, as_url: bool) -> None:
    folder = tmp_path / "new labels"
    folder.mkdir()
    port = f"{folder.as_uri()}/" if as_url else str(folder)
    printer = open_device("printer", "pdf", port, {}, Rack())
    assert printer.language == "pdf"
    assert printer.state().ready
    assert [printer.send(JOB + bytes([n]), 1) for n in (1, 2)] == [Outcome.SENT] * 2
    printer.close()
    assert names(folder) == ["labels-000001.pdf", "labels-000002.pdf"]
    assert (folder / "labels-000002.pdf").read_bytes() == JOB + b"\x02"


def test_the_resolution_is_a_setting(tmp_path: Path) -> None:
    assert PdfPrinter(str(tmp_path), PdfOptions()).dots_per_mm == pytest.approx(23.622, abs=0.001)
    assert PdfPrinter(str(tmp_path), PdfOptions(dpi=300)).dots_per_mm == pytest.approx(
        11.811, abs=0.001
    )


def test_nothing_there_is_overwritten_and_no_number_used_twice(tmp_path: Path) -> None:
    (tmp_path / "labels-000041.pdf").write_bytes(b"kept")
    (tmp_path / ".labels-000042.pdf.part").write_bytes(b"left by a power cut")
    PdfPrinter(str(tmp_path), PdfOptions()).send(JOB, 1)
    assert (tmp_path / "labels-000041.pdf").read_bytes() == b"kept"
    assert (tmp_path / "labels-000043.pdf").read_bytes() == JOB


def test_a_file_that_appears_in_between_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "labels-000001.pdf").write_bytes(b"kept")
    monkeypatch.setattr(pdf, "_number_of", lambda _: 0)
    PdfPrinter(str(tmp_path), PdfOptions()).send(JOB, 1)
    assert (tmp_path / "labels-000001.pdf").read_bytes() == b"kept"
    assert names(tmp_path) == ["labels-000001.pdf", "labels-000002.pdf"]


def test_two_stations_never_take_the_same_number(tmp_path: Path) -> None:
    def print_ten(station: int) -> None:
        printer = PdfPrinter(str(tmp_path), PdfOptions())
        for number in range(10):
            printer.send(JOB + b"%d %d" % (station, number), 1)

    stations = [threading.Thread(target=print_ten, args=(number,)) for number in range(2)]
    for station in stations:
        station.start()
    for station in stations:
        station.join()
    jobs = {path.read_bytes() for path in tmp_path.glob("labels-*.pdf")}
    assert len(jobs) == 20
    assert len(names(tmp_path)) == 20


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceFault, match="no PDF"):
        PdfPrinter(str(tmp_path), PdfOptions()).send(b"^XA^XZ", 1)
    assert names(tmp_path) == []


class TestNotReady:
    def refused(self, printer: PdfPrinter, words: str) -> None:
        state = printer.state()
        assert not state.ready
        assert state.problems == (Problem.OTHER,)
        assert words in state.detail
        with pytest.raises(DeviceFault, match="nothing was written"):
            printer.send(JOB, 1)

    def test_no_folder(self, tmp_path: Path) -> None:
        self.refused(PdfPrinter(str(tmp_path / "no"), PdfOptions()), "does not exist")

    def test_a_file_for_a_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        path.write_text("")
        self.refused(PdfPrinter(str(path), PdfOptions()), "is no folder")

    def test_not_writable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        self.refused(PdfPrinter(str(tmp_path), PdfOptions()), "may not be written")

    def test_disk_full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
        self.refused(PdfPrinter(str(tmp_path), PdfOptions()), "full")

    def test_a_folder_that_cannot_be_looked_at(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(_: Path) -> None:
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(shutil, "disk_usage", gone)
        self.refused(PdfPrinter(str(tmp_path), PdfOptions()), "Input/output error")

    def test_no_such_command(self, tmp_path: Path) -> None:
        options = PdfOptions(command=("no-such-spooler",))
        self.refused(PdfPrinter(str(tmp_path), options), "'no-such-spooler' was not found")


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_disk_that_fills_up_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DeviceFault, match="No space left on device"):
        PdfPrinter(str(tmp_path), PdfOptions()).send(JOB, 1)
    assert names(tmp_path) == []


def test_a_folder_that_takes_no_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", read_only)
    with pytest.raises(DeviceFault, match="Read-only file system"):
        PdfPrinter(str(tmp_path), PdfOptions()).send(JOB, 1)


class TestCommand:
    def test_gets_the_finished_file(self, tmp_path: Path) -> None:
        copy = tmp_path.parent / f"{tmp_path.name}-printed"
        source = f"import shutil, sys; shutil.copy(sys.argv[1], {str(copy)!r})"
        printer = PdfPrinter(str(tmp_path), PdfOptions(command=command(source)))
        assert printer.send(JOB, 1) is Outcome.SENT
        assert copy.read_bytes() == JOB

    def test_that_fails_is_quoted_and_the_file_is_kept(self, tmp_path: Path) -> None:
        source = "import sys; sys.exit('lp: The printer or class does not exist.')"
        printer = PdfPrinter(str(tmp_path), PdfOptions(command=command(source)))
        with pytest.raises(DeviceFault, match="or class does not exist") as refused:
            printer.send(JOB, 1)
        assert "labels-000001.pdf" in refused.value.what
        assert "Do not print the kept file as well" in refused.value.do_next
        assert (tmp_path / "labels-000001.pdf").read_bytes() == JOB

    def test_that_fails_without_a_word_is_told_by_its_status(self, tmp_path: Path) -> None:
        printer = PdfPrinter(str(tmp_path), PdfOptions(command=command("raise SystemExit(3)")))
        with pytest.raises(DeviceFault, match="exit status 3"):
            printer.send(JOB, 1)

    def test_that_does_not_end_is_ended(self, tmp_path: Path) -> None:
        options = PdfOptions(
            command=command(
                "import sys; sys.stdin.read(); import threading; threading.Event().wait()"
            ),
            command_timeout_s=1,
        )
        with pytest.raises(DeviceFault, match="did not end within 1 s"):
            PdfPrinter(str(tmp_path), options).send(JOB, 1)

    def test_that_cannot_be_run_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script = tmp_path / "spool"
        script.write_text("no program")
        monkeypatch.setattr(shutil, "which", lambda _: str(script))
        printer = PdfPrinter(str(tmp_path), PdfOptions(command=(str(script),)))
        with pytest.raises(DeviceFault, match="could not be run"):
            printer.send(JOB, 1)
