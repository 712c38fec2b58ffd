"""What is offered while one writes: people, rooms and commands, by keys and by the mouse."""

import subprocess
import tkinter as tk

import pytest

from desktopchat.ui.chat import hint_sources
from desktopchat.ui.chat.page import ChatPage
from tests.client.talking import OWN_CAPS
from tests.ui.chatting import Wire
from tests.ui.test_message_acts import Hear, press, said
from tests.waiting import wait_until

PEOPLE = [("Ada", ""), ("Grace_Hopper", "Grace Hopper"), ("Łukasz", ""), ("grant", "")]


@pytest.mark.parametrize(
    ("before", "put"),
    [
        ("@", ["@Ada ", "@Grace_Hopper ", "@Łukasz ", "@grant "]),
        ("@gra", ["@Grace_Hopper ", "@grant "]),
        ("well, @HOP", ["@Grace_Hopper "]),
        ("(@ł", ["@Łukasz "]),
        ("ada@gra", None),
        ("@gra ", None),
        ("@zzz", []),
    ],
)
def test_people_are_offered_by_nick_and_by_each_word_of_their_name(
    before: str, put: list[str] | None
) -> None:
    found = hint_sources.people(lambda: PEOPLE)(before)
    assert (None if found is None else [hint.put for hint in found.hints]) == put


def test_commands_are_offered_at_the_very_beginning_only() -> None:
    found = hint_sources.commands("/jo")
    assert found is not None
    assert found.hints[0].put == "/join "
    assert hint_sources.commands("and /jo") is None
    assert hint_sources.commands("//jo") is None
    assert hint_sources.commands("/join #lab") is None


def test_rooms_are_offered_with_what_they_are_about() -> None:
    source = hint_sources.rooms(lambda: [("#lab", "Tea"), ("#Labour", ""), ("&own", "")])
    found = source("see #LA")
    assert found is not None
    assert [(hint.put, hint.detail) for hint in found.hints] == [("#lab ", "Tea"), ("#Labour ", "")]
    assert source("a#la") is None


@pytest.fixture
def wire() -> Wire:
    return Wire(caps=OWN_CAPS)


@pytest.fixture
def writing(root: tk.Tk, page: ChatPage) -> tk.Text:
    root.focus_force()
    page.focus_composer()
    wait_until(lambda: root.focus_get() is page.composer.text, step=root.update)
    return page.composer.text


def type_(root: tk.Tk, words: str) -> None:
    root.update()
    subprocess.run(["xdotool", "type", "--delay", "4", words], check=True)


@pytest.mark.gui
@pytest.mark.usefixtures("writing")
def test_a_person_is_chosen_by_keys_and_the_message_goes_on(root: tk.Tk, page: ChatPage) -> None:
    hints = page.composer.hints
    type_(root, "@gr")
    wait_until(lambda: [hint.put for hint in hints.rows] == ["@Grace "], step=root.update)
    assert hints.winfo_ismapped()
    press(root, "Tab")
    wait_until(lambda: page.composer.content == "@Grace ", step=root.update)
    assert not hints.rows


@pytest.mark.gui
@pytest.mark.usefixtures("writing")
def test_what_is_written_whole_is_sent_by_enter(root: tk.Tk, page: ChatPage, wire: Wire) -> None:
    type_(root, "thanks @grace")
    wait_until(lambda: page.composer.hints.rows, step=root.update)
    press(root, "Return")
    wait_until(lambda: page.composer.content == "thanks @Grace ", step=root.update)
    wire.session.wire.out.clear()
    press(root, "Return")
    wait_until(lambda: page.composer.content == "", step=root.update)
    type_(root, "thanks @Grace")
    wait_until(lambda: page.composer.hints.rows, step=root.update)
    press(root, "Return")
    wait_until(lambda: page.composer.content == "", step=root.update)
    assert sum("thanks @Grace" in line for line in wire.session.wire.out) == 2


@pytest.mark.gui
@pytest.mark.usefixtures("writing")
def test_a_command_is_chosen_by_the_mouse(root: tk.Tk, page: ChatPage) -> None:
    hints = page.composer.hints
    type_(root, "/")
    wait_until(lambda: hints.rows and hints.winfo_ismapped(), step=root.update)
    second = hints.rows[1].put
    high = hints.winfo_height() // len(hints.rows)
    at = (str(hints.winfo_rootx() + 40), str(hints.winfo_rooty() + high + high // 2))
    subprocess.run(["xdotool", "mousemove", *at, "click", "1"], check=True)
    wait_until(lambda: page.composer.content == second, step=root.update)
    assert root.focus_get() is page.composer.text


@pytest.mark.gui
def test_held_keys_edit_nothing_and_leave_the_rows_alone(
    root: tk.Tk, page: ChatPage, wire: Wire, hear: Hear, writing: tk.Text
) -> None:
    room = page.active
    assert room is not None
    mine = said(hear, room, "Ada", "mine", "m1")
    for keys in ("alt+Up", "shift+Up", "ctrl+Up"):
        press(root, keys)
    root.update()
    assert page.composer.doing is None
    press(root, "Up")
    wait_until(lambda: page.composer.doing is not None, step=root.update)
    assert page.composer.doing is not None
    assert page.composer.doing.entry is mine
    press(root, "Escape")
    page.timeline.text.focus_set()
    wait_until(lambda: root.focus_get() is page.timeline.text, step=root.update)
    press(root, "alt+Up")
    root.update()
    assert page.timeline.gutter.current is None
    assert wire
    assert writing


@pytest.mark.gui
def test_enter_is_about_what_is_written_also_when_the_list_is_behind(
    root: tk.Tk, page: ChatPage, writing: tk.Text
) -> None:
    hints = page.composer.hints
    for begun, rest, taken, left in (
        ("/q", "uit", False, "/quit"),
        ("/j", "o", True, "/join "),
        ("/j", "zz", False, "/jzz"),
    ):
        writing.delete("1.0", "end")
        writing.insert("end", begun)
        wait_until(lambda: hints.rows, step=root.update)
        writing.insert("end", rest)  # the field has not told of it yet
        assert hints.key("Return") is taken
        assert page.composer.content == left
