"""A window on X11 whose people write Hebrew and Arabic."""

import tkinter as tk
from collections.abc import Callable

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.look import bidi
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(bidi.TK_KNOWS, reason="Tk on this system draws it itself"),
]

LONG = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר " * 6 + "סוף"


def say(hear: Callable[..., None], text: str, number: int = 1) -> None:
    hear(f"@msgid=m{number} :Grace!g@host PRIVMSG #Lab-3 :{text}")


def drawn(page: ChatPage) -> str:
    return str(page.timeline.text.get("1.0", "end"))


def copied(page: ChatPage, begin: str, end: str) -> str:
    page.timeline.text.tag_add("sel", begin, end)
    assert page.timeline.selection.copy()
    page.timeline.text.tag_remove("sel", "1.0", "end")
    return str(page.timeline.clipboard_get())


def row(page: ChatPage) -> tuple[str, str]:
    """The last row's words."""
    text = page.timeline.text
    begin, end = text.range_of(text.numbers[-1])
    return str(text.tag_nextrange("body", begin, end)[0]), end


def lines(page: ChatPage) -> int:
    begin, end = row(page)
    return str(page.timeline.text.get(begin, end)).count("\n")


def test_copying_gives_what_was_said_though_it_is_drawn_otherwise(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    text = "שלום **עולם**, see (Python) 😀 سلام"
    say(hear, text)
    assert "םולש" in drawn(page)
    assert copied(page, *row(page)) == "שלום עולם, see (Python) 😀 سلام"
    begin, end = row(page)
    first = page.timeline.text.search("םולש", begin, end)
    assert copied(page, first, f"{first}+4c") == "שלום"


def test_a_long_text_fills_its_lines_anew_when_the_width_changes(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    say(hear, LONG)
    wide = lines(page)
    assert wide > 1
    assert copied(page, *row(page)) == LONG
    root.geometry("760x700")
    wait_until(lambda: lines(page) > wide, what="more and shorter lines", step=root.update)
    assert copied(page, *row(page)) == LONG


def test_no_line_is_broken_by_tk_once_more(page: ChatPage, hear: Callable[..., None]) -> None:
    say(hear, f"- {LONG}\n> {LONG}".replace("\n", " "))
    begin, end = row(page)
    counted = page.timeline.text.count(begin, end, "displaylines")
    assert (counted[0] if isinstance(counted, tuple) else counted) == lines(page)


def test_a_click_on_a_link_in_a_hebrew_line_opens_it(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    opened: list[str] = []
    page.timeline.on_link = opened.append
    link = "https://example.org/עברית?a=1"
    say(hear, f"ראו {link} תודה")
    text = page.timeline.text
    root.update()
    box = text.bbox(text.tag_nextrange("link", "1.0")[0])
    assert box is not None
    at = {"x": box[0] + 2, "y": box[1] + box[3] // 2}
    text.event_generate("<Motion>", **at)
    text.event_generate("<Button-1>", **at)
    text.event_generate("<ButtonRelease-1>", **at)
    assert opened == [link]


def test_a_shared_file_is_found_by_its_place_among_the_words(
    page: ChatPage, hear: Callable[..., None]
) -> None:
    links = [f"https://10.0.0.5:6697/files/{'A' * 21}{sign}/דוח.txt" for sign in "XY"]
    say(hear, f"קובץ {links[0]} וגם {links[1]}")
    text = page.timeline.text
    left, right = str(text.tag_ranges("file")[0]), str(text.tag_ranges("file")[2])
    assert page.timeline.clickable.link(right) == links[0]
    assert page.timeline.clickable.link(left) == links[1]


def test_names_are_drawn_right_in_lists_header_and_head_line(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(
        ":שרה!s@host JOIN #Lab-3",
        ":Grace!g@host TOPIC #Lab-3 :ברוכים הבאים",
        "@msgid=m1 :שרה!s@host PRIVMSG #Lab-3 :hello",
    )
    canvas = page.people.list.canvas

    def listed() -> bool:
        page.draw()
        return any(
            "הרש" in canvas.itemcget(one, "text")
            for one in canvas.find_withtag("all")
            if canvas.type(one) == "text"
        )

    wait_until(listed, step=root.update)
    assert str(page.header._topic.cget("text")) == "םיאבה םיכורב"
    text = page.timeline.text
    assert text.get(*text.tag_nextrange("name", "1.0")) == "הרש"


def test_what_one_writes_is_shown_as_it_will_be_read(root: tk.Tk, page: ChatPage) -> None:
    composer = page.composer
    composer.text.insert("1.0", "שלום (3) Ada")
    root.update()
    reading = composer._reading
    assert reading.winfo_ismapped()
    assert reading.cget("text") == bidi.visual("שלום (3) Ada")
    assert composer.content == "שלום (3) Ada"
    composer.text.delete("1.0", "end")
    root.update()
    assert not reading.winfo_ismapped()


def test_lines_of_a_list_that_go_on_begin_where_its_words_do(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    say(hear, f"- English {LONG}")
    root.update()
    text = page.timeline.text
    begin = row(page)[0]
    word, below = (
        text.bbox(place) for place in (text.search("English", begin), f"{begin}+1l linestart")
    )
    assert word is not None
    assert below is not None
    assert abs(word[0] - below[0]) <= 4
