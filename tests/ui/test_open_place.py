"""A place that is open: which address leads there, how it is listed, and what its menu says."""

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import short
from desktopchat.store.person.settings import Place, Settings
from desktopchat.store.person.trust import Trust
from desktopchat.ui import window_sheets
from desktopchat.ui.open_place import OpenPlace
from desktopchat.ui.parts import menu

KEY, OTHER = "ab" * 32, "cd" * 32


def test_a_join_code_leads_to_the_place_that_is_open() -> None:
    place = object.__new__(OpenPlace)
    place.client = SimpleNamespace(fingerprint=KEY)  # type: ignore[assignment]
    assert place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(KEY)))
    assert not place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(OTHER)))
    place.client = SimpleNamespace(fingerprint="", key_before=short(KEY))  # type: ignore[assignment]
    assert place.is_at(Address("10.0.0.2", 7000, True, fingerprint=short(KEY)))
    assert not place.is_at(Address("10.0.0.2", 7000, True, fingerprint=KEY[::-1]))


def test_a_chat_that_another_computer_carries_on_is_listed_once(tmp_path: Path) -> None:
    trust = Trust(tmp_path / "known.json")
    trust.remember("10.0.0.2:6697", KEY)
    trust.remember("10.0.0.3:6697", OTHER)
    trust.follow(OTHER, KEY)
    settings = Settings(places=[Place("ircs://10.0.0.2:6697"), Place("irc://10.0.0.2:7000")])
    place = object.__new__(OpenPlace)
    place._trust, place._was_own = trust, False
    place._form = SimpleNamespace(room="")  # type: ignore[assignment]
    place.role = SimpleNamespace(own=None)  # type: ignore[assignment]
    model = SimpleNamespace(isupport=SimpleNamespace(network="Lab 3"))
    place.client = SimpleNamespace(  # type: ignore[assignment]
        address=Address("10.0.0.3", 6697, True),
        fingerprint=OTHER,
        session=SimpleNamespace(model=model),
    )
    place._window = SimpleNamespace(  # type: ignore[assignment]
        settings=settings,
        coming_back=SimpleNamespace(keep=lambda: None),
        preferences=SimpleNamespace(save=lambda: None),
    )
    place._remember()
    assert [one.address for one in settings.places] == [
        "ircs://10.0.0.3:6697",
        "irc://10.0.0.2:7000",
    ]


@pytest.mark.parametrize(
    ("hosting", "role", "people", "says"),
    [
        (False, {}, 2, "Leave this chat"),
        (False, {"keeps_copy": True}, 2, "Leave this chat…"),
        (True, {}, 1, "End this chat"),
        (True, {}, 2, "End this chat…"),
        (True, {"heir": "Grace"}, 1, "End this chat…"),
    ],
)
def test_the_menu_says_whether_leaving_asks_something(
    monkeypatch: pytest.MonkeyPatch,
    hosting: bool,
    role: dict[str, object],
    people: int,
    says: str,
) -> None:
    place = object.__new__(OpenPlace)
    model = SimpleNamespace(people=dict.fromkeys(range(people)))
    place.client = SimpleNamespace(session=SimpleNamespace(model=model))  # type: ignore[assignment]
    place.chat = mock.MagicMock(unkept=0)
    known = {"heir": "", "keeps_copy": False, "refuses_copy": False} | role
    place.role = SimpleNamespace(hosting=object() if hosting else None, **known)  # type: ignore[assignment]
    shown: list[str] = []
    monkeypatch.setattr(
        menu, "post", lambda _root, _theme, items, *_: shown.extend(menu.labels(items))
    )
    window_sheets.place_menu(mock.MagicMock(), place, 0, 0)
    assert shown[-1] == says


def test_a_chat_that_another_one_hosts_is_not_offered_to_be_hosted_again() -> None:
    """Also while it is asked with a password whether one may come in."""
    place = object.__new__(OpenPlace)
    place._was_own, place._host_known, place._since = True, None, -1000.0
    place._host_answers = False
    place.role = SimpleNamespace(hosting=None, rests=False)  # type: ignore[assignment]
    chat = mock.MagicMock()
    for kind, offered in (
        (ProblemKind.NOBODY_ANSWERS, True),
        (ProblemKind.WRONG_PASSWORD, False),
        (None, False),
        (ProblemKind.NOBODY_ANSWERS, True),
    ):
        chat.context.unhosted = not offered
        problem = Problem(kind) if kind is not None else None
        place.client = SimpleNamespace(problem=problem)  # type: ignore[assignment]
        chat.reset_mock()
        place._draw_hosting(chat)
        assert (chat.offer_hosting.called, chat.host_no_more.called) == (offered, not offered)


def test_a_place_is_remembered_by_where_it_was_while_others_are_tried() -> None:
    place = object.__new__(OpenPlace)
    place._was_own, place._kept_as = False, "ircs://10.0.0.2:6697"
    place._host_known = None
    place.role = SimpleNamespace(own=None, hosting=None)  # type: ignore[assignment]
    place.client = SimpleNamespace(address=Address("10.0.0.3", 6697, True))  # type: ignore[assignment]
    assert place.kept_as == "ircs://10.0.0.2:6697"
