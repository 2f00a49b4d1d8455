import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymarc
import pytest

from procstation.catalog.loads import Loads
from procstation.cli.main import status_of


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its status, its JSON document or text, and what it said on stderr."""

    def _ask(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        status = status_of(["--home", str(tmp_path / "home"), "catalog", *arguments])
        said = capsys.readouterr()
        document = json.loads(said.out) if "--json" in arguments and said.out else said.out
        return status, document, said.err

    return _ask


@pytest.fixture
def records(tmp_path: Path) -> Callable[..., str]:
    def _records(name: str, *titles: str) -> str:
        path = tmp_path / name
        with path.open("wb") as file:
            for number, title in enumerate(titles, start=1):
                record = pymarc.Record(force_utf8=True)
                record.add_field(pymarc.Field(tag="001", data=str(number)))
                for tag, code, value in (("245", "a", title), ("852", "p", f"100000{number}")):
                    record.add_field(
                        pymarc.Field(
                            tag=tag,
                            indicators=pymarc.Indicators(" ", " "),
                            subfields=[pymarc.Subfield(code, value)],
                        )
                    )
                file.write(record.as_marc())
        return str(path)

    return _records


def test_a_dry_run_shows_examples_and_changes_nothing(
    ask: Any, records: Callable[..., str]
) -> None:
    ask("load", records("first.mrc", "One", "Two"))
    newer = records("second.mrc", "One", "Two, revised", "Three")
    status, text, _ = ask("load", "--dry-run", newer)

    assert status == 0
    assert text.startswith("A dry run: nothing was changed.")
    assert "titles: 1 added, 1 updated, 1 unchanged" in text
    assert "  1000002 title: 'Two' -> 'Two, revised'" in text
    assert ask("show", "1000003")[0] == 1
    document = ask("load", newer, "--json")[1]
    assert (document["dry_run"], document["load"], document["added"]) == (False, 2, 1)


def test_loads_are_listed_and_taken_back(ask: Any, records: Callable[..., str]) -> None:
    assert ask("loads")[1] == "Nothing was loaded yet.\n"
    ask("load", records("first.mrc", "One"))
    ask("load", records("second.mrc", "One", "Two"))
    listed = ask("loads", "--json")[1]
    assert [(one["id"], one["state"], one["records"]) for one in listed] == [
        (2, "done", 2),
        (1, "done", 1),
    ]
    assert ask("undo-load", "1")[0] == 1
    status, text, _ = ask("undo-load", "2")
    assert (status, text.split("\n")[1]) == (0, "removed: 1 titles, 1 items")
    assert "undone" in ask("loads")[1]
    assert ask("show", "1000002")[0] == 1
    assert ask("undo-load", "1", "--json")[1]["titles_removed"] == 1


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(
    ask: Any, records: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("load", records("first.mrc", "One"))
    merge = Loads._in_batches

    def interrupted(self: Loads, load_id: int, opened: Any, findings: Any, progress: Any) -> Any:
        def stop(_records: int, _share: float) -> None:
            raise KeyboardInterrupt

        return merge(self, load_id, opened, findings, progress if findings.record else stop)

    monkeypatch.setattr("procstation.catalog.load.BATCH", 2)
    monkeypatch.setattr(Loads, "_in_batches", interrupted)
    second = records("second.mrc", "One", "Two", "Three")
    status, text, said = ask("load", second)

    assert (status, text) == (130, "")
    assert "Load 2 was stopped after 2 records" in said
    assert "catalog load --continue 2" in said
    assert "catalog undo-load 2" in said
    assert "only a part of it is in the store" in ask("loads")[1]
    status, _, said = ask("load", records("third.mrc", "Other"))
    assert status == 1
    assert "was interrupted after 2 records" in said
    document = ask("load", "--continue", "2", "--json")[1]
    assert (document["records"], document["continued"]) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("load",), "No file was named"),
        (("load", "--continue", "1", "x.mrc"), "goes on with the files of that load"),
    ],
)
def test_wrong_usage_is_said(ask: Any, arguments: tuple[str, ...], what: str) -> None:
    status, _, said = ask(*arguments)
    assert status == 2
    assert what in said
