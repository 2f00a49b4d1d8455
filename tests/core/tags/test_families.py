import pytest

from procstation.tags import family_of


@pytest.mark.parametrize(
    ("uid", "name", "size"),
    [
        ("E00401005B6C7D8E", "NXP ICODE SLI", (4, 28)),
        ("E00401105B6C7D8E", "NXP ICODE SLIX", (4, 28)),
        ("E00401085B6C7D8E", "NXP ICODE SLIX2", (4, 80)),
        ("E00401185B6C7D8E", "NXP ICODE DNA or NTAG 5", (4, None)),
        ("E00401205B6C7D8E", "NXP ICODE 3", (None, None)),
        ("E00403105B6C7D8E", "NXP ICODE SLIX-L", (4, 8)),
        ("E00208AABBCCDDEE", "ST LRI2K", (4, 64)),
        ("E0070000012345AB", "TI Tag-it HF-I Plus inlay", (4, 64)),
        ("E007C4000012345A", "TI Tag-it HF-I Pro", (4, 8)),
        ("E008000000000001", "Fujitsu MB89R118", (8, 256)),
        ("E0FF000000000001", "unknown ISO 15693 tag", (None, None)),
        ("", "unknown ISO 15693 tag", (None, None)),
    ],
)
def test_family(uid: str, name: str, size: tuple[int | None, int | None]) -> None:
    family = family_of(bytes.fromhex(uid))
    assert (family.name, (family.block_size, family.block_count)) == (name, size)
