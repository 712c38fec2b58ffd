"""Which address leads to a place that is open already."""

from types import SimpleNamespace

from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import short
from desktopchat.ui.open_place import OpenPlace

KEY, OTHER = "ab" * 32, "cd" * 32


def test_a_join_code_leads_to_the_place_that_is_open() -> None:
    place = object.__new__(OpenPlace)
    place.client = SimpleNamespace(fingerprint=KEY)  # type: ignore[assignment]
    assert place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(KEY)))
    assert not place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(OTHER)))
    place.client = SimpleNamespace(fingerprint="", key_before=short(KEY))  # type: ignore[assignment]
    assert place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(KEY)))
    assert not place.is_at(Address("10.0.0.2", 7000, True, fingerprint=KEY[::-1]))
