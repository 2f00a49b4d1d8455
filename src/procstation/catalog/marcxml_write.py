"""Write records in MARCXML, the "MARC 21 XML Schema" of the Library of Congress."""

from xml.sax.saxutils import escape, quoteattr

from procstation.catalog.marc_record import Field, MarcRecord

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
TAIL = b"</collection>\n"


def marcxml(record: MarcRecord) -> bytes:
    """Return one `record` element; its place is between HEAD and TAIL."""
    lines = ["<record>", f"  <leader>{escape(record.leader)}</leader>"]
    for field in record.fields:
        lines.extend(_lines_of(field))
    lines.append("</record>\n")
    return "\n".join(lines).encode()


def _lines_of(field: Field) -> list[str]:
    if not field.indicators:
        tag = quoteattr(field.tag)
        return [f"  <controlfield tag={tag}>{escape(field.data)}</controlfield>"]
    first, second = map(quoteattr, field.indicators)
    subfields = [
        f"    <subfield code={quoteattr(code)}>{escape(value)}</subfield>"
        for code, value in field.subfields
    ]
    head = f"  <datafield tag={quoteattr(field.tag)} ind1={first} ind2={second}>"
    return [head, *subfields, "  </datafield>"]
