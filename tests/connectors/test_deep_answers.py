"""An error body that nests without end says nothing, and ends nothing."""

from collections.abc import Callable

import pytest

from procstation.ils.http_reply import Reply
from procstation_connectors.koha import system as koha
from procstation_connectors.oclc import calls as oclc
from procstation_connectors.sierra import calls as sierra
from procstation_connectors.symphony import calls as symphony

DEEP = b'{"errors":' + b"[" * 100_000


@pytest.mark.parametrize(
    "explain",
    [koha.explain, oclc.explain, sierra.explain, symphony.explain],
    ids=["koha", "oclc", "sierra", "symphony"],
)
def test_it_is_not_quoted(explain: Callable[[Reply], tuple[str, str]]) -> None:
    said = explain(Reply(400, {"content-type": "application/json"}, DEEP, "GET /", True, "it"))
    assert len("".join(said)) <= 200, "a person reads that"
