"""Calls to Alma's REST API: the key, the limits, and its errors in words.

After Ex Libris' description of the API. It answers 400 to nearly everything it does not like, also
to "no such item": what is meant is in the code of the body.
"""

from typing import Any
from xml.etree.ElementTree import ParseError

import msgspec
from defusedxml import DefusedXmlException

from procstation.ils import HttpSession, Reply, Site, retry_after_s, tr
from procstation_connectors.alma.options import AlmaOptions
from procstation_connectors.xml_answers import read_xml

ROOT = "/almaws/v1"
MOST_SAID = 200


class _Error(msgspec.Struct):
    error_code: str = msgspec.field(name="errorCode", default="")
    error_message: str = msgspec.field(name="errorMessage", default="")


class _Errors(msgspec.Struct):
    error: list[_Error] = []


class _Refusal(msgspec.Struct):
    error_list: _Errors | None = msgspec.field(name="errorList", default=None)


def open_session(site: Site, options: AlmaOptions) -> HttpSession:
    """Return the session; nothing is sent yet."""
    base = site.base if site.base.endswith(ROOT) else site.base + ROOT

    def headers() -> dict[str, str]:
        return {
            "Authorization": f"apikey {site.secret().reveal()}",
            "Accept": "application/json",
        }

    def wish_s(reply: Reply) -> float | None:
        if explain(reply)[0] == "DAILY_THRESHOLD":
            return options.day_wait_s
        return retry_after_s(reply)

    return HttpSession(
        site,
        base,
        headers,
        explain=explain,
        per_second=options.per_second,
        verify=options.ca_file,
        wish_s=wish_s,
    )


def explain(reply: Reply) -> tuple[str, str]:
    """Return the first code and its words out of an error body, which is JSON, or XML when the
    gateway before Alma made it."""
    try:
        code, said = _first_error(reply.body)
    except (
        msgspec.DecodeError,
        ParseError,
        LookupError,
        ValueError,
        RecursionError,
        DefusedXmlException,
    ):
        return "", ""
    words = " ".join(said.split()).rstrip(".")
    return code, f"{words[:MOST_SAID]} ({code})"


def _first_error(body: bytes) -> tuple[str, str]:
    """Raises ValueError: it tells of no error."""
    if body.lstrip().startswith(b"<"):
        found = next(read_xml(body).iterfind(".//{*}error"), None)
        if found is not None:
            return found.findtext("{*}errorCode", ""), found.findtext("{*}errorMessage", "")
    else:
        refusal = msgspec.json.decode(body, type=_Refusal)
        if refusal.error_list and refusal.error_list.error:
            error = refusal.error_list.error[0]
            return error.error_code, error.error_message
    raise ValueError(tr("no error"))


def read_object(reply: Reply, *parts: str) -> dict[str, Any]:
    """Return the object of an answer.

    Args:
        parts: Objects that have to be in it.

    Raises:
        SystemConfused, OutcomeUnknown: It is none, or lacks one of them.
    """
    found = reply.json()
    if not isinstance(found, dict) or not all(isinstance(found.get(one), dict) for one in parts):
        raise reply.unusable(tr("nothing Alma would say"))
    return found


def listed(reply: Reply, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list; an empty list may be left out."""
    found = read_object(reply).get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise reply.unusable(tr("no list of {name}", name=name))
    return found
