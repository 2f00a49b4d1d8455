"""A store of every earlier revision becomes one of this version, with what was in it; a newer one
is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from procstation.catalog import Catalogue
from procstation.errors import StoreError
from procstation.store.file_facts import store_facts
from procstation.store.migrations import HEAD


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", "procstation.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


REVISIONS = sorted(
    script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
)


def make_store(path: Path, revision: str) -> None:
    engine = sa.create_engine(f"sqlite:///{path}")
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            """
            INSERT INTO titles (id, record_key, title) VALUES (7, 'k', 'Solaris');
            INSERT INTO items (id, title_id, barcode) VALUES (9, 7, '31234000000015');
            INSERT INTO number_ranges (name, next_serial) VALUES ('main', 51);
            INSERT INTO number_leases
              (range_name, first_serial, last_serial, next_serial, station, leased_at)
              VALUES ('main', 1, 50, 12, 'bench-1', '2026-01-01');
            """
        )


@pytest.mark.long
@pytest.mark.parametrize("revision", REVISIONS)
def test_what_was_in_it_is_there(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "store.sqlite"
    make_store(path, revision)
    with closing(Catalogue.open(f"sqlite:///{path}")) as catalogue:
        found = catalogue.by_barcode("31234000000015")
    assert found is not None
    assert found[1].title == "Solaris"
    facts = store_facts(path)
    assert (facts.revision, facts.faults, facts.orphans) == (HEAD, (), 0)
    assert facts.next_serials == {"main": 51}
    with closing(sqlite3.connect(path)) as new:
        leases = new.execute("SELECT next_serial, station, used_at FROM number_leases").fetchall()
    assert leases == [(12, "bench-1", "")]


def test_a_store_is_not_taken_back_to_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    make_store(path, HEAD)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9998'")
        newer.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        Catalogue.open(f"sqlite:///{path}")
    assert path.read_bytes() == before
