"""The first lines of shared texts in a real timeline."""

import tkinter as tk
from collections.abc import Sequence
from typing import cast

import pytest

from desktopchat.client.files.excerpts import NO_TEXT, Excerpt, Excerpts, excerpt
from desktopchat.client.model import Entry
from desktopchat.irc.filehost import file_path, with_bytes
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.timeline import Timeline
from tests.ui.test_timeline import add, place_of, room
from tests.ui.test_timeline_pictures import open_with, root, shown_words, token
from tests.waiting import wait_until

pytestmark = pytest.mark.gui

__all__ = ["root"]
TEXT = Excerpt(("name;size", "Sea;7"), False)
LONG = Excerpt(tuple("abcdef"), True)


def link(number: int, name: str = "notes.txt", size: int = 100) -> str:
    return with_bytes(f"https://10.0.0.5:6697{file_path(token(number), name)}", size)


class Source:
    """Excerpts that come when the test says so."""

    def __init__(self) -> None:
        self.reached = True
        self.have: dict[str, Excerpt] = {}
        self.wanted: Sequence[str] = ()
        self.came: list[str] = []
        self.closed = False

    def known(self, token: str) -> Excerpt | None:
        return self.have.get(token)

    def want(self, tokens: Sequence[str]) -> None:
        self.wanted = tokens

    def take(self) -> list[str]:
        came, self.came = self.came, []
        return came

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def timeline(root: tk.Tk, source: Source) -> Timeline:
    theme = Theme(root)
    made = Timeline(root, theme, Avatars(theme))
    made.pack(fill="both", expand=True)
    root.update()
    made.excerpts.show_from(cast("Excerpts", source))
    return made


def bring(timeline: Timeline, source: Source, found: Excerpt, *numbers: int) -> None:
    for number in numbers:
        source.have[token(number)] = found
        source.came.append(token(number))
    timeline.excerpts.take()
    timeline.update()
    wait_until(lambda: not timeline.live.settling, step=timeline.update)


def test_the_first_lines_stand_below_the_name(timeline: Timeline, source: Source) -> None:
    conversation = room(3)
    entry = add(conversation, f"Look {link(1)}")
    open_with(timeline, conversation)
    assert source.wanted == [token(1)]
    bring(timeline, source, TEXT, 1)
    assert shown_words(timeline, entry.number).endswith("\nname;size\nSea;7\n")
    bring(timeline, source, LONG, 1)
    assert shown_words(timeline, entry.number).endswith("\na\nb\nc\nd\ne\nf\n…\n")
    timeline.excerpts.follow()
    assert source.wanted == []


def test_a_long_one_has_its_place_before_it_comes(timeline: Timeline, source: Source) -> None:
    conversation = room(3)
    add(conversation, link(1, size=5000))
    for _ in range(60):
        add(conversation, "after it")
    open_with(timeline, conversation)
    timeline.live.open_at(timeline.live.place_of(3))
    timeline.update()
    places = [place_of(timeline, number) for number in (3, 4, 5, 6)]
    bring(timeline, source, LONG, 1)
    assert "a\nb\nc" in shown_words(timeline, 4)
    assert [place_of(timeline, number) for number in (3, 4, 5, 6)] == places


def test_one_that_comes_above_moves_nothing_that_is_read(
    timeline: Timeline, source: Source
) -> None:
    conversation = room(20)
    add(conversation, link(1))
    for _ in range(60):
        add(conversation, "after it")
    open_with(timeline, conversation)
    timeline.live.open_at(timeline.live.place_of(24))
    timeline.update()
    assert source.wanted == [token(1)]
    place = place_of(timeline, 26)
    assert place is not None
    bring(timeline, source, TEXT, 1)
    assert "Sea;7" in shown_words(timeline, 21)
    assert place_of(timeline, 26) == place


def test_what_is_no_text_is_a_name_alone(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, link(1, size=5000))
    add(conversation, link(2, "page.pdf"))
    open_with(timeline, conversation)
    assert source.wanted == [token(1)]
    bring(timeline, source, NO_TEXT, 1)
    assert shown_words(timeline, entry.number).count("\n") == 1
    timeline.excerpts.follow()
    assert source.wanted == []


def test_hidden_ones_come_when_they_are_looked_at(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, f"||{link(1)}||")
    open_with(timeline, conversation)
    assert source.wanted == []
    timeline.reveal(entry)
    wait_until(lambda: list(source.wanted) == [token(1)], step=timeline.update)
    bring(timeline, source, TEXT, 1)
    assert "Sea;7" in shown_words(timeline, entry.number)


def test_only_what_is_near_is_wanted(timeline: Timeline, source: Source) -> None:
    conversation = room(0)
    for number in range(60):
        add(conversation, link(number))
    open_with(timeline, conversation)
    assert token(59) in source.wanted
    assert token(0) not in source.wanted


def test_that_of_a_deleted_message_goes(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, link(1))
    open_with(timeline, conversation)
    bring(timeline, source, TEXT, 1)
    entry.redacted = True
    timeline.changed(entry)
    assert "Sea;7" not in shown_words(timeline, entry.number)


def test_none_are_shown_where_nobody_wants_them(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, link(1))
    open_with(timeline, conversation)
    bring(timeline, source, TEXT, 1)
    timeline.excerpts.show_from(None)
    assert source.closed
    assert "Sea;7" not in shown_words(timeline, entry.number)


def click(timeline: Timeline, index: str) -> None:
    text = timeline.text
    left, top, _, high = text.bbox(index)  # type: ignore[misc]
    at = {"x": left + 3, "y": top + high // 2}
    text.event_generate("<Button-1>", **at)
    text.event_generate("<ButtonRelease-1>", **at)
    timeline.update()


def test_a_click_saves_the_file_that_it_is_of(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    links = [link(1), link(2, "main.c"), link(3, "\u05d9\u05dd.csv")]
    entry = add(conversation, " ".join(links))
    open_with(timeline, conversation)
    bring(timeline, source, NO_TEXT, 1)
    bring(timeline, source, TEXT, 2, 3)
    opened: list[str] = []
    timeline.on_link = opened.append
    begin, end = timeline.text.range_of(entry.number)
    assert "main.c\nname;size" in timeline.text.plain(begin, end)
    found: list[str] = []
    while place := timeline.text.tag_nextrange("excerpt", begin, end):
        found.append(str(place[0]))
        begin = str(place[1])
    for index in found:
        click(timeline, index)
    assert opened == links[1:]


def test_its_letters_can_be_copied(timeline: Timeline, source: Source) -> None:
    conversation = room(1)
    entry = add(conversation, link(1))
    open_with(timeline, conversation)
    bring(timeline, source, LONG, 1)
    text = timeline.text
    text.tag_add("sel", *text.tag_nextrange("excerpt", text.range_of(entry.number)[0]))
    assert timeline.selection.words() == "a\nb\nc\nd\ne\nf"


HARM = {
    "one line": "x" * 2048,
    "marks": "Z" + "\u0315\u0358\u0321\u0489" * 250,
    "bidi": "\u202egpj.exe\u2066\u2067\u2068 never closed\nnext",
    "emoji": "".join(chr(0x1F300 + number) for number in range(500)),
    "scripts": "".join(chr(0x400 + 37 * number % 0x9000) for number in range(680)),
    "arabic": "\ufdfa" * 680,
    "tabs": "\t" * 2000 + "x",
}


@pytest.mark.parametrize("name", HARM)
def test_a_text_that_is_made_to_do_harm_stays_in_its_lines(
    timeline: Timeline, source: Source, name: str
) -> None:
    conversation = room(2)
    wicked = add(conversation, link(1, size=5000))
    below: Entry = add(conversation, "below")
    open_with(timeline, conversation)
    bring(timeline, source, LONG, 1)
    text = timeline.text
    row, neighbour = height(text, wicked), height(text, below)
    bring(timeline, source, excerpt(HARM[name].encode()[:2048], goes_on=True), 1)
    assert height(text, wicked) <= row * 1.5
    assert height(text, below) == neighbour
    assert text.xview()[0] == 0.0
    words = shown_words(timeline, wicked.number)
    assert not set(words) & set("\0\x07\x1b\u202e\u2066\u2067\u2068\u2028\r\t")


def height(text: tk.Text, entry: Entry) -> int:
    begin, end = text.range_of(entry.number)  # type: ignore[attr-defined]
    found = text.count(begin, end, "update", "ypixels")
    return int(found[0] if isinstance(found, tuple) else found)
