"""What a library says of its own tags, and what outweighs it. Images as in test_detect."""

import pytest

from procstation.config import TagRuleSection, TagsSection
from procstation.tags import Model, SiteRule, decode, decode_any, site_rules

ISO_2 = bytes.fromhex("9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000")
ISO_3 = bytes.fromhex("1101013130303030303030353600000000000098A4444B373138353030000000")
BOOK_3M = bytes.fromhex("0411000131333032303033373637").ljust(32, b"\0")

BY_DSFID = SiteRule(Model.ISO28560_2, dsfid=0x42)
BY_AFI = SiteRule(Model.LEGACY_3M, afi=0xDA)
BOTH = SiteRule(Model.ISO28560_3, dsfid=0x00, afi=0x07)
RULES = (BY_DSFID, BY_AFI, BOTH)


@pytest.mark.parametrize(
    ("dsfid", "afi", "rule"),
    [
        (0x42, None, BY_DSFID),
        (0x42, 0xDA, BY_DSFID),
        (0x00, 0xDA, BY_AFI),
        (0x00, 0x07, BOTH),
        (0x00, 0xC2, None),
        (None, None, None),
    ],
)
def test_which_rule_covers_a_tag(dsfid: int | None, afi: int | None, rule: SiteRule | None) -> None:
    covering = [one for one in RULES if one.covers(dsfid, afi)]
    assert covering[:1] == ([] if rule is None else [rule])


def test_a_rule_stands_in_for_the_dsfid_and_is_the_reason() -> None:
    assert decode(ISO_2, dsfid=0x42).model is Model.FOREIGN
    content = decode(ISO_2, dsfid=0x42, rules=RULES)
    assert (content.model, content.item) == (Model.ISO28560_2, "123456789012")
    assert content.why == "This library reads tags with DSFID 42 as iso28560-2."
    assert decode(BOOK_3M, dsfid=0x42, afi=0xDA, rules=(BY_AFI,)).item == "1302003767"
    reason = decode(ISO_2, dsfid=0, afi=7, rules=RULES)
    assert (reason.model, reason.item) == (Model.ISO28560_3, None)
    assert reason.why.startswith("This library reads tags with DSFID 00 and AFI 07 as iso28560-3")


def test_a_right_checksum_and_a_blank_tag_outweigh_a_rule() -> None:
    everything = (SiteRule(Model.ISO28560_2),)
    assert decode(ISO_3, rules=everything).item == "1000000056"
    assert decode(bytes(32), rules=everything).model is Model.BLANK
    assert decode_any(ISO_2[:8], rules=everything).why.startswith("This library reads tags")


def test_a_rule_for_3m_does_not_make_noise_a_3m_tag() -> None:
    assert decode(b"\x12\x34\x56", afi=0xDA, rules=RULES).model is Model.FOREIGN


def test_rules_of_the_configuration() -> None:
    section = TagsSection(
        treat_as=(
            TagRuleSection(model="iso28560-2", dsfid=0x42),
            TagRuleSection(model="3m", afi=0xDA),
        )
    )
    assert site_rules(section) == (BY_DSFID, BY_AFI)
