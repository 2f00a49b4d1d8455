import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_cases import in_one_test

from procstation.items import PartKind, Scheme, split

LEFT_OUT = str.maketrans("", "", "/'’′")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # From the tests of Koha's label code.
        ("HE8700.7 .P6T44 1983", "HE|8700.7|.P6|T44|1983"),
        ("BS2545.E8 H39 1996", "BS|2545|.E8|H39|1996"),
        ("NX512.S85 A4 2006", "NX|512|.S85|A4|2006"),
        ("J 295.435 K56", "J|295.435|K56"),
        ("R220.3 H2793Z H32 c.2", "R|220.3|H2793Z|H32|c.2"),
        ("CD-ROM 787.87 EAS", "CD-ROM|787.87|EAS"),
        ("252.051 T147 v.1-2", "252.051|T147|v.1-2"),
        ("BIO JP2 R5c.1", "BIO|JP2|R5|c.1"),
        ("FIC GIR J5c.1", "FIC|GIR|J5|c.1"),
        ("J DAR G7c.11", "J|DAR|G7|c.11"),
        ("MP3-CD F PARKER", "MP3-CD|F|PARKER"),
        # As real catalogues have them.
        ("QC100 .U556 no. 105", "QC|100|.U556|no. 105"),
        ("D570.3 28th .P96", "D|570.3|28th|.P96"),
        ("D761.1 .1st L36", "D|761.1|.1st|L36"),
        ("UA704 .C9 12 th R89", "UA|704|.C9|12 th|R89"),
        ("G 9801 .A4 s250 .G4 ST5-8/11", "G|9801|.A4|s250|.G4|ST5-8/11"),
        ("KHA7437.2 1986 .A6 1999", "KHA|7437.2|1986|.A6|1999"),
        ("PZ7.C3315 Su 2002", "PZ|7|.C3315|Su|2002"),
        ("QA9.59. C66 1999", "QA|9.59|.C66|1999"),
        ("PK2653 . S56 2000", "PK|2653|.S56|2000"),
        ("PS3507 U6228Z465 1984", "PS|3507|U6228|Z465|1984"),
        ("ND553G3B7", "ND|553|G3|B7"),
        ("QP33 .Z45 Pt.B v.170 2000", "QP|33|.Z45|Pt.B|v.170|2000"),
        ("HF5601 .F5b Nos.321-331  (2000)", "HF|5601|.F5b|Nos.321-331|(2000)"),
        ("GN585 .H9 E85 t.1-3 1979-83", "GN|585|.H9|E85|t.1-3|1979-83"),
        ("E111 .I88 pt. 2, vol. 1", "E|111|.I88|pt. 2,|vol. 1"),
        ("LB1574 .H638 1998 Level 3", "LB|1574|.H638|1998|Level 3"),
        ("TH4805 .D88 V.11 SUPPL. 2011", "TH|4805|.D88|V.11|SUPPL.|2011"),
        ("M23.L5S6 1973q Oversize", "M|23|.L5|S6|1973q|Oversize"),
        ("OVERSIZE QA76.73.C153Y48 2005 v. 4", "OVERSIZE|QA|76.73|.C153|Y48|2005|v. 4"),
        ("B 22 .3 .A5", "B|22.3|.A5"),
        ("BX'4534.2'I5", "BX|4534.2|I5"),
        ("KF 4558 15th .A21", "KF|4558|15th|.A21"),
        ("362.84/9040", "362.849040"),
        ("364'.971 B92", "364.971|B92"),
        ("974.004/97345 B", "974.00497345|B"),
        ("796./092/241 B", "796.092241|B"),
        ("389/.08 s 621.37/4", "389.08|s|621.374"),
        ("912.74831 P2 1988 P384g", "912.74831|P2|1988|P384g"),
        ("372.63 HOUG 1998 LV.1", "372.63|HOUG|1998|LV.1"),
        ("869.3 Sa72h2 c. 2", "869.3|Sa72h2|c. 2"),
        ("892.4 א12", "892.4|א12"),
        ("[Fic]", "[Fic]"),
        ("W1 JO595JAB", "W|1|JO595JAB"),
        ("WG 120 A1b 2010", "WG|120|A1b|2010"),
        ("QS 11 .GA1 E53 2005", "QS|11|.GA1|E53|2005"),
        ("QS 11 .GA1 F875d 1999", "QS|11|.GA1|F875d|1999"),
        ("WB 200 .M163c3 1973", "WB|200|.M163c3|1973"),
        ("a19f99g15 1997", "a|19|f99|g15|1997"),
        ("QK710.R48 v.9-11 1997-99 & suppl.", "QK|710|.R48|v.9-11|1997-99|& suppl."),
        ("GA 1.13:LCD-77-320", "GA|1.13:|LCD-|77-320"),
        ("I 19.212/47:997/DISC 1-2", "I|19.212/47:|997/|DISC 1-2"),
        ("C 3.223/11:1990 CPH-3-266 B/MAPS", "C|3.223/11:|1990|CPH-3-266|B/MAPS"),
        ("WCA H994m 1895", "WCA|H994m|1895"),
        ("Y 4.ED 8/1:106-73", "Y|4.|ED 8/1:|106-73"),
        ("Y 4.AP 6/2:S.HRG.106-145", "Y|4.|AP 6/2:|S.HRG.|106-145"),
        ("HE 19.108:V 85/2/MODULE 1-7", "HE|19.108:|V 85/2/|MODULE|1-7"),
        ("C 13.44:2", "C|13.44:|2"),
        ("LP 7429", "LP|7429"),
        ("CPB Box no. 1601 vol. 19", "CPB|Box|no. 1601|vol. 19"),
        ("821.111(73)-31 SMI", "821.111(73)-31|SMI"),
        ("", ""),
    ],
)
def test_the_lines_of_a_spine_label(text: str, lines: str) -> None:
    assert "|".join(split(text).lines) == lines


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("HE8700.7 .P6T44 1983", Scheme.LCC),
        ("E 302.6 M7 M82", Scheme.LCC),
        ("QA 500", Scheme.LCC),
        ("QH 506", Scheme.LCC),
        ("X578 .S64 1851", Scheme.LCC),
        ("CD-ROM QA76.9 .D3", Scheme.LCC),
        ("QS 11 .GA1 E53 2005", Scheme.NLM),
        ("W1", Scheme.NLM),
        ("QA 11 .GA1 E53 2005", Scheme.LCC),
        ("QB 11 .GA1 F875d 1999", Scheme.LCC),
        ("598.7 SIL", Scheme.DEWEY),
        ("J 398.2 GRI", Scheme.DEWEY),
        ("CD 782.42 BEA", Scheme.DEWEY),
        ("030", Scheme.DEWEY),
        ("1 .M32 2002", Scheme.DEWEY),
        ("FIC GIR", Scheme.DEWEY),
        ("NAS 1.83:NP-2019-07-2735-HQ", Scheme.SUDOC),
        ("C3 2:B66", Scheme.SUDOC),
        ("94(497.5)", Scheme.UDC),
        ("621.3.049", Scheme.OTHER),
        ("MLCME 2002/02660 (D)", Scheme.OTHER),
        ("DVD 1019", Scheme.OTHER),
        ("2006-1620N", Scheme.OTHER),
        ("110978984448763", Scheme.OTHER),
        ("v.44:no.2(Feb. 1977)", Scheme.OTHER),
        ("IN PROCESS", Scheme.OTHER),
        ("", Scheme.OTHER),
    ],
)
def test_the_scheme_is_guessed_and_the_reason_given(text: str, scheme: Scheme) -> None:
    spine = split(text)
    assert spine.scheme is scheme
    assert spine.reasons[0].startswith(f"taken as {scheme}: ")


def test_what_does_not_fit_its_scheme_is_broken_at_spaces_and_said_so() -> None:
    spine = split("IN PROCESS no. 5", Scheme.LCC)
    assert spine.scheme is Scheme.LCC
    assert spine.lines == ("IN", "PROCESS", "no. 5")
    assert "not built like" in spine.reasons[-1]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("RA395.A3C478 2001", "letters number cutter cutter date"),
        ("QA 1 .V5 T44 NO12 PT2", "letters number cutter cutter cutter cutter"),
        ("QA1 .B2 v. 3 no.4 copy 2", "letters number cutter volume volume copy"),
        ("KF 4558 15th .A21", "letters number date cutter"),
        ("J 398.2 GRI c.2", "prefix number word copy"),
        ("FIC PARKER vol. 2 ex. 3", "prefix word volume copy"),
        ("Y 4.AP 6/2:S.HRG.106-145", "letters number number book book"),
    ],
)
def test_what_each_line_is(text: str, kinds: str) -> None:
    assert [kind for (kind,) in split(text).kinds] == kinds.split()


@pytest.mark.parametrize("month", ["Sept", "JULY-AUG", "Spr.", "October"])
def test_a_month_before_its_year_is_a_date(month: str) -> None:
    spine = split(f"TT500 .V7 v.196 {month} 2006 & suppl.")
    assert spine.lines[4:] == (month, "2006", "& suppl.")
    assert spine.kinds[4] == (PartKind.DATE,)
    assert split(f"FIC {month}").kinds[1] == (PartKind.WORD,)


def test_what_is_left_out_is_said() -> None:
    assert "left out" in split("362.84/9040").reasons[-1]
    assert "left out" in split("BX'4534.2'I5").reasons[-1]


@pytest.mark.corpus
def test_the_label_lines_of_the_sample(corpus: Path) -> None:
    with (corpus / "callnumbers" / "label-split-lc.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    assert rows
    for text, parts in rows:
        assert split(text, Scheme.LCC).lines == tuple(parts.split(" | "))


@pytest.mark.corpus
def test_the_parts_of_the_basic_list(corpus: Path) -> None:
    """Its columns: letters, number, date or ordinal, cutter, again both, year, rest."""
    path = corpus / "callnumbers" / "lc_callnumber-basics.txt"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    rows = [row for row in rows if not row[0].startswith("#")]
    assert len(rows) >= 20
    for text, *columns in rows:
        parts = [part for column in columns for part in column.split(",") if part.strip()]
        lines = [line.replace(" ", "").removeprefix(".") for line in split(text, Scheme.LCC).lines]
        assert [line.upper() for line in lines] == [part.strip().upper() for part in parts]


@pytest.mark.long
@pytest.mark.corpus
def test_real_shelf_lists_are_recognised(corpus: Path) -> None:
    """Of two libraries that file by LC, nothing but what has no class is read otherwise."""
    odd = set()
    for name in ("laurentian-fre.csv", "uva-stacks.csv"):
        with (corpus / "shelflists" / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                spine = split(row["call_number"])
                if row["class_scheme"] == "LC" and spine.scheme is not Scheme.LCC:
                    odd.add(row["call_number"])
    assert odd <= {"NO CALL NUMBER"}


shelf_like = st.lists(
    st.sampled_from(
        [*"AKPQRSTVZcvx0123456789./-' ", "QA", "REF ", "v.", " no. ", "c.2", "12th", "א", "１", ":"]
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(max_size=60), shelf_like), st.sampled_from([None, *Scheme]))
def test_nothing_but_spaces_and_dewey_signs_is_lost(text: str, scheme: Scheme | None) -> None:
    spine = split(text, scheme)
    kept, given_text = "".join(spine.lines), "".join(text.split())
    assert all(line.strip() for line in spine.lines)
    if spine.scheme is Scheme.DEWEY:
        assert "".join(kept.split()).translate(LEFT_OUT) == given_text.translate(LEFT_OUT)
    elif any("apostrophes" in reason for reason in spine.reasons):
        assert "".join(kept.split()) == given_text.replace("'", "")
    else:
        assert "".join(kept.split()) == given_text


@in_one_test(
    "piece", ["A1", "9", "A1.1", "a", "A.", "/1", "1 ", "v. ", "A-", "A 1.", "é", "(", '"', "1(A"]
)
@pytest.mark.parametrize("scheme", [None, *Scheme])
def test_a_huge_text_gets_an_answer(piece: str, scheme: Scheme | None) -> None:
    text = piece * 5_000
    assert "".join("".join(split(text, scheme).lines).split())
