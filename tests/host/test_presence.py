"""What a host's owner is told of how people find it."""

from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.host import presence
from desktopchat.host.config import HostConfig
from desktopchat.host.presence import Presence
from desktopchat.hosting.protocol import Word
from desktopchat.irc.address import Address


def test_that_nobody_else_can_come_is_told_once_too(monkeypatch: pytest.MonkeyPatch) -> None:
    doors = SimpleNamespace(token=lambda tls: "")
    config = HostConfig(announce=False)
    host: Any = SimpleNamespace(config=config, key=None, first_room="#lab", doors=doors)
    told: list[tuple[Word, str]] = []
    there = Presence(host, [], lambda word, text: told.append((word, text)))
    reached: list[Address | None] = [None, None, Address("10.0.0.2"), Address("10.0.0.2"), None]
    monkeypatch.setattr(presence, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr(presence, "shared_address", lambda *_: reached.pop(0))
    while reached:
        there.look()
    assert told == [(Word.LINK, link) for link in ("", "irc://10.0.0.2:6667", "")]
