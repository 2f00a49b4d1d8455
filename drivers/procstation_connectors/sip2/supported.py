"""Which messages a server says that it takes (field BX of its status)."""

from procstation_connectors.sip2.layouts import CHECKIN, ITEM_INFORMATION, ITEM_UPDATE
from procstation_connectors.sip2.message import Message

RESEND = "97"
PLACES = {CHECKIN: 2, RESEND: 5, ITEM_INFORMATION: 10, ITEM_UPDATE: 11}


def supports(status: Message | None, code: str) -> bool | None:
    """Return whether it takes a message; None when it does not say, which is not "no"."""
    if status is None:
        return None
    return {"Y": True, "N": False}.get(status.get("BX")[PLACES[code] :][:1])
