"""The cards of people: what they tell, and what their buttons and fields do."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

import pytest

from desktopchat.client.model import Conversation, Phase, PhaseChanged
from desktopchat.ui.chat.context import WindowVerbs
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.person_facts import facts_of, presence_of
from desktopchat.ui.sheets.own_card import OwnCard
from desktopchat.ui.sheets.person_card import PersonCard
from desktopchat.ui.timeline.acts import ScreenPoint
from tests.client.talking import OWN_CAPS, Talk
from tests.ui.chatting import Wire

Hear = Callable[..., None]


@pytest.mark.parametrize(
    ("away", "said"),
    [
        ("", ("here", "Here")),
        ("Away", ("away", "Away")),
        ("Lunch", ("away", "Away: Lunch")),
        (None, ("offline", "Not here")),
    ],
)
def test_presence_is_a_word(away: str | None, said: tuple[str, str]) -> None:
    assert presence_of(away) == said


def test_a_card_tells_role_account_bot_status_and_who_only_looks_like_somebody() -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "@Grace")
    talk.hears(
        ":Grace!x@h ACCOUNT hopper",
        ":Grace!x@h AWAY :Lunch",
        ":Grace!x@h METADATA Grace status * :Back at two",
    )
    talk.session.model.people["grace"].bot = True
    facts = facts_of(talk.session, room, "Grace", "Grace", like="Gracie")
    assert facts.badges == ("Operator", "Bot")
    assert (facts.presence, facts.words, facts.status) == ("away", "Away: Lunch", "Back at two")
    assert facts.lines == ("The name is theirs: account hopper",)
    assert facts.warning == "⚠ Looks like Gracie, and is somebody else"


def test_of_who_has_left_it_says_that_they_are_not_here() -> None:
    talk = Talk().online()
    facts = facts_of(talk.session, talk.in_room("#lab"), "Grace", "Grace")
    assert (facts.presence, facts.status, facts.badges, facts.lines) == ("offline", "", (), ())


@pytest.mark.parametrize(
    ("away", "presence", "said"),
    [("", "unknown", "Was here"), (" :Lunch", "unknown", "Was away: Lunch")],
)
def test_while_i_am_not_connected_it_says_how_they_were(
    away: str, presence: str, said: str
) -> None:
    talk = Talk(caps=OWN_CAPS).online()
    room = talk.in_room("#lab", "@Grace")
    talk.hears(f":Grace!x@h AWAY{away}")
    facts = facts_of(talk.session, room, "Grace", "Grace", typing=True, online=False)
    assert (facts.presence, facts.words) == (presence, said)


def words(widget: tk.Misc) -> list[str]:
    said = [str(widget.cget("text"))] if isinstance(widget, ttk.Label | ttk.Button) else []
    return said + [word for child in widget.winfo_children() for word in words(child)]


def card_of(page: ChatPage) -> PersonCard:
    card = page.profiles.card
    assert isinstance(card, PersonCard)
    return card


@pytest.mark.gui
def test_a_click_in_the_list_opens_the_card_which_follows_what_changes(
    root: tk.Tk, page: ChatPage, hear: Hear
) -> None:
    page.people.list.move(1)
    page.people.list.open_current()
    root.update()
    card = card_of(page)
    assert {"Grace", "Operator", "Message", "Mention"} <= set(words(card))
    hear(":Grace!g@host AWAY :Lunch")
    assert " Away: Lunch" in words(card)
    assert 0 <= card.winfo_x() <= root.winfo_width() - card.winfo_width()
    assert 0 <= card.winfo_y() <= root.winfo_height() - card.winfo_height()


@pytest.mark.gui
def test_a_card_that_is_open_follows_the_connection(page: ChatPage, wire: Wire) -> None:
    page.profiles.open("Grace")
    assert " Here" in words(card_of(page))
    for phase, said in ((Phase.WAITING, " Was here"), (Phase.ONLINE, " Here")):
        wire.phase = phase
        page.handle([PhaseChanged(phase)])
        assert said in words(card_of(page))


@pytest.mark.gui
def test_its_buttons_message_and_mention(root: tk.Tk, page: ChatPage) -> None:
    page.profiles.open("Grace")
    mention = next(b for b in _buttons(card_of(page)) if str(b.cget("text")) == "Mention")
    mention.invoke()
    assert page.composer.content == "@Grace "
    assert page.profiles.card is None
    page.profiles.open("Grace")
    card_of(page).message.invoke()
    assert page.active is not None
    assert page.active.name == "Grace"
    page.profiles.open("Grace")
    root.update()
    assert page.profiles.card is not None


def _buttons(widget: tk.Misc) -> list[ttk.Button]:
    found = [widget] if isinstance(widget, ttk.Button) else []
    return found + [button for child in widget.winfo_children() for button in _buttons(child)]


@pytest.mark.gui
def test_the_name_and_the_avatar_of_a_message_open_it_and_its_menu_too(
    root: tk.Tk, page: ChatPage, hear: Hear
) -> None:
    hear(":Grace!g@host PRIVMSG #Lab-3 :hello")
    root.update()
    entry = page.active.entries[-1] if page.active else None
    assert entry is not None
    timeline = page.timeline
    begin = timeline.text.tag_nextrange("name", "1.0")[0]
    x, y, *_ = timeline.text.bbox(begin) or (0, 0)
    for event in ("<Button-1>", "<ButtonRelease-1>"):
        timeline.text.event_generate(event, x=x + 3, y=y + 3)
    root.update()
    assert card_of(page).nick == "Grace"
    card_of(page).close()
    timeline.gutter.on_avatar(entry, ScreenPoint(10, 10))
    assert card_of(page).nick == "Grace"
    card_of(page).close()
    offered = dict(
        one for one in page.acts.items(entry, ScreenPoint(0, 0)) if isinstance(one, tuple)
    )
    offered["About Grace"]()
    assert card_of(page).nick == "Grace"


@pytest.mark.gui
def test_the_host_itself_has_no_card(page: ChatPage) -> None:
    page.profiles.open("irc.example")
    page.profiles.open("")
    assert page.profiles.card is None


@pytest.mark.gui
def test_ones_own_card_says_here_or_away_and_hands_on_what_was_changed(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear
) -> None:
    named: list[str] = []
    page.context.window = WindowVerbs(name=named.append)
    page.profiles.open_own((0, 0))
    card = page.profiles.card
    assert isinstance(card, OwnCard)
    assert not card.status.winfo_ismapped()  # this host keeps none
    wire.session.wire.out.clear()
    card.away.invoke()
    assert wire.session.wire.out == ["AWAY Away"]
    hear(":host 306 Ada :You are away")
    assert str(card.away.cget("style")) == "Accent.TButton"
    card.here.invoke()
    assert wire.session.wire.out == ["AWAY Away", "AWAY"]
    card.name.text = "!!"
    card._done()
    assert "letter or a digit" in card.name.wrong
    card.name.text = "Ada L"
    card.event_generate("<Button-1>", x=-5, y=-5)  # a click beside it loses nothing
    root.update()
    card._done()
    assert named == ["Ada L"]
    assert page.profiles.card is None


@pytest.mark.gui
def test_ones_status_is_told_where_the_host_keeps_it(root: tk.Tk, page: ChatPage) -> None:
    page.session.wire.caps.enabled.add("draft/metadata-2")
    page.profiles.open_own()
    card = page.profiles.card
    assert isinstance(card, OwnCard)
    root.update()
    assert card.status.winfo_ismapped()
    page.session.wire.out.clear()
    card.status.text = "x" * 121
    card._done()
    assert "120" in card.status.wrong
    card.status.text = "In the lab"
    card._done()
    assert page.session.wire.out[-1].endswith("METADATA * SET status :In the lab")


@pytest.mark.gui
def test_a_very_long_name_and_status_stay_within_the_card(
    root: tk.Tk, page: ChatPage, hear: Hear
) -> None:
    room: Conversation | None = page.active
    assert room is not None
    page.session.model.people[page.session.model.fold("Grace")].status = "W" * 120
    page.profiles.open("Grace", (9999, 9999))
    root.update()
    card = card_of(page)
    assert card.winfo_width() <= page.context.theme.px(300) + 2
    assert card.winfo_y() + card.winfo_height() <= root.winfo_height()
