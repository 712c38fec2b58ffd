"""Choosing an emoji: the picker by keys and mouse, and names typed between colons."""

import subprocess
import tkinter as tk
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktopchat.client.model import Conversation
from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.parts.emoji_picker import EmojiPicker
from desktopchat.ui.timeline.acts import Act
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import Wire
from tests.ui.test_message_acts import HERE, said, sent
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def wire() -> Wire:
    return Wire(caps=OWN_CAPS)


@pytest.fixture
def writing(root: tk.Tk, page: ChatPage) -> tk.Text:
    """The composer with the keyboard."""
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    return page.composer.text


def press(*keys: str) -> None:
    subprocess.run(["xdotool", "key", "--delay", "12", *keys], check=True)


_KEYSYMS = {" ": "space", ":": "colon"}


def type_(words: str) -> None:
    subprocess.run(["xdotool", "type", "--delay", "12", words], check=True)


def opened(root: tk.Tk, page: ChatPage) -> EmojiPicker:
    page.composer.choose_emoji()
    picker = page.emoji.picker
    assert picker is not None
    wait_until(lambda: root.focus_get() is picker.entry, step=root.update)
    return picker


def test_an_emoji_is_found_by_name_and_put_where_the_cursor_is(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    page.composer.insert("now ")
    picker = opened(root, page)
    type_("party pop")
    wait_until(lambda: picker.signs == ["🎉"], step=root.update)
    assert picker.name.startswith("party popper")
    press("Return")
    wait_until(lambda: page.composer.content == "now 🎉", step=root.update)
    wait_until(lambda: root.focus_get() is writing, step=root.update)
    assert page.emoji.picker is None


def test_arrows_go_about_the_grid_and_escape_leaves_it(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    picker = opened(root, page)
    press("Right", "Down", "Left")
    wait_until(lambda: picker.chosen == 9, step=root.update)
    press("Next", "Next")
    wait_until(lambda: picker.chosen == 9 + 2 * 54, step=root.update)
    press("Escape")
    wait_until(lambda: root.focus_get() is writing, step=root.update)
    assert page.emoji.picker is None
    assert page.composer.content == ""


@pytest.mark.usefixtures("writing")
def test_categories_are_gone_to_and_a_tone_stays(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    tones: list[int] = []
    page.context.window = replace(page.context.window, tone_chosen=tones.append)
    picker = opened(root, page)
    press("ctrl+Next", "ctrl+Next")
    wait_until(lambda: picker.name.startswith("eye"), step=root.update)
    picker.categories.event_generate("<ButtonRelease-1>", x=picker.categories.winfo_width() - 2)
    assert picker.name.startswith("watch")
    picker.tone.event_generate("<ButtonRelease-1>")
    assert tones == [1]
    assert picker.signs[0] == "👍🏻", "also what was chosen lately, and what is usual"
    type_("thumbs up")
    wait_until(lambda: picker.signs[0] == "👍🏻", step=root.update)
    press("Return")
    wait_until(lambda: page.composer.content == "👍🏻", step=root.update)


def test_a_click_elsewhere_closes_it(root: tk.Tk, page: ChatPage) -> None:
    opened(root, page)
    page.composer.text.focus_set()
    wait_until(lambda: page.emoji.picker is None, step=root.update)


@pytest.mark.usefixtures("writing")
def test_it_leaves_the_keyboard_to_what_took_it(root: tk.Tk, page: ChatPage) -> None:
    opened(root, page)
    elsewhere = tk.Entry(page)  # as a menu does that a right click opens
    elsewhere.place(x=0, y=0)
    root.update()
    elsewhere.focus_set()
    wait_until(lambda: page.emoji.picker is None, step=root.update)
    root.update()
    assert root.focus_get() is elsewhere


@pytest.mark.usefixtures("writing")
def test_a_click_on_a_picture_reacts_and_what_i_gave_stays(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Callable[..., None]
) -> None:
    assert page.active is not None
    room: Conversation = page.active
    entry = said(hear, room, "Grace", "done", "m1")
    page.acts.do(Act.REACT, entry, HERE)
    picker = page.emoji.picker
    assert picker is not None
    root.update()
    wire.session.wire.out.clear()
    grid = picker.grid_
    at = (str(grid.winfo_rootx() + 12), str(grid.winfo_rooty() + 12))
    subprocess.run(["xdotool", "mousemove", *at, "click", "1"], check=True)
    wait_until(lambda: wire.session.wire.out, step=root.update)
    assert "+draft/react=👍" in sent(wire)
    hear("@+draft/react=👍;+draft/reply=m1 :Ada!x@h TAGMSG #Lab-3")
    wire.session.wire.out.clear()
    page.acts.react(entry, "👍")
    assert wire.session.wire.out == []


def test_the_picker_stays_in_the_window(root: tk.Tk, page: ChatPage) -> None:
    for x, y in ((0, 0), (5000, 5000), (page.winfo_rootx() + 500, page.winfo_rooty() + 300)):
        page.emoji.choose(x, y, lambda _sign: None)
        picker = page.emoji.picker
        assert picker is not None
        root.update()
        left, top = picker.winfo_x(), picker.winfo_y()
        assert left >= 0
        assert top >= 0
        assert left + picker.winfo_width() <= page.winfo_width()
        assert top + picker.winfo_height() <= page.winfo_height()
        picker.close()


def test_a_name_after_a_colon_is_offered_and_taken(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    assert writing
    type_("ok :thu")
    hints = page.composer.hints
    wait_until(lambda: [one.sign for one in hints.rows][:2] == ["👍", "👎"], step=root.update)
    assert hints.winfo_ismapped()
    press("Down", "Return")
    wait_until(lambda: page.composer.content == "ok 👎", step=root.update)
    assert not hints.rows


def test_a_whole_name_becomes_its_emoji_and_undo_brings_the_name_back(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    type_(":tada:")
    wait_until(lambda: page.composer.content == "🎉", step=root.update)
    writing.edit_undo()
    root.update()
    assert page.composer.content == ":tada:"


def test_a_whole_name_becomes_its_emoji_however_fast_one_types_on(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    for sign in "good :tada: at 10:30":
        writing.event_generate("<Key>", keysym=_KEYSYMS.get(sign, sign))
    assert page.composer.content == "good 🎉 at 10:30"
    root.update()
    assert page.composer.content == "good 🎉 at 10:30"


def test_escape_refuses_the_list_and_the_words_stay(
    root: tk.Tk, page: ChatPage, wire: Wire, writing: tk.Text
) -> None:
    assert writing
    type_(":thumbs")
    wait_until(lambda: page.composer.hints.rows, step=root.update)
    press("Escape")
    wait_until(lambda: not page.composer.hints.rows, step=root.update)
    press("Return")
    wait_until(lambda: page.composer.content == "", step=root.update)
    assert sent(wire).endswith(("PRIVMSG #Lab-3 :thumbs", "PRIVMSG #Lab-3 ::thumbs"))
