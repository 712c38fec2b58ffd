"""Text that is made to do harm changes nothing outside its own message: in a real window."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.client.model import Entry
from desktopchat.irc.names import display_name
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.timeline.longest import MORE
from tests.ui.chatting import OURS, Wire

pytestmark = pytest.mark.gui

CAPS = (
    "message-tags server-time batch draft/multiline draft/message-redaction desktopchat/edit"
    " echo-message account-tag away-notify setname"
)
ZALGO = "Z" + "\u0315\u0358\u0321\u0489" * 200
TEXTS = {
    "bidi": "look: \u202egpj.exe\u2066\u2067\u2068 never closed",
    "bidi of names": "\u202e\u202d)uoy( ecalevoL adA :00:10\u200f",
    "zalgo": f"{ZALGO} {ZALGO}",
    "thai": "\u0e01" + "\u0e47" * 3000,
    "one word": "x" * 8000,
    "controls": "a\x01b\x02c\x03\x30\x34,\x30\x31d\x0fe\x16f\x1bg\x1b[31m\x7f\x80\x9b2J\x07",
    "formatting": "\x02\x1d\x1f\x1e\x11\x16\x0304,01" * 900 + "deep",
    "breaks": "one\x0btwo\x0cthree\x85four\u2028five\u2029six",
    "a system line": "* Linus joined  10:01",
    "another's line": "\x0b[10:01] Linus: I never said this",
    "emoji": "😀🎉🚀🍕👍" * 1000,
    "all emoji": "".join(chr(0x1F300 + number % 900) for number in range(5000)),
    "noncharacters": "\ufdd0\uffff\U0010ffff\ue000\ufff9\ufffa\ufeff",
    "ticks": "```" + "`a" * 4000,
    "marks": "**__~~||> " * 800,
    "brackets": "http://x/" + ")" * 8000,
    "names": "@Ada @Linus " * 700,
    "nothing": "\u200b\u2060\u00ad",
    "arabic": "\ufdfa" * 2000,
    "tabs": "\t" * 3000,
}

HARMFUL = set("\0\x07\x1b\x80\x9b\u202e\u202d\u2066\u2067\u2068\u2028\r")


@pytest.fixture
def wire() -> Wire:
    return Wire(OURS, CAPS)


class Room:
    """What others say in it, and what the window shows of each entry."""

    def __init__(self, root: tk.Tk, page: ChatPage, hear: Callable[..., None]) -> None:
        self.root, self.page, self.hear = root, page, hear
        self.count = 0

    def said(self, nick: str, text: str, tags: str = "", time: str = "") -> Entry:
        self.count += 1
        when = time or f"2026-11-24T10:{self.count // 60:02}:{self.count % 60:02}.000Z"
        tags = f";{tags}" if tags else ""
        self.hear(
            f"@msgid=m{self.count};time={when}{tags} :{nick}!u@h PRIVMSG #Lab-3 :{text}",
        )
        return self.entry(f"m{self.count}")

    def entry(self, msgid: str) -> Entry:
        assert self.page.active is not None
        return self.page.active.by_msgid[msgid]

    def row(self, entry: Entry) -> tuple[str, int, list[str]]:
        """An entry's words, its height in pixels, and how it is set."""
        text = self.page.timeline.text
        begin, end = text.range_of(entry.number)
        height = text.count(begin, end, "update", "ypixels")
        tags = [value for kind, value, _ in text.dump(begin, end, tag=True) if kind == "tagon"]
        pixels = height[0] if isinstance(height, tuple) else height
        return text.plain(begin, end), pixels, [tag for tag in tags if tag != f"row{entry.number}"]

    def around(self) -> list[object]:
        """Everything of the page that is beside the timeline: where it is and what it says."""
        page = self.page
        parts = (page.header, page.sidebar, page.people, page.composer, page.timeline)
        places = [(part.winfo_x(), part.winfo_y(), part.winfo_height()) for part in parts]
        widths = [part.winfo_width() for part in parts]
        people = [(row.key, row.text) for row in page.people.list.rows]
        rooms = [(row.key, row.text) for row in page.sidebar.list.rows]
        return [places, widths, people, rooms, page.header.words]


@pytest.fixture
def lab(root: tk.Tk, page: ChatPage, hear: Callable[..., None]) -> Room:
    return Room(root, page, hear)


def test_no_text_changes_its_neighbours_or_the_window(lab: Room) -> None:
    before = lab.said("Linus", "the one before")
    after_alone = lab.said("Linus", "an answer", "+reply=m1")
    beside, row = lab.around(), lab.row(before)
    assert "the one before" in row[0]
    ordinary = lab.row(lab.said("Linus", "neighbour above"))
    lab.said("Grace", "good day")
    headed = lab.row(lab.said("Linus", "neighbour below"))
    for number, (name, text) in enumerate(TEXTS.items()):
        above = lab.said("Linus", f"neighbour {number} above")
        drawn = lab.row(above)
        assert drawn[1] == ordinary[1], name
        wicked = lab.said("Grace", text)
        below = lab.said("Linus", f"neighbour {number} below")
        assert lab.row(above) == drawn, name
        words, height, tags = lab.row(below)
        assert words.endswith(f"neighbour {number} below\n"), name
        assert (height, tags) == headed[1:], name
        assert lab.around() == beside, name
        shown = lab.row(wicked)[0]
        assert not set(shown) & set("\0\x07\x1b\x80\x9b\u202e\u202d\u2066\u2067\u2068\u2028\r"), (
            name
        )
        lines = lab.page.timeline.all_text().split("\n")
        assert sum(f"] Linus: neighbour {number} " in line for line in lines) == 2, name
    assert lab.row(before) == row
    assert "an answer" in lab.row(after_alone)[0]


def test_a_word_of_a_hundred_thousand_letters_is_cut_and_copied_whole(lab: Room) -> None:
    before = lab.said("Linus", "before")
    row = lab.row(before)
    lab.hear("@msgid=big;time=2026-11-24T11:00:00.000Z :Grace!u@h BATCH +1 draft/multiline #Lab-3")
    for _ in range(250):
        lab.hear(f"@batch=1;draft/multiline-concat :Grace!u@h PRIVMSG #Lab-3 :{'w' * 400}")
    lab.hear(":Grace!u@h BATCH -1")
    big = lab.entry("big")
    assert len(big.text) == 100_000
    assert MORE in lab.row(big)[0]
    assert lab.row(before) == row
    assert "w" * 100_000 in lab.page.timeline.all_text()


def test_reactions_replies_edits_and_deletions_reach_only_what_they_may(lab: Room) -> None:
    hear = lab.hear
    first = lab.said("Linus", "mine to edit", "account=linus")
    second = lab.said("Linus", "and this")
    beside = lab.around()
    for number in range(500):
        tag = f"+draft/react={chr(0x1F300 + number)};+reply=m1"
        hear(f"@{tag} :Grace!u@h TAGMSG #Lab-3")
    assert len(first.reactions) == 100
    drawn = lab.row(second)
    words, height, _ = lab.row(first)
    assert "and 80 more" in words
    assert height < 200
    # Somebody else's hand on it.
    hear("@+desktopchat/edit=m1;account=grace :Grace!u@h PRIVMSG #Lab-3 :not yours")
    hear("@+desktopchat/edit=m1 :linus2!u@h PRIVMSG #Lab-3 :not yours")
    hear("@msgid=m1;account=grace :Grace!u@h PRIVMSG #Lab-3 :the same msgid")
    hear("@+desktopchat/edit=m1;account=grace :Grace!u@h PRIVMSG #Lab-3 :not yours")
    assert (first.text, first.account, first.edited) == ("mine to edit", "linus", False)
    # Answers in a ring, and to themselves.
    ring = lab.said("Grace", "to myself", "+reply=m3")
    a, b = lab.said("Grace", "ring a", "+reply=m5"), lab.said("Grace", "ring b", "+reply=m4")
    hear("@+desktopchat/edit=m4 :Grace!u@h PRIVMSG #Lab-3 :ring a again")
    for entry, quoted in ((ring, "to myself"), (a, "ring b"), (b, "ring a again")):
        assert quoted in lab.row(entry)[0]
    assert lab.row(second) == drawn
    assert lab.around() == beside


def test_times_that_cannot_be_are_no_reason_to_lose_or_misplace_anything(lab: Room) -> None:
    honest = lab.said("Linus", "now")
    until = lab.page.session.model.clock.heard_until
    for time in (
        "0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
        "2199-01-01T00:00:00.000Z",
        "1970-01-01T00:00:00.000Z",
        "2026-13-45T99:99:99Z",
        "x",
    ):
        entry = lab.said("Grace", f"at {time}", time=time)
        assert f"at {time}" in lab.row(entry)[0]
    assert lab.page.session.model.clock.heard_until == until
    assert "now" in lab.row(honest)[0]
    assert lab.said("Linus", "after all").text in lab.row(lab.entry(f"m{lab.count}"))[0]


def test_a_huge_topic_and_what_people_say_of_themselves_stay_in_their_places(lab: Room) -> None:
    lab.said("Linus", "hello")
    places = lab.around()[0], lab.around()[1]
    wicked = f"\u202e{ZALGO}\n\r\x1b[31m topic " + "😀 all about it " * 600
    lab.hear(
        f":Grace!u@h TOPIC #Lab-3 :{wicked[:7000]}",
        f":Grace!u@h AWAY :{wicked[:300]}",
        f":Linus!u@h SETNAME :{wicked[:300]}",
    )
    assert (lab.around()[0], lab.around()[1]) == places
    assert len(lab.page.header.words) < 1100
    assert "\u202e" not in lab.page.header.words
    assert [row.text for row in lab.page.people.list.rows if row.key == "Linus"] == ["Linus"]


@pytest.mark.parametrize(
    ("nick", "realname"),
    [
        ("Ada_(you)", "Ada (you)"),
        ("Ada_Lovelace_(YOU)", "Ada Lovelace ( YOU )"),
        ("The_host", "The host"),
        ("You", "you "),
        ("Ada", "\u202eadA"),
        ("Mal", "A\u0430d\u0430"),
        ("Mal", "Ada Lovelace"),
        ("Ada", "Ada\u200b \u200b"),
    ],
)
def test_no_name_says_what_only_the_window_says(nick: str, realname: str) -> None:
    assert display_name(nick, realname) == nick


def test_a_name_from_a_foreign_server_is_tamed_as_well() -> None:
    assert display_name(f"A{chr(0x301) * 300}da\u202e", "") == f"A{chr(0x301) * 4}da"
    assert display_name("Ada_Lovelace", "Ada Lovelace") == "Ada Lovelace"
