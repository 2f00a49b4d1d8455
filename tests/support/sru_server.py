"""A strict server of SRU 1.1 to 2.0 on loopback, written from the standard; misbehaves if told to.

It is in threads, since what asks it blocks; it sends at most `cap` records in one answer, and never
says where the next ones begin, as many servers do.
"""

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, fromstring, register_namespace, tostring
from xml.sax.saxutils import escape

MARC = "{http://www.loc.gov/MARC21/slim}"
NAMESPACES = {
    "1.1": "http://www.loc.gov/zing/srw/",
    "1.2": "http://www.loc.gov/zing/srw/",
    "2.0": "http://docs.oasis-open.org/ns/search-ws/sruResponse",
}
INDEXES = {
    "bath.isbn": ("020", "az"),
    "bath.issn": ("022", "a"),
    "bath.lccn": ("010", "a"),
    "dc.title": ("245", "abnp"),
    "dc.creator": ("100", "a"),
}
ALLOWED = {
    "version", "operation", "query", "startRecord", "maximumRecords", "recordSchema",
    "recordPacking",
}  # fmt: skip
CLAUSE = re.compile(r'\s*([\w.]+)\s+(=|all|any)\s+"((?:[^"\\]|\\.)*)"\s*')


class SruServer:
    """What a server has, and how it behaves.

    Attributes:
        cap: Records of one answer, whatever was asked for.
        packing: `string` to escape the records.
        fault: What it does instead of a right answer: `html`, `drop`, `empty`, `garbage`,
            `half`, `silence`, `dribble`, `endless`, `entities`, `entity-name`, `surrogates`,
            `broken-record`, or an HTTP status such as `500`.
        fault_after: Queries that are answered well before.
        login: User and password it wants, or None.
        asked: The queries that came, in their order.
    """

    def __init__(self, records: Path) -> None:
        register_namespace("", MARC[1:-1])
        self.records = list(fromstring(records.read_bytes()))
        self.cap = 100
        self.packing = "xml"
        self.fault = ""
        self.fault_after = 0
        self.login: tuple[str, str] | None = None
        self.asked: list[str] = []
        self.over = threading.Event()
        self.url = ""


@contextmanager
def sru_server(records: Path) -> Iterator[SruServer]:
    """Serve the records of a MARCXML file on a free port of loopback."""
    state = SruServer(records)

    class Handler(_Handler):
        server_state = state

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False
        state.url = f"http://127.0.0.1:{server.server_port}/books"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            state.over.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_state: SruServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        state = self.server_state
        parts = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if state.login is not None and not self._let_in(state.login):
            self._send(401, b"<html>who are you?</html>", "text/html")
        elif parts.path != "/books":
            self._send(404, b"<!DOCTYPE HTML>\n<HTML>not found</HTML>", "text/html")
        elif state.fault and len(state.asked) >= state.fault_after:
            with suppress(OSError):  # whoever asked may have hung up
                self._misbehave(state.fault, asked)
        else:
            self._send(200, _answer(state, asked), "text/xml")

    def _let_in(self, login: tuple[str, str]) -> bool:
        token = base64.b64encode(":".join(login).encode()).decode()
        return self.headers.get("Authorization") == f"Basic {token}"

    def _send(self, status: int, body: bytes, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _misbehave(self, fault: str, asked: dict[str, str]) -> None:
        state = self.server_state
        whole = _answer(state, asked)
        half = whole[: len(whole) // 2]
        bodies = {
            "html": b"<!DOCTYPE html>\n<html><body>Please log in to the network</body></html>",
            "empty": b"",
            "garbage": b"\x00\x01\x02 what?",
            "half": half,
            "entities": whole.replace(
                b"?>", b'?><!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>', 1
            ),
            "surrogates": _with_surrogates(whole),
            "broken-record": whole.replace(b"</leader>", b"</lea", 1),
            "entity-name": whole.replace(b"Le Guin", b"Le&nbsp;Guin & Co"),
        }
        if fault.isdecimal():
            self._send(int(fault), b"<html>trouble</html>", "text/html")
        elif fault == "drop":
            self._send(200, half, "text/xml", length=len(whole))
        elif fault == "endless":
            self._send(200, b"<a>" + b"x" * (17 << 20), "text/xml")
        elif fault == "silence":
            state.over.wait()
        elif fault == "dribble":
            self._send(200, b"<", "text/xml", length=1 << 20)
            while not state.over.wait(0.02):
                self.wfile.write(b" ")
        else:
            self._send(200, bodies[fault], "text/xml")


def _answer(state: SruServer, asked: dict[str, str]) -> bytes:
    version = asked.get("version", "2.0")
    if version not in NAMESPACES:
        return _response("1.1", 0, "", _diagnostic(5, version))
    operation = asked.get("operation", "searchRetrieve" if "query" in asked else "explain")
    unknown = sorted(set(asked) - ALLOWED)
    if unknown:
        return _response(version, 0, "", _diagnostic(8, unknown[0]))
    if operation == "explain":
        return _explain(version)
    if operation != "searchRetrieve":
        return _response(version, 0, "", _diagnostic(4, operation))
    if "query" not in asked:
        return _response(version, 0, "", _diagnostic(7, "query"))
    state.asked.append(asked["query"])
    found = _found(state.records, asked["query"])
    if isinstance(found, str):
        return _response(version, 0, "", found)
    if asked.get("recordSchema", "marcxml") != "marcxml":
        return _response(version, len(found), "", _diagnostic(66, asked["recordSchema"]))
    start = int(asked.get("startRecord", "1"))
    if found and start > len(found):
        return _response(version, len(found), "", _diagnostic(61, ""))
    count = min(int(asked.get("maximumRecords", "10")), state.cap)
    some = found[start - 1 : start - 1 + count]
    records = "".join(_record(one, state.packing) for one in some)
    return _response(version, len(found), records, "")


def _found(records: list[Element], query: str) -> list[Element] | str:
    """The records of a query of one or more clauses; or a diagnostic."""
    found = records
    for clause in query.split(" and "):
        parts = CLAUSE.fullmatch(clause)
        if parts is None:
            return _diagnostic(10, query)
        index, relation, term = parts.groups()
        if index not in INDEXES:
            family = index.partition(".")[0]
            return _diagnostic(16 if family in {"dc", "bath"} else 15, index)
        words = re.sub(r"\\(.)", r"\1", term).lower().split()
        found = [one for one in found if _has(one, *INDEXES[index], words, relation)]
    return found


def _has(record: Element, tag: str, codes: str, words: list[str], relation: str) -> bool:
    values = [
        subfield.text or ""
        for field in record.iterfind(f"{MARC}datafield[@tag='{tag}']")
        for subfield in field
        if subfield.get("code", "") in codes
    ]
    text = [re.sub(r"^\W+|\W+$", "", word) for word in " ".join(values).lower().split()]
    bare = [stripped for word in words if (stripped := re.sub(r"^\W+|\W+$", "", word))]
    if relation == "any":
        return any(word in text for word in bare)
    return all(word in text for word in bare)


def _record(record: Element, packing: str) -> str:
    text = tostring(record, "unicode")
    data = escape(text) if packing == "string" else text
    return (
        "<zs:record><zs:recordSchema>info:srw/schema/1/marcxml-v1.1</zs:recordSchema>"
        f"<zs:recordPacking>{packing}</zs:recordPacking>"
        f"<zs:recordData>{data}</zs:recordData></zs:record>"
    )


def _response(version: str, found: int, records: str, diagnostic: str) -> bytes:
    inner = f"<zs:records>{records}</zs:records>" if records else ""
    inner += f"<zs:diagnostics>{diagnostic}</zs:diagnostics>" if diagnostic else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<zs:searchRetrieveResponse xmlns:zs="{NAMESPACES[version]}">'
        f"<zs:numberOfRecords>{found}</zs:numberOfRecords>{inner}</zs:searchRetrieveResponse>"
    ).encode()


def _diagnostic(number: int, details: str) -> str:
    return (
        '<d:diagnostic xmlns:d="http://www.loc.gov/zing/srw/diagnostic/">'
        f"<d:uri>info:srw/diagnostic/1/{number}</d:uri><d:details>{escape(details)}</d:details>"
        "<d:message>see the number</d:message></d:diagnostic>"
    )


def _with_surrogates(whole: bytes) -> bytes:
    data = f"<zs:recordData>{_diagnostic(67, 'marcxml')}</zs:recordData>".encode()
    return re.sub(rb"(?s)<zs:recordData>.*?</zs:recordData>", data, whole)


def _explain(version: str) -> bytes:
    names = "".join(
        f'<index><title>{name}</title><map><name set="{name.partition(".")[0]}">'
        f"{name.partition('.')[2]}</name></map></index>"
        for name in INDEXES
    )
    return (
        f'<zs:explainResponse xmlns:zs="{NAMESPACES[version]}"><zs:record><zs:recordData>'
        '<explain xmlns="http://explain.z3950.org/dtd/2.0/"><databaseInfo><title>Books</title>'
        f"</databaseInfo><indexInfo>{names}</indexInfo><schemaInfo>"
        '<schema name="marcxml"/></schemaInfo></explain>'
        "</zs:recordData></zs:record></zs:explainResponse>"
    ).encode()
