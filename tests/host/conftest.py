"""Hosts in the tests' own process do little work for a password, and end at once."""

import pytest

from desktopchat.host.net import listening
from desktopchat.host.state import accounts


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "iterations", lambda: accounts.ITERATIONS_LEAST)
    monkeypatch.setattr(listening, "_LOOK_FOR_END", 0.01)
