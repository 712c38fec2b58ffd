"""Which places come back at the next start."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.irc.address import parse_address
from desktopchat.store.person.settings import LastHost, Place, Settings
from desktopchat.store.person.trust import Trust
from desktopchat.ui.coming_back import OWN, ComingBack
from desktopchat.ui.start_request import HostOptions

A, B = "ircs://10.0.0.1:6697", "ircs://10.0.0.2:6697"


class Places:
    def __init__(self) -> None:
        self.there: list[Any] = []
        self.shown: Any = None
        self.asleep = ""
        self.own = False

    def come_back(self, form: Any, known: Any, *, shown: bool, own: bool = False) -> None:
        self.open(known.address)
        self.shown.title = known.title
        self.own = own

    def open(self, address: str) -> None:
        self.shown = SimpleNamespace(kept_as=address)
        self.there.append(self.shown)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    return Settings(name="Ada")


def start(settings: Settings, mode: str = "choose") -> tuple[ComingBack, Places]:
    places = Places()
    request = SimpleNamespace(mode=mode, name="", host=HostOptions())
    window: Any = SimpleNamespace(settings=settings, places=places, request=request)
    return ComingBack(window), places


def addresses(places: Places) -> list[str]:
    return [place.kept_as for place in places.there]


def test_what_was_joined_from_the_command_line_comes_back(settings: Settings) -> None:
    back, places = start(settings, "join")
    assert not back.bring_back()
    places.open(A)
    back.keep()
    back.close()
    again, there = start(settings)
    assert again.bring_back()
    assert addresses(there) == [A]
    again.close()


def test_a_start_for_one_place_leaves_the_others_to_the_next(settings: Settings) -> None:
    settings.open_places = [A, B]
    back, places = start(settings, "join")
    assert not back.bring_back()
    assert not places.there
    places.open(B)
    back.keep()
    assert settings.open_places == [B, A]
    places.there.clear()  # left on purpose
    back.keep()
    assert settings.open_places == [A]
    back.close()


def test_an_own_host_that_was_open_is_named_and_a_second_window_keeps_out(
    settings: Settings,
) -> None:
    settings.open_places, settings.last_host = [OWN], LastHost("Lab")
    back, places = start(settings)
    assert not back.bring_back()
    assert places.asleep == "Lab"
    beside, nothing = start(settings, "join")
    assert not beside.bring_back()
    nothing.open(A)
    beside.keep()
    assert settings.open_places == [OWN]
    back.close()


def test_an_own_host_that_others_may_carry_on_comes_back_as_a_place(settings: Settings) -> None:
    key = "a" * 64
    link, other = f"{A}?fingerprint={key}", f"{B}?fingerprint={'b' * 64}"
    settings.open_places, settings.last_host = [OWN], LastHost("Lab", link=link)
    Trust().hosted(key, parse_address(link), [])
    alone, asleep = start(settings)
    assert not alone.bring_back()
    assert asleep.asleep == "Lab"
    alone.close()
    Trust().hosted(key, parse_address(link), [parse_address(other)])
    back, places = start(settings)
    assert back.bring_back()
    assert addresses(places) == [A]
    assert places.own
    assert not places.asleep
    back.close()


def test_a_place_that_went_elsewhere_in_another_window_keeps_its_title(settings: Settings) -> None:
    trust = Trust()
    for address, key in ((A, "ab" * 32), (B, "cd" * 32)):
        trust.remember(parse_address(address).authority, key)
    trust.follow("cd" * 32, "ab" * 32)
    settings.open_places, settings.places = [A], [Place(B, "Lab 3", "#Lab-3")]
    back, places = start(settings)
    assert back.bring_back()
    assert (places.shown.kept_as, places.shown.title) == (A, "Lab 3")
    back.close()
