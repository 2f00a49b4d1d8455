"""What columns of items are called, in the systems and languages they come from."""

import re
from typing import NamedTuple

from procstation.catalog.text import folded

_WORDS = {
    "barcode": """barcode; bar code; item barcode; itembarcode; barcode number; piece barcode; copy
        barcode; external id; code barre; code barres; code a barre; code a barres; codebarre;
        codebarres; strichcode; mediennummer; barcodenummer; codigo de barras; codigo barras;
        codice a barre; codice barre; streepjescode; streckkod; stregkode; strekkode; viivakoodi;
        kod kreskowy; carovy kod; vonalkod; штрихкод; штрих код; item id""",
    "title": """title; main title; title proper; full title; book title; best title; titel;
        haupttitel; titre; titre propre; titulo; titolo; tittel; nimeke; tytul; nazev; cim;
        название; заглавие; 245 a""",
    "author": """author; authors; main author; author name; creator; autor; autoren; autores;
        verfasser; urheber; auteur; auteurs; autore; autori; forfatter; forfattare; tekija; автор;
        100 a""",
    "isbn": "isbn; isbn 13; isbn13; isbn 10; isbn10; isbns; isbn issn; 020 a",
    "issn": "issn; issns; 022 a",
    "publisher": """publisher; publisher name; verlag; editeur; editorial; editora; editore;
        uitgever; forlag; kustantaja; wydawca; издательство; 260 b; 264 b""",
    "date": """publication year; pub year; year; publication date; pub date; date of publication;
        year of publication; copyright date; date published; erscheinungsjahr; jahr; annee; annee
        de publication; annee d edition; date de publication; ano; ano de publicacion; ano de
        publicacao; anno; anno di pubblicazione; jaar; rok wydania; год; date""",
    "control_number": """control number; biblionumber; biblio id; bib id; bibid; bib number;
        bibnumber; bib record number; bib record id; record number; record id; recordid; catkey;
        cat key; catalog key; katkey; title control number; mms id; mmsid; instance hrid; instance
        id; ppn; titelnummer; numero de notice; no notice; n notice; system number; 001""",
    "call_number": """call number; callnumber; call no; callno; item call number; itemcallnumber;
        effective call number; holdings call number; full call number; lc call number; dewey call
        number; shelf mark; shelfmark; class mark; classmark; spine label; signatur; cote; cotes;
        signatura; signatura topografica; collocazione; segnatura; cota; plaatskenmerk;
        plaatsingsnummer; placering; hylla; oppstilling; hyllypaikka; sygnatura; шифр; полочный
        индекс""",
    "call_number_prefix": "call number prefix; callnumber prefix; prefix; cn prefix",
    "call_number_suffix": "call number suffix; callnumber suffix; suffix; cn suffix",
    "scheme": """scheme; class scheme; classification scheme; call number scheme; call number type;
        callnumber type; cn source; cn type; class source; classification source""",
    "library": """library; home library; owning library; homebranch; home branch; owning branch;
        branch; library code; branch code; library name; bibliotheque; site; bibliothek;
        zweigstelle; filiale; biblioteca; sucursal; sede; bibliotheek; vestiging; bibliotek;
        kirjasto; библиотека; holdingbranch; holding branch; holding library; campus""",
    "location": """location; shelving location; home location; permanent location; item location;
        shelf location; location code; location name; standort; localisation; emplacement;
        ubicacion; localizacion; ubicazione; localizacao; locatie; sijainti; lokalizacja; место
        хранения""",
    "volume": """volume; vol; volume number; enumchron; enumeration; enumeration chronology; serial
        issue number; item volume; issue; band; bandnummer; tome; tomo; volumen; deel; bind; tom;
        том""",
    "copy": """copy number; copynumber; copy no; copy; exemplarnummer; exemplaire; numero d
        exemplaire; exemplar; ejemplar; copia; exemplaarnummer""",
    "item_type": """item type; itype; itemtype; item type code; material type; materialtype; loan
        type; type de document; type de pret; medienart; tipo de material; tipo de ejemplar; tipo
        documento; materiaalsoort; physical material type""",
    "status": """status; item status; current status; statut; estado; stato; ausleihstatus; loan
        status; availability; current location; статус""",
    "system_id": """itemnumber; item number; item record number; item record id; item hrid; item
        uuid; item pid; physical item id; pid; item id""",
    "parts": "pieces; number of pieces; numberofpieces; no of pieces; number of parts",
    "withdrawn": "withdrawn; withdrawn status",
    "lost": "itemlost; lost status; lost",
    "on_loan": "onloan; on loan; checked out date; due date; date due",
    "damaged": "damaged; damaged status",
    "not_for_loan": "notforloan; not for loan; not for loan status",
    "restricted": "restricted; restricted status",
}
"""Phrases without accents, the surest first."""

NAMES = {
    field: [folded(" ".join(name.split())) for name in names.split(";")]
    for field, names in _WORDS.items()
}

KOHA_RECORD_NUMBERS = frozenset(("biblionumber", "biblio id"))
"""Headings of the number that Koha writes into 999 $c of its records."""

_IN_LONGER = frozenset(("barcode", "title", "author", "isbn", "call_number", "location", "library"))
"""Fields whose names count within a longer heading too, as in `Item barcode (required)`."""
_NO_WORD = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
EXACT, WITHIN = 100, 60


class Named(NamedTuple):
    """A field that a heading names, and how surely (up to EXACT)."""

    field: str
    score: int


def heading(text: str) -> str:
    """A heading as its words are compared: `Item-Barcode*` and `itemBarcode` are `item barcode`."""
    return _NO_WORD.sub(" ", folded(_CAMEL.sub(" ", text))).strip()


def fields_named(text: str) -> list[Named]:
    """The fields that the heading of a column may mean, the surest first."""
    name = heading(text)
    joined = heading(text.lower())
    found = []
    for field, names in NAMES.items():
        place = next((at for at, known in enumerate(names) if known in {name, joined}), None)
        if place is not None:
            found.append(Named(field, EXACT - place))
        elif field in _IN_LONGER and any(f" {known} " in f" {name} " for known in names[:6]):
            found.append(Named(field, WITHIN - len(name)))
    return sorted(found, key=lambda one: -one.score)


def is_header(text: str) -> bool:
    """Whether a text is the heading of a column, as a whole."""
    return any(named.score > WITHIN for named in fields_named(text))
