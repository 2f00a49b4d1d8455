"""What every connector does the same way, as far as its system can do it."""

from datetime import UTC, datetime

import pytest
from contract_systems import Opened

from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    Sighting,
    SystemMoved,
    SystemRefused,
    SystemTrouble,
    TitleQuery,
    copy_number,
)

NEW = "Z9999 .N3 2026"
RECORD = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">moon-1</controlfield>'
    '<datafield tag="020" ind1=" " ind2=" "><subfield code="a">9799999999990</subfield></datafield>'
    '<datafield tag="100" ind1="1" ind2=" "><subfield code="a">Ångström, Ida</subfield></datafield>'
    '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Rivers of the moon</subfield>'
    "</datafield></record>"
).encode()
AT = "2026-11-22T01:02:03+00:00"


def needs(able: bool) -> None:
    if not able:
        pytest.skip("beyond the abilities of this system")


def test_it_says_who_answers(opened: Opened) -> None:
    state = opened.library.state()
    assert state.name
    assert opened.case.password not in state.detail


def test_items_come_in_the_order_asked_for(opened: Opened) -> None:
    first, second, third = opened.barcodes[:3]
    keys = [ItemKey(barcode=one) for one in (third, "nowhere-0", first, second, first)]
    found = opened.library.find_items(keys)
    assert [one.barcode if one else None for one in found] == [third, None, first, second, first]


def test_an_item_is_found_again_by_its_number(opened: Opened) -> None:
    item = opened.item(opened.barcodes[0])
    assert item.system_id
    assert opened.library.find_items([ItemKey(system_id=item.system_id)]) == [item]


def test_all_items_of_a_batch_are_found(opened: Opened) -> None:
    asked = opened.barcodes[: opened.library.abilities.batch]
    found = opened.library.find_items([ItemKey(barcode=one) for one in asked])
    assert [one.barcode if one else None for one in found] == asked


def test_a_barcode_with_signs_of_the_query_language_is_just_unknown(opened: Opened) -> None:
    strange = ['a"b', "a*", "a%", "a?b&c=d", "ä ö/ü", "a\\", ") or (", "#1"]
    found = opened.library.find_items([ItemKey(barcode=one) for one in strange])
    assert found == [None] * len(strange)


def test_nothing_asked_is_nothing_answered(opened: Opened) -> None:
    assert opened.library.find_items([]) == []
    assert opened.library.mark_seen([]) == []


def test_the_title_of_an_item_is_found(opened: Opened) -> None:
    needs(opened.library.abilities.find_titles)
    item = opened.item(opened.barcodes[0])
    (title,) = opened.library.find_titles(TitleQuery(system_id=item.title_id))
    assert title.system_id == item.title_id
    assert title.title
    if title.isbn and opened.case.finds_isbn:
        hits = opened.library.find_titles(TitleQuery(isbn=title.isbn[0]))
        assert title.system_id in [one.system_id for one in hits]


def test_a_new_record_is_there_once_and_takes_an_item(opened: Opened) -> None:
    needs(opened.library.abilities.create_titles)
    before = opened.system.records_there()
    made = opened.library.create_title(RECORD)
    (there,) = opened.library.find_titles(TitleQuery(system_id=made.system_id))
    assert there.title == "Rivers of the moon"
    assert opened.system.records_there().keys() - before.keys() == {made.system_id}
    with pytest.raises(SystemRefused):
        opened.library.create_title(RECORD)
    with pytest.raises(SystemRefused):
        opened.library.create_title(b"<record>")
    assert len(opened.system.records_there()) == len(before) + 1


def test_a_system_that_makes_no_records_says_so(opened: Opened) -> None:
    if opened.library.abilities.create_titles:
        pytest.skip("it makes them")
    with pytest.raises(SystemRefused):
        opened.library.create_title(RECORD)


def test_a_new_item_is_there_once_and_its_barcode_is_taken(opened: Opened) -> None:
    needs(opened.library.abilities.create_items)
    before = opened.system.items()
    draft = ItemDraft(opened.item(opened.barcodes[0]).title_id, opened.case.draft)
    barcode = opened.case.draft[ItemField.BARCODE]
    made = opened.library.create_item(draft)
    assert made.barcode == barcode
    assert opened.item(barcode).system_id == made.system_id
    for field, value in opened.case.draft.items():
        assert opened.item(barcode).values[field] == value, field
    with pytest.raises(SystemRefused):
        opened.library.create_item(draft)
    after = opened.system.items()
    assert {key: row for key, row in after.items() if key != barcode} == before


def test_a_copy_may_be_said_as_on_its_label(opened: Opened) -> None:
    needs(opened.library.abilities.create_items and ItemField.COPY in opened.case.draft)
    draft = {**opened.case.draft, ItemField.COPY: "c.7"}
    title = opened.item(opened.barcodes[0]).title_id
    made = opened.library.create_item(ItemDraft(title, draft))
    assert copy_number(made.values[ItemField.COPY]) == "7"


def test_a_new_item_without_its_record_is_refused(opened: Opened) -> None:
    needs(opened.library.abilities.create_items)
    before = opened.system.items()
    with pytest.raises(SystemRefused):
        opened.library.create_item(ItemDraft("999999", opened.case.draft))
    assert opened.system.items() == before


def test_a_new_item_can_be_taken_back(opened: Opened) -> None:
    needs(opened.library.abilities.create_items and opened.library.abilities.remove_items)
    before = opened.system.items()
    draft = ItemDraft(opened.item(opened.barcodes[0]).title_id, opened.case.draft)
    opened.library.remove_item(opened.library.create_item(draft))
    assert opened.system.items() == before


def test_a_change_changes_nothing_else(opened: Opened) -> None:
    needs(ItemField.CALL_NUMBER in opened.library.abilities.changes)
    for barcode in opened.barcodes[:6]:
        before = opened.system.items()
        item = opened.item(barcode)
        changed = opened.library.update_item(item, {ItemField.CALL_NUMBER: NEW})
        assert changed.values[ItemField.CALL_NUMBER] == NEW
        assert changed.title == item.title
        assert opened.call_number(barcode) == NEW
        after = opened.system.items()
        untouched = before[barcode].keys() - opened.case.touched
        assert {key: after[barcode][key] for key in untouched} == {
            key: before[barcode][key] for key in untouched
        }
        del before[barcode], after[barcode]
        assert after == before


def test_the_answer_to_a_change_can_be_changed_again(opened: Opened) -> None:
    needs(ItemField.CALL_NUMBER in opened.library.abilities.changes)
    barcode = opened.barcodes[0]
    once = opened.library.update_item(opened.item(barcode), {ItemField.CALL_NUMBER: NEW})
    opened.library.update_item(once, {ItemField.CALL_NUMBER: "A1 .B2"})
    assert opened.call_number(barcode) == "A1 .B2"


def test_a_barcode_is_changed_and_another_item_keeps_its_own(opened: Opened) -> None:
    needs(ItemField.BARCODE in opened.library.abilities.changes)
    first, second = opened.barcodes[:2]
    item = opened.item(first)
    with pytest.raises(SystemRefused):
        opened.library.update_item(item, {ItemField.BARCODE: second})
    assert first in opened.system.items()
    opened.library.update_item(opened.item(first), {ItemField.BARCODE: "39999000000025"})
    assert opened.item("39999000000025").system_id == item.system_id


def test_an_item_that_was_changed_meanwhile_is_left_alone(opened: Opened) -> None:
    needs(ItemField.CALL_NUMBER in opened.library.abilities.changes)
    barcode = opened.barcodes[0]
    item = opened.item(barcode)
    opened.system.change_at_desk(barcode, opened.case.desk)
    before = opened.system.items()
    with pytest.raises(SystemMoved):
        opened.library.update_item(item, {ItemField.CALL_NUMBER: NEW})
    assert opened.system.items() == before
    assert opened.item(barcode).version != item.version


def test_an_unknown_value_of_status_is_refused(opened: Opened) -> None:
    needs(ItemField.STATUS in opened.library.abilities.changes)
    before = opened.system.items()
    with pytest.raises(SystemRefused):
        opened.library.update_item(
            opened.item(opened.barcodes[0]), {ItemField.STATUS: "eaten by a dog"}
        )
    assert opened.system.items() == before


def test_sightings_are_noted_and_what_is_unknown_is_told(opened: Opened) -> None:
    needs(opened.library.abilities.seen in {"stamp", "check-in"})
    first, second = opened.barcodes[0], opened.barcodes[3]
    said = opened.library.mark_seen(
        [Sighting(ItemKey(barcode=one), AT) for one in (first, "nowhere-0", second)]
    )
    assert [bool(one) for one in said] == [False, True, False]
    if opened.library.abilities.seen == "stamp" and opened.case.tells_seen:
        seen = datetime.fromisoformat(opened.item(first).last_seen)
        assert seen == datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)


def test_an_item_is_handed_in(opened: Opened) -> None:
    if not opened.library.abilities.check_in:
        with pytest.raises(SystemRefused):
            opened.library.check_in(opened.barcodes[0], AT)
        return
    assert opened.library.check_in(opened.barcodes[0], AT).message is not None
    with pytest.raises(SystemRefused):
        opened.library.check_in("nowhere-0", AT)


def test_changes_since_a_time_are_told(opened: Opened) -> None:
    if not opened.library.abilities.deltas:
        with pytest.raises(SystemRefused):
            list(opened.library.changed_since(AT))
        return
    opened.clock.wait(3600)
    since = datetime.fromtimestamp(1_790_000_000 + opened.clock.now_s() - 60, UTC).isoformat()
    assert list(opened.library.changed_since(since)) == []
    opened.system.change_at_desk(opened.barcodes[1], opened.case.desk)
    changed = [one.barcode for one in opened.library.changed_since(since)]
    assert changed == [opened.barcodes[1]]


def test_it_may_be_closed_twice(opened: Opened) -> None:
    opened.library.close()
    opened.library.close()


def test_errors_have_two_sentences(opened: Opened) -> None:
    needs(opened.library.abilities.create_items)
    with pytest.raises(SystemTrouble) as refused:
        opened.library.create_item(ItemDraft("999999", opened.case.draft))
    assert refused.value.what.endswith(".")
    assert ".." not in refused.value.what
    assert refused.value.do_next.endswith(".")
