"""A store of each earlier version keeps all that it holds."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from procstation.store.engine import open_store


def make_store(path: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "procstation.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_a_store_of_the_first_version_keeps_titles_items_and_what_refers_to_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.sqlite"
    make_store(path, "0001")
    old = sqlite3.connect(path)
    old.executescript(
        """
        INSERT INTO loads(id, loaded_at, files, profile) VALUES (3, 'then', '["a.mrc"]', 'koha');
        INSERT INTO titles(id, record_key, title, load_id) VALUES (7, '001:7', 'Seven', 3);
        INSERT INTO title_words(rowid, title, author, other) VALUES (7, 'seven', '', '');
        INSERT INTO title_numbers(number, title_id) VALUES ('9780306406157', 7);
        INSERT INTO items(id, title_id, barcode, load_id, bench_edits, changed_by)
          VALUES (9, 7, '1000001', 3, '{"barcode": ""}', 'anna');
        INSERT INTO barcode_claims(barcode, title_id, load_id) VALUES ('1000001', 7, 3);
        """
    )
    old.commit()
    old.close()
    store = open_store(f"sqlite:///{path}")

    assert store.query("SELECT id, record_key, title, load_id, added_by FROM titles", ()) == [
        (7, "001:7", "Seven", 3, None)
    ]
    assert store.query(
        "SELECT id, title_id, barcode, bench_edits, changed_by, added_by FROM items", ()
    ) == [(9, 7, "1000001", '{"barcode": ""}', "anna", None)]
    assert store.query("SELECT * FROM title_numbers", ()) == [("9780306406157", 7)]
    assert store.query("SELECT barcode, dropped_by FROM barcode_claims", ()) == [("1000001", None)]
    assert store.query("SELECT state, sources FROM loads", ()) == [("done", "[]")]
    assert store.query("SELECT rowid FROM title_words WHERE title_words MATCH 'seven'", ()) == [
        (7,)
    ]
    assert store.query("PRAGMA foreign_key_check", ()) == []
    store.close()


def test_barcodes_and_keys_stay_unique(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    unique = store.query(
        "SELECT m.name FROM sqlite_master m, pragma_index_list(m.tbl_name) l"
        " WHERE m.type = 'index' AND l.name = m.name AND l.\"unique\" ORDER BY 1",
        (),
    )
    store.close()

    assert {("ix_items_barcode",), ("ix_titles_record_key",)} <= set(unique)
