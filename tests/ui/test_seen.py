"""Who has read how far, beside the messages."""

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from desktopchat.client.model import Delivery, Entry, EntryKind
from desktopchat.irc import caps
from desktopchat.irc.timestamps import stamp
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.menu import TextLine
from desktopchat.ui.timeline.acts import ScreenPoint
from desktopchat.ui.timeline.seen_marks import Reader, last_read, seen_by
from tests.ui.chatting import Wire

Hear = Callable[..., None]
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def at(minute: int) -> str:
    return stamp(START + timedelta(minutes=minute))


def entry(minute: int, sender: str = "Ada", kind: EntryKind = EntryKind.MESSAGE) -> Entry:
    return Entry(minute, kind, START + timedelta(minutes=minute), sender, "tea")


def reader(minute: float, nick: str = "Bo", read_at: int | None = None) -> Reader:
    when = None if read_at is None else START + timedelta(minutes=read_at)
    return Reader(nick, START + timedelta(minutes=minute), when)


# which message, and in what words


@pytest.mark.parametrize(("minute", "number"), [(0, None), (1, 1), (1.5, 1), (2, 2), (9, 2)])
def test_it_is_the_last_message_that_was_read(minute: float, number: int | None) -> None:
    found = last_read([entry(1), entry(2)], reader(minute))
    assert (found.number if found else None) == number


def test_what_is_no_message_or_not_out_yet_is_passed() -> None:
    waiting = entry(3)
    waiting.delivery = Delivery.WAITING
    found = last_read([entry(1), entry(2, kind=EntryKind.JOIN), waiting], reader(5))
    assert found is not None
    assert found.number == 1


def test_that_somebody_has_read_what_they_said_goes_without_saying() -> None:
    assert last_read([entry(1), entry(2, "Bo")], reader(2)) is None


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ((4, 4), "Seen by BO, CY, {4}"),
        ((4, 5), "Seen by BO {4}, CY {5}"),
        ((4, None), "Seen by BO {4}, CY"),
        ((None, None), "Seen by BO, CY"),
    ],
)
def test_a_tip_says_who_and_when(times: tuple[int | None, int | None], words: str) -> None:
    readers = [reader(1, "Bo", times[0]), reader(1, "Cy", times[1])]
    here = [f"{START.astimezone() + timedelta(minutes=minute):%H:%M}" for minute in range(6)]
    assert seen_by(readers, str.upper) == words.format(*here)


# in the window

gui = pytest.mark.gui
OURS = f"{caps.MESSAGE_TAGS} {caps.SERVER_TIME} {caps.READ_MARKER} {caps.SEEN}"


@pytest.fixture
def wire() -> Wire:
    wire = Wire("PREFIX=(qov)~@+ CHANMODES=beI,k,HSfl,CWimnst desktopchat/SEEN=S", caps=OURS)
    wire.enter("#Lab-3", "Ada @Grace Linus Ken Dennis Barbara Alan Edsger")
    return wire


def said(minute: int, text: str, nick: str = "Grace") -> str:
    tags = f"msgid={minute:04};time={at(minute)}"
    return f"@{tags} :{nick}!g@h PRIVMSG #Lab-3 :{text}"


def has_seen(nick: str, minute: int) -> str:
    return f":{nick}!g@h SEEN #Lab-3 timestamp={at(minute)}"


def shown(page: ChatPage) -> dict[str, str]:
    """The words of each message with pictures beside it, and what their tip says."""
    found = {}
    for number, words in page.timeline.seen.shown.items():
        entry = page.timeline.entry_of(number)
        assert entry is not None
        found[entry.text] = words
    return found


@gui
def test_they_stand_at_the_last_message_read_and_move_on(page: ChatPage, hear: Hear) -> None:
    hear(said(1, "one"), said(2, "two"), said(3, "three"))
    assert shown(page) == {}
    hear(has_seen("Linus", 1), has_seen("Ken", 2))
    assert shown(page) == {"one": "Seen by Linus", "two": "Seen by Ken"}
    hear(has_seen("Linus", 2))
    assert shown(page) == {"two": "Seen by Linus, Ken"}
    hear(":Ken!g@h PART #Lab-3", ":Linus!g@h SEEN #Lab-3 *")
    assert shown(page) == {}


@gui
def test_nothing_moves_because_somebody_reads(page: ChatPage, hear: Hear, root: tk.Tk) -> None:
    hear(*(said(minute, f"{minute} " + "long words " * 30) for minute in range(1, 4)))
    text = page.timeline.text

    def lines() -> list[object]:
        root.update()
        return [text.dlineinfo(f"{line}.0") for line in range(1, 9)]

    before = lines()
    hear(*(has_seen(nick, 3) for nick in ("Linus", "Ken", "Dennis", "Barbara", "Alan", "Edsger")))
    assert len(shown(page)) == 1
    assert lines() == before


@gui
def test_of_many_some_are_counted(page: ChatPage, hear: Hear, root: tk.Tk) -> None:
    hear(said(1, "one"))
    names = ("Linus", "Ken", "Dennis", "Barbara", "Alan", "Edsger")
    hear(*(has_seen(nick, 1) for nick in names))
    (mark,) = page.timeline.seen.marks
    kinds = [mark.type(item) for item in mark.find_all()]
    assert kinds.count("image") == 5
    assert mark.itemcget(mark.find_all()[-1], "text") == "+1"
    assert shown(page) == {"one": f"Seen by {', '.join(names)}"}
    right = page.timeline.text.winfo_rootx() + page.timeline.text.winfo_width()
    assert mark.winfo_rootx() + mark.winfo_width() <= right


@gui
def test_the_buttons_of_a_row_step_aside(page: ChatPage, hear: Hear, root: tk.Tk) -> None:
    hear(said(1, "one"), said(2, "two"), has_seen("Linus", 2))
    timeline = page.timeline
    (mark,) = timeline.seen.marks
    number = next(iter(timeline.seen.shown))
    timeline.row_bar.show(timeline.entry_of(number))
    root.update()
    bar = timeline.row_bar
    assert bar.winfo_ismapped()
    assert bar.winfo_rootx() + bar.winfo_width() <= mark.winfo_rootx()


@gui
def test_the_menu_of_a_message_says_it_too(page: ChatPage, hear: Hear) -> None:
    hear(said(1, "one"), said(2, "two"), has_seen("Linus", 2))
    timeline = page.timeline
    lines = [
        timeline.menu.items(number, "", ScreenPoint(0, 0))[-1]
        for number in timeline.text.numbers[-2:]
    ]
    assert lines[1] == TextLine("Seen by Linus")
    assert lines[0] != lines[1]


@gui
def test_they_go_with_the_words_out_of_sight(page: ChatPage, hear: Hear, root: tk.Tk) -> None:
    hear(said(1, "first"), has_seen("Linus", 1))
    hear(*(said(minute, f"minute {minute}") for minute in range(2, 80)))
    assert shown(page) == {}
    page.timeline.scroll_to_start()
    root.update()
    assert shown(page) == {"first": "Seen by Linus"}


@gui
def test_in_direct_messages_a_word_says_it(
    page: ChatPage, wire: Wire, hear: Hear, root: tk.Tk
) -> None:
    direct = wire.session.open_direct("Grace")
    page.open(direct)
    hear(f"@msgid=d1;time={at(1)} :Ada!a@h PRIVMSG Grace :are you there?")
    hear(f":Grace!g@h SEEN Ada timestamp={at(1)}")
    (mark,) = page.timeline.seen.marks
    assert [mark.itemcget(item, "text") for item in mark.find_all()] == ["Seen"]
    hear(f"@msgid=d2;time={at(2)} :Grace!g@h PRIVMSG Ada :yes")
    hear(f":Grace!g@h SEEN Ada timestamp={at(2)}")
    assert page.timeline.seen.marks == []


@gui
def test_the_setting_decides_what_others_see_of_me(
    page: ChatPage, wire: Wire, settings: Settings, hear: Hear
) -> None:
    hear(said(1, "one"))
    wire.session.messages.mark_read(wire.session.model.conversations["#lab-3"])
    out = wire.session.wire.out
    assert out[-1] == f"SEEN #Lab-3 timestamp={at(1)}"
    settings.tell_seen = False
    page.context.setting_changed("tell_seen")
    assert out[-1] == "SEEN #Lab-3 *"
