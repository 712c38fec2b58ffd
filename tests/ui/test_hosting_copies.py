"""Who keeps a copy of what this window hosts."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktopchat.hosting import chosen
from desktopchat.hosting.protocol import GONE, IN_SYNC
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import words
from desktopchat.ui.start.hosting import Hosting
from desktopchat.ui.start.page import HostForm

BEGAN, GRACE, STRANGER, OWN = "ab" * 32, "cd" * 32, "ef" * 32, "12" * 32


def test_who_began_the_place_keeps_one_without_being_chosen(tmp_path: Path) -> None:
    chosen.add(tmp_path, GRACE, "Grace")
    host: Any = SimpleNamespace(
        addresses=[Address("0.0.0.0", 6697, True)],
        key=words(OWN),
        deputies={BEGAN: IN_SYNC, STRANGER: IN_SYNC},
        cut_off=set(),
        power={},
        can_hand_over=True,
    )
    hosting = Hosting.inherit(HostForm("Ada", "Lab", ""), [], host, tmp_path, BEGAN)
    assert [(one.key, one.standing) for one in hosting.copies] == [
        (GRACE, GONE),
        (words(BEGAN), IN_SYNC),
    ]
    assert hosting.heir == words(BEGAN)
    host.deputies[BEGAN] = GONE
    assert [one.key for one in hosting.copies] == [GRACE]
    assert hosting.heir == ""
