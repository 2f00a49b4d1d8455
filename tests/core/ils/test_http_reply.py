"""Answers that make no sense."""

import pytest

from procstation.errors import OutcomeUnknown, SystemConfused
from procstation.ils.http_reply import Reply

DEEP = [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 50_000 + b"]" * 50_000]


@pytest.mark.parametrize("body", [*DEEP, b"", b"\xff", b'{"a":', b"<html>"])
def test_what_is_no_json_is_said(body: bytes) -> None:
    with pytest.raises(SystemConfused):
        Reply(200, {}, body, "GET /items", True, "Koha").json()
    with pytest.raises(OutcomeUnknown):
        Reply(200, {}, body, "PUT /items/1", False, "Koha").json()
