"""A copy that is cleared in the settings is kept no longer, whether its chat is open or not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.store.person.settings import Settings
from desktopchat.ui.places import Places

ROOT, OTHER = "ab" * 32, "cd" * 32


class Place:
    def __init__(self, root: str, hosting: object = None) -> None:
        keeper = SimpleNamespace(folder=Path("copies") / root)
        self.role = SimpleNamespace(keeper=keeper, hosting=hosting)
        self.told = 0

    def keep_no_copy(self) -> None:
        self.told += 1


@pytest.fixture
def saved() -> list[dict[str, bool]]:
    return []


@pytest.fixture
def places(saved: list[dict[str, bool]]) -> Places:
    settings = Settings(carries_on={ROOT: True, OTHER: True})
    preferences = SimpleNamespace(save=lambda: saved.append(dict(settings.carries_on)))
    window: Any = SimpleNamespace(settings=settings, preferences=preferences)
    return Places(window)


def test_of_a_chat_that_is_not_open_no_copy_is_begun_with_again(
    places: Places, saved: list[dict[str, bool]]
) -> None:
    places.keep_no_copy(ROOT)
    assert saved == [{OTHER: True}]


def test_who_has_it_carry_the_chat_on_is_told(places: Places) -> None:
    here, there = Place(ROOT), Place(OTHER)
    places._open = [here, there]  # type: ignore[list-item]
    places.keep_no_copy(ROOT)
    assert (here.told, there.told) == (1, 0)


def test_what_has_become_the_host_stays(places: Places, saved: list[dict[str, bool]]) -> None:
    here = Place(ROOT, hosting=object())
    places._open = [here]  # type: ignore[list-item]
    places.keep_no_copy(ROOT)
    assert (here.told, saved) == (0, [])
