"""Hosts in the tests' own process do little work for a password."""

import pytest

from desktopchat.host.state import accounts


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "iterations", lambda: accounts.ITERATIONS_LEAST)
