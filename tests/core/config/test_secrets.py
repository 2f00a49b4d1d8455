"""Secrets in the configuration file are refused, and never repeated."""

import pytest

from procstation.config import parse_config
from procstation.credentials import with_password
from procstation.errors import ConfigError

KOHA = '[systems.koha]\nconnector = "koha"\nurl = "https://koha.example.org"\n'
TARGET = '[[copycat.targets]]\nname = "k10plus"\nurl = "https://sru.example.org"\n'


@pytest.mark.parametrize(
    ("text", "where", "place"),
    [
        (KOHA + 'password = "hunter2"', "[systems.koha]", "keyring set procstation koha`"),
        (KOHA + 'options = { Api-Key = "hunter2" }', "[systems.koha.options]", "_SECRET_KOHA."),
        (KOHA + '[systems.koha.options]\nclient_secret = "hunter2"', "[systems.koha", "koha`"),
        (KOHA + 'secret = "hunter2 &/x"', "[systems.koha]", "keyring"),
        (KOHA.replace("https://", "https://me:hunter2@"), "[systems.koha]", "keyring"),
        (KOHA.replace(".org", ".org?apikey=hunter2"), "[systems.koha]", "keyring"),
        ('[store]\nurl = "postgresql://me:hunter2@db/x"', "[store]", "set procstation store`"),
        (TARGET + 'token = "hunter2"', "[copycat.targets]", "procstation copycat.k10plus`"),
        (TARGET.replace("//", "//me:hunter2@"), "[copycat.targets]", "_COPYCAT_K10PLUS"),
        ('[devices.p]\nkind = "printer"\ndriver = "ipp"\nport = "ipp://me:hunter2@x"',
         "[devices.p]", "keyring"),
        ('password = "hunter2"', "The file", "keyring"),
        ("pwd = 4711", "The file", "keyring"),
        ('[alma_service]\ntokens = []\ntoken = "hunter2"', "[alma_service]", "alma-service"),
    ],
)  # fmt: skip
def test_a_secret_is_refused(text: str, where: str, place: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_config(text, "procstation.toml")
    assert where in refused.value.what
    assert place in refused.value.do_next
    said = refused.value.what + refused.value.do_next
    assert "hunter2" not in said
    assert "4711" not in said


@pytest.mark.parametrize(
    "text",
    [
        KOHA + 'secret = "koha-2026.station_1"',
        KOHA + 'user = "station"\noptions = { title_keys = ["isbn"] }',
        KOHA.replace("https://koha.example.org", "sim://koha?password=sesame"),
        '[store]\nurl = "postgresql://me@db.example.org/x"',
        '[devices.p]\nkind = "printer"\ndriver = "ipp"\nport = "ipp://10.0.0.7:631/a"',
        '[systems.s]\nconnector = "sip2"\nurl = "sip2://x:6001"\n'
        'options = { terminal_password = "empty", password = "" }',
    ],
)
def test_what_is_no_secret_is_taken(text: str) -> None:
    parse_config(text, "procstation.toml")


@pytest.mark.parametrize("bomb", ["a = " + "[" * 100_000, "a = " + "{a = " * 100_000])
def test_a_file_without_measure_is_refused(bomb: str) -> None:
    with pytest.raises(ConfigError, match="brackets within each other"):
        parse_config(bomb, "procstation.toml")


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(ConfigError, match="more than 1,048,576 characters"):
        parse_config("#" * (1 << 20) + "#", "procstation.toml")


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("postgresql://me@db/x?sslmode=require", "postgresql://me:a%2Fb%40c@db/x?sslmode=require"),
        ("postgresql://me:own@db/x", "postgresql://me:own@db/x"),
        ("postgresql:///x", "postgresql:///x"),
        ("sqlite:////home/x/store.sqlite", "sqlite:////home/x/store.sqlite"),
    ],
)
def test_the_password_of_the_store_comes_from_the_keyring(
    url: str, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_STORE", "a/b@c")
    assert with_password(url) == whole
