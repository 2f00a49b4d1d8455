"""Each fault at each call: the right error, nothing sent twice, the system's store as promised."""

from collections.abc import Callable
from typing import Any

import pytest
from contract_systems import CASES, Opened, SystemCase

from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    OutcomeUnknown,
    Sighting,
    SystemConfused,
    SystemUnreachable,
    TitleQuery,
)
from procstation_simulators.ils.faults import FAULTS, FaultName

NEW = "Z9999 .N3 2026"
AT = "2026-11-22T01:02:03+00:00"

RECORD = (
    b'<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    b'<controlfield tag="001">moon-1</controlfield>'
    b'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Moons</subfield></datafield>'
    b"</record>"
)

Act = Callable[[], Any]

AT_ONCE = {"alma", "koha"}
"""The others are tried with the campaigns: the rules they share are met by these as well."""


@pytest.fixture(
    params=[
        pytest.param(one, marks=() if one.name in AT_ONCE else pytest.mark.campaign)
        for one in CASES
    ],
    ids=str,
)
def case(request: pytest.FixtureRequest) -> SystemCase:
    """Each system in turn."""
    assert isinstance(request.param, SystemCase)
    return request.param


def find(opened: Opened) -> Act:
    barcode = opened.barcodes[0]
    return lambda: opened.item(barcode)


def find_title(opened: Opened) -> Act | None:
    if not opened.library.abilities.find_titles:
        return None
    item = opened.item(opened.barcodes[0])
    return lambda: opened.library.find_titles(TitleQuery(system_id=item.title_id))


def state(opened: Opened) -> Act:
    return opened.library.state


def create(opened: Opened) -> Act | None:
    if not opened.library.abilities.create_items:
        return None
    draft = ItemDraft(opened.item(opened.barcodes[0]).title_id, opened.case.draft)
    return lambda: opened.library.create_item(draft)


def create_title(opened: Opened) -> Act | None:
    if not opened.library.abilities.create_titles:
        return None
    return lambda: opened.library.create_title(RECORD)


def update(opened: Opened) -> Act | None:
    if ItemField.CALL_NUMBER not in opened.library.abilities.changes:
        return None
    item = opened.item(opened.barcodes[0])
    return lambda: opened.library.update_item(item, {ItemField.CALL_NUMBER: NEW})


def remove(opened: Opened) -> Act | None:
    if not opened.library.abilities.remove_items:
        return None
    item = opened.item(opened.barcodes[3])
    return lambda: opened.library.remove_item(item)


def see(opened: Opened) -> Act | None:
    if opened.library.abilities.seen not in {"stamp", "check-in"}:
        return None
    sighting = Sighting(ItemKey(barcode=opened.barcodes[0]), AT)
    return lambda: opened.library.mark_seen([sighting])


HARMLESS = {"not listening", "busy", "busy for 2 s", "not in service", "expired"}
"""Faults after which even a change may be asked for again: it was not done."""

NOT_DONE = {"silence before", "hang up before", "server error before", "web page"}
"""Faults of a change that was not done, which only a look can tell."""


@pytest.mark.long
@pytest.mark.parametrize(
    "prepare", [state, find, find_title, create_title, create, update, remove, see]
)
def test_each_fault_at_each_call(
    case: SystemCase, opening: Callable[[], Opened], prepare: Callable[[Opened], Act | None]
) -> None:
    smooth = opening()
    if not smooth.speaks_http:
        pytest.skip("lines have faults of their own")
    act = prepare(smooth)
    if act is None:
        pytest.skip("beyond the abilities of this system")
    begun, before = len(smooth.system.asked), smooth.told()
    result, wanted = act(), smooth.told()
    calls = smooth.system.asked[begun:]
    writes = set(smooth.writes())
    for at, call in enumerate(calls):
        for fault in FAULTS:
            if fault == "expired" and not case.tokens:
                continue
            opened = opening()
            act = prepare(opened)
            assert act is not None
            writes_before = len(opened.writes())
            opened.system.faults.add(*["ok"] * at, fault)
            where = f"{fault} at call {at}, {call}"
            if call in writes:
                check_write(opened, act, fault, where, writes_before, before, wanted)
            else:
                written = any(one in writes for one in calls[:at])
                check_read(opened, act, fault, where, written, before, (result, wanted))
            assert opened.item(opened.barcodes[1]), where


def check_write(
    opened: Opened,
    act: Act,
    fault: FaultName,
    where: str,
    writes_before: int,
    before: Any,
    wanted: Any,
) -> None:
    """Check one that changes something."""
    if fault == "ok" or fault in HARMLESS:
        act()
        assert opened.told() == wanted, where
        return
    with pytest.raises(OutcomeUnknown):
        act()
    assert opened.told() == (before if fault in NOT_DONE else wanted), where
    assert len(opened.writes()) - writes_before == 1, where


def check_read(
    opened: Opened,
    act: Act,
    fault: FaultName,
    where: str,
    written: bool,
    before: Any,
    smooth: tuple[Any, Any],
) -> None:
    """Check one that only reads; `written`, when what was to be changed is changed before it."""
    result, wanted = smooth
    if fault == "web page":
        with pytest.raises(OutcomeUnknown if written else SystemConfused, match="web page"):
            act()
        assert opened.told() == (wanted if written else before), where
        return
    assert act() == result, where
    assert opened.told() == wanted, where


def test_what_is_down_for_long_is_given_up_and_nothing_was_done(
    opening: Callable[[], Opened],
) -> None:
    for prepare in (find, create_title, create, update, remove, see):
        opened = opening()
        act = prepare(opened)
        if act is None or not opened.speaks_http:
            continue
        before = opened.told()
        opened.system.faults.add(*["not listening"] * 40)
        with pytest.raises(SystemUnreachable) as given_up:
            act()
        assert "40" not in given_up.value.what
        assert len(opened.system.faults.met) < 10
        assert opened.told() == before
        assert opened.clock.now_s() < 60
