import pytest

from procstation.config import TargetSection
from procstation.copycat.target import known_targets, targets_of
from procstation.errors import ConfigError, SystemDenied, UsageError


def test_what_a_section_says_goes_before_its_preset() -> None:
    (target,) = targets_of(
        [
            TargetSection(
                name="ours", preset="alma", url="https://x.example/sru", indexes={"lccn": "x.y"}
            )
        ]
    )

    assert (target.name, target.kind, target.version) == ("ours", "sru", "1.2")
    assert target.indexes["isbn"] == "alma.isbn"
    assert target.indexes["lccn"] == "x.y"


def test_all_that_come_along_can_be_asked_once_they_have_an_address() -> None:
    for target in known_targets():
        url = "" if target.url else "https://x.example/sru"
        (ready,) = targets_of([TargetSection(preset=target.name, url=url)])
        assert ready.title


def test_none_is_asked_that_was_not_named() -> None:
    with pytest.raises(UsageError, match="No target is set up"):
        targets_of([])
    assert [one.name for one in targets_of([], ["loc"])] == ["loc"]


def test_names_choose_and_order() -> None:
    sections = [TargetSection(preset="loc"), TargetSection(preset="dnb")]

    assert [one.name for one in targets_of(sections)] == ["loc", "dnb"]
    assert [one.name for one in targets_of(sections, ["dnb", "loc", "dnb"])] == ["dnb", "loc"]
    with pytest.raises(UsageError) as refused:
        targets_of(sections, ["lox"])
    assert refused.value.do_next == "Did you mean 'loc'?"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (TargetSection(preset="lok"), "no preset 'lok'"),
        (TargetSection(name="x"), "has no url"),
        (TargetSection(url="http://x.example/"), "has no name"),
        (TargetSection(name="x", url="x.example"), "is no web address"),
        (TargetSection(name="x", url="http://me:secret@x.example/"), "there is a login in the url"),
        (TargetSection(name="x", url="http://x.example/?version=1.1"), "more than the base"),
        (TargetSection(name="x", kind="z3950", url="http://x:210"), "no address for Z39.50"),
        (
            TargetSection(name="x", url="http://x.example/", indexes={"isbm": "a"}),
            "'isbm' is no search",
        ),
        (
            TargetSection(name="x", url="http://x.example/", indexes={"isbn": 'a "b"'}),
            "the index for isbn",
        ),
        (
            TargetSection(name="x", kind="z3950", url="x:210", attributes={"isbn": "7"}),
            "attributes for isbn",
        ),
    ],
)
def test_what_could_not_work_is_refused_before_anything_is_sent(
    section: TargetSection, said: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        targets_of([section])
    assert said in refused.value.what
    assert "secret" not in refused.value.what


def test_a_password_comes_from_the_environment_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (target,) = targets_of([TargetSection(name="our-z", url="https://x.example/", user="me")])
    monkeypatch.setenv("PROCSTATION_SECRET_COPYCAT_OUR_Z", "open sesame")

    login = target.login()

    assert login is not None
    assert login[1].reveal() == "open sesame"
    assert "sesame" not in repr(login)


def test_a_user_without_a_password_is_said_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("procstation.credentials._from_keyring", lambda _name: None)
    (target,) = targets_of([TargetSection(name="z", url="https://x.example/", user="me")])
    with pytest.raises(SystemDenied, match="no password"):
        target.login()
