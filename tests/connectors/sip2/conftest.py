"""The password of the simulated SIP2 server, where a station looks for it."""

import pytest
from sip2_play import PASSWORD


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", PASSWORD)
