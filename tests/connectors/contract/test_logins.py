"""Wrong and expired logins, and where secrets must never turn up."""

import base64
import logging
import traceback
from collections.abc import Callable

import pytest
from contract_systems import Opened, SystemCase

from procstation.credentials import variable_of
from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    Sighting,
    SystemDenied,
    SystemTrouble,
    TitleQuery,
)
from procstation_simulators.ils.faults import FaultName

AT = "2026-11-22T01:02:03+00:00"

TELLING: tuple[FaultName, ...] = ("ok", "expired", "web page", "half answer", "server error after")


def all_calls(opened: Opened) -> list[Callable[[], object]]:
    """Return one call of each kind."""
    library, barcode = opened.library, "30000000000001"
    return [
        library.state,
        lambda: library.find_items([ItemKey(barcode=barcode), ItemKey(system_id="1")]),
        lambda: library.find_titles(TitleQuery(words="rivers")),
        lambda: library.create_item(ItemDraft("1", opened.case.draft)),
        lambda: library.update_item(opened.item(barcode), {ItemField.CALL_NUMBER: "A1"}),
        lambda: library.remove_item(opened.item(barcode)),
        lambda: library.mark_seen([Sighting(ItemKey(barcode=barcode), AT)]),
        lambda: library.check_in(barcode, AT),
        lambda: list(library.changed_since(AT)),
    ]


def test_a_wrong_password_is_told_at_once(opening: Callable[[str], Opened]) -> None:
    opened = opening("wr0ng-passw0rd")
    with pytest.raises(SystemDenied):
        opened.library.state()
    with pytest.raises(SystemDenied):
        opened.library.find_items([ItemKey(barcode="1")])
    assert opened.clock.now_s() < 1, "it was tried again"


def test_without_a_password_it_says_where_to_put_it(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable_of(opened.name))
    with pytest.raises(SystemDenied) as denied:
        opened.library.state()
    assert variable_of(opened.name) in denied.value.do_next


def test_an_expired_token_is_renewed_once(case: SystemCase, opened: Opened) -> None:
    if not case.tokens:
        pytest.skip("there are no tokens")
    opened.library.state()
    opened.system.forget_logins()
    calls = len(opened.system.asked)
    opened.library.state()
    one_call = len(opened.system.asked) - calls
    calls = len(opened.system.asked)
    opened.library.state()
    # A refused call, and the login anew.
    assert one_call - (len(opened.system.asked) - calls) == 2


def test_a_token_is_renewed_before_it_expires(case: SystemCase, opened: Opened) -> None:
    if not case.tokens:
        pytest.skip("there are no tokens")
    opened.library.state()
    for _ in range(30):
        opened.clock.wait(case.token_s / 7)
        opened.library.state()
    assert set(opened.statuses) <= {200, 201, 204}


@pytest.mark.long
def test_secrets_turn_up_nowhere(
    case: SystemCase, opening: Callable[..., Opened], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    for password in (None, "wr0ng-passw0rd"):
        for fault in TELLING:
            opened = opening(password)
            for call in all_calls(opened):
                if opened.speaks_http:
                    opened.system.faults.add(fault)
                try:
                    call()
                except SystemTrouble as error:
                    shown += [error.what, error.do_next, repr(error)]
                    shown += traceback.format_exception(error)
            shown.append(repr(opened.library))
    everything = "\n".join(shown) + caplog.text
    assert "procstation.ils" in caplog.text
    for password in (case.password, "wr0ng-passw0rd"):
        assert password not in everything
        pair = base64.b64encode(f"{case.user}:{password}".encode()).decode()
        assert pair not in everything
    assert not case.tokens or case.tokens not in everything
