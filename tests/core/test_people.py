"""People: kept as hashes, read from two files, found by badge, proved by PIN."""

from pathlib import Path

import pytest

from procstation.config import PersonSection
from procstation.errors import ConfigError, InputRefused
from procstation.people import (
    PEOPLE_NAME,
    People,
    add_person,
    hashed_badge,
    hashed_pin,
    read_people,
    remove_person,
)

# Made with OpenSSL 3:
# openssl kdf -keylen 32 -kdfopt pass:4711 -kdfopt hexsalt:00…0f -kdfopt n:16384 -kdfopt r:8
#   -kdfopt p:1 SCRYPT
SALT = "000102030405060708090a0b0c0d0e0f"
PIN_4711 = f"scrypt:{SALT}:2bfd0be668642719e04b42e62825a6702d474aa4d39c766c6ed34c0d8d68838c"
# printf '\x00…\x0fA-0017' | sha256sum
BADGE_A17 = f"sha256:{SALT}:ef20e68a850bcf503c2fd45d28c7457b05eda3c5e54f626366fdeaccfb65c0a6"


def test_what_other_programs_made_fits() -> None:
    people = People([PersonSection(name="anna", badge=BADGE_A17, pin=PIN_4711, supervisor=True)])
    assert people.with_badge("A-0017") == "anna"
    assert people.with_badge("A-0018") is None
    assert people.has_pin("anna", "4711")
    assert not people.has_pin("anna", "4712")
    assert people.supervisors == ("anna",)


def test_a_supervisor_without_a_pin_can_prove_nothing() -> None:
    assert People([PersonSection(name="anna", supervisor=True)]).supervisors == ()


def test_two_hashes_of_one_badge_differ() -> None:
    assert hashed_badge("A-0017") != hashed_badge("A-0017")


@pytest.mark.parametrize("kept", ["4711", "scrypt:00:zz", "sha256:00:11", "scrypt::", "a:b:c:d"])
def test_what_is_no_hash_is_refused_and_not_shown(kept: str) -> None:
    with pytest.raises(ConfigError) as refused:
        People([PersonSection(name="anna", pin=kept)])
    assert kept not in refused.value.what + refused.value.do_next


def test_short_badges_and_pins_are_refused() -> None:
    with pytest.raises(InputRefused, match="3 characters could be any scan"):
        hashed_badge("123")
    with pytest.raises(InputRefused, match="soon guessed"):
        hashed_pin(" 12 ")


def test_people_of_the_configuration_and_of_the_home_work_together(tmp_path: Path) -> None:
    configured = [PersonSection(name="anna", badge=BADGE_A17)]
    berta = PersonSection(name='b"erta ä', badge=hashed_badge("B-0001"), pin=hashed_pin("1234"))
    add_person(tmp_path, berta, configured)
    add_person(tmp_path, PersonSection(name="carl"), configured)
    people = read_people(tmp_path, configured)
    assert [one.name for one in people.sections] == ["anna", 'b"erta ä', "carl"]
    assert people.with_badge("B-0001") == 'b"erta ä'
    for name in ("anna", "carl"):
        with pytest.raises(ConfigError, match="Two people"):
            add_person(tmp_path, PersonSection(name=name), configured)
    remove_person(tmp_path, "carl")
    with pytest.raises(InputRefused, match="nobody named 'carl'"):
        remove_person(tmp_path, "carl")
    kept = (tmp_path / PEOPLE_NAME).read_text(encoding="utf-8")
    assert "B-0001" not in kept
    assert "1234" not in kept.replace(berta.pin, "").replace(berta.badge, "")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / PEOPLE_NAME).write_text("[[people]]\nnam = 'anna'\n")
    with pytest.raises(ConfigError, match="nam"):
        read_people(tmp_path, ())
    (tmp_path / PEOPLE_NAME).write_text("[[people")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_people(tmp_path, ())
