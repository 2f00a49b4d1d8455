"""From the fields of SIP2 to the neutral words of a station."""

from procstation.ils import CheckedIn, ItemField, RemoteItem, Status
from procstation_connectors.sip2.message import Message
from procstation_connectors.sip2.options import Link

OTHER = "01"
STATUS = {
    OTHER: "other",
    "02": Status.ON_ORDER.value,
    "03": Status.AVAILABLE.value,
    "04": Status.ON_LOAN.value,
    "05": Status.ON_LOAN.value,
    "06": Status.IN_PROCESS.value,
    "07": Status.ON_LOAN.value,
    "08": Status.ON_HOLD.value,
    "09": "to be reshelved",
    "10": Status.IN_TRANSIT.value,
    "11": Status.CLAIMED.value,
    "12": Status.LOST.value,
    "13": Status.MISSING.value,
}
"""Circulation statuses; what we have no word for keeps that of the protocol."""

ON_LOAN = frozenset({"04", "05", "07", "11"})
"""Charged, or claimed returned, which leaves the loan on the account."""

NOT_TOLD = frozenset({OTHER, "12"})

HOLDS = frozenset({"01", "02"})
SENT_ON = frozenset({"02", "03", "04"})
"""Alert types: for a hold here or elsewhere; to go elsewhere."""


def item_of(answer: Message, link: Link) -> RemoteItem | None:
    """Return the item of an answer 18; None when it says that there is none."""
    status = answer.fixed["circulation status"].strip().rjust(2, "0")
    title = answer.get("AJ")
    if status == OTHER and (not title or title in link.dialect.no_item_titles):
        return None
    barcode = answer.get("AB")
    told = {field: answer.get(name) for field, name in link.fields.items() if answer.has(name)}
    values = {**told, ItemField.BARCODE: barcode}
    values[ItemField.STATUS] = {**STATUS, **link.options.status}.get(status, status)
    if link.options.properties_of and answer.has("CH"):
        values[ItemField(link.options.properties_of)] = answer.get("CH")
    on_loan = None if status in NOT_TOLD else status in ON_LOAN
    # Without the words for the screen, which may name whoever has it.
    native = tuple((name, value) for name, value in answer.fields if name not in ("AF", "AG"))
    return RemoteItem(barcode, "", values, title=title, on_loan=on_loan, native=native)


def checked_in_of(answer: Message, link: Link) -> CheckedIn:
    """Return what an answer 10 says.

    The words for the screen are left out when a patron has to do with it: they may name them.
    """
    alert = answer.get("CV")
    on_hold = alert in HOLDS or bool(answer.withheld & {"CY", "DA"})
    place = answer.get("CT")
    stays = place in ("", link.options.location_code, link.options.institution)
    sent_on = alert in SENT_ON or (not alert and answer.fixed["alert"] == "Y")
    return CheckedIn(
        secure={"Y": True, "N": False}.get(answer.fixed["resensitize"]),
        destination=place if sent_on and not stays else "",
        on_hold=on_hold,
        title=answer.get("AJ"),
        message="" if on_hold or answer.withheld else words_of(answer),
    )


def words_of(answer: Message) -> str:
    """Return what an answer says to the person, cut short; "" when a patron has to do with it."""
    if answer.withheld:
        return ""
    return " ".join(" ".join(value for name, value in answer.fields if name == "AF").split())[:200]
