"""The window's own widgets with real key presses: lists, the composer, completion, sheets."""

import subprocess
import tkinter as tk
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from tkinter import ttk

import pytest

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.store.person.settings import Settings
from desktopchat.ui import keys
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.people import People
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.jump import Goal, Jump
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.ui.sheets.sheets import Sheets
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def root(display: str) -> Iterator[tk.Tk]:
    window = tk.Tk()
    window.geometry("700x600+20+20")
    window.update()
    yield window
    window.destroy()


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    return Theme(root, Settings(theme="light", scale=1.0))


@pytest.fixture
def avatars(theme: Theme) -> Avatars:
    return Avatars(theme)


@pytest.fixture
def press(root: tk.Tk) -> Callable[..., None]:
    """Presses real keys in the window, which is in front and has the focus."""

    def keys(*names: str) -> None:
        root.update()
        subprocess.run(["xdotool", "key", "--delay", "5", *names], check=True)
        root.update()

    root.focus_force()
    wait_until(lambda: root.focus_displayof() is not None, step=root.update)
    return keys


def room(name: str = "#Lab-3") -> Conversation:
    return Conversation(name.lower(), name, ConversationKind.ROOM, joined=True)


# lists


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def names(root: tk.Tk, theme: Theme, avatars: Avatars, opened: list[str]) -> RowList:
    rows = [Row("h", "PEOPLE", heading=True)]
    rows += [Row(name, name.capitalize()) for name in ("ada", "bob", "cleo", "zoe")]
    made = RowList(root, theme, avatars, type_ahead=True, on_open=opened.append)
    made.pack(fill="both", expand=True)
    made.set_rows(rows)
    root.update()
    return made


def test_a_list_is_walked_with_the_keyboard_and_headings_are_passed(
    root: tk.Tk, names: RowList, opened: list[str], press: Callable[..., None]
) -> None:
    names.take_focus()
    press("Down", "Return")
    wait_until(lambda: opened == ["bob"], step=root.update)
    press("End", "Return", "Home", "space")
    wait_until(lambda: opened == ["bob", "zoe", "ada"], step=root.update)


def test_letters_lead_to_the_row_that_begins_so(
    root: tk.Tk, names: RowList, press: Callable[..., None]
) -> None:
    names.take_focus()
    press("c", "l")
    wait_until(lambda: names.current == "cleo", step=root.update)


def test_a_click_opens_a_row(root: tk.Tk, names: RowList, opened: list[str]) -> None:
    x = names.canvas.winfo_rootx() + 60
    y = names.canvas.winfo_rooty() + 36 + 32 + 16  # the heading, Ada, the middle of Bob
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)
    wait_until(lambda: opened == ["bob"], step=root.update)


def test_presence_is_seen_before_a_name_without_an_avatar(root: tk.Tk, names: RowList) -> None:
    canvas = names.canvas

    def seen(row: Row) -> tuple[int, float]:
        """How many pictures there are, and where the words begin."""
        names.set_rows([row])
        root.update()
        items = canvas.find_all()
        words = next(item for item in items if canvas.type(item) == "text")
        pictures = [item for item in items if canvas.type(item) == "image"]
        return len(pictures), canvas.bbox(words)[0]

    without, begins = seen(Row("ada", "Ada"))
    with_dot, later = seen(Row("ada", "Ada", dot="here"))
    assert with_dot == without + 1
    assert later > begins


def test_tab_goes_by_a_list_without_rows(names: RowList) -> None:
    assert str(names.canvas.cget("takefocus")) == "1"
    names.set_rows([])
    assert str(names.canvas.cget("takefocus")) == "0"


def test_after_the_last_one_was_done_away_with_the_keyboard_is_where_something_can_be_done(
    root: tk.Tk, theme: Theme, avatars: Avatars
) -> None:
    people = PickList(
        root, theme, avatars, acts=[("Take off", "TButton", lambda _key: None)], seen=3
    )
    people.pack()
    after = ttk.Button(root, text="Done")
    after.pack()
    bo, cy = Row("bo", "Bo"), Row("cy", "Cy")
    people.show([bo, cy], "Nobody.")
    people.pick("bo")
    root.update()
    root.focus_force()
    people.buttons[0].focus_set()
    wait_until(lambda: root.focus_get() is people.buttons[0], step=root.update)
    people.show([cy], "Nobody.")
    wait_until(lambda: root.focus_get() is people.list.canvas, step=root.update)
    people.pick("cy")
    people.buttons[0].focus_set()
    people.show([], "Nobody.")
    wait_until(lambda: root.focus_get() is after, step=root.update)


def test_the_keyboards_row_stays_when_others_come_before_it(root: tk.Tk, names: RowList) -> None:
    names.take_focus()
    names.move(2)
    assert names.current == "cleo"
    names.set_rows([Row("aaron", "Aaron"), *names.rows])
    assert names.current == "cleo"


def test_of_a_thousand_people_only_those_in_sight_are_drawn(
    root: tk.Tk, theme: Theme, avatars: Avatars
) -> None:
    people = People(root, theme, avatars, on_open=lambda _: None, on_menu=lambda *_: None)
    people.pack(fill="both", expand=True)
    people.show([Member(Person(f"nick{number}")) for number in range(1000)], "nick0")
    root.update()
    assert len(people.list.rows) == 1001
    assert 0 < len(people.list.canvas.find_all()) < 200


# the composer


class Sent:
    """Takes what the composer sends; `wrong` is what it answers."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.wrong = ""

    def __call__(self, _conversation: Conversation, text: str, _doing: object = None) -> str:
        self.texts.append(text)
        return self.wrong


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def composer(root: tk.Tk, theme: Theme, sent: Sent) -> Composer:
    made = Composer(root, theme, {}, on_send=sent, on_escape=lambda: None)
    made.pack(side="bottom", fill="x")
    made.show(room())
    made.focus_text()
    root.update()
    return made


def test_nothing_is_selected_where_nothing_is_written(root: tk.Tk, composer: Composer) -> None:
    composer.text.event_generate("<<SelectAll>>")
    root.update()
    assert not composer.text.tag_ranges("sel")
    composer.insert("words")
    composer.text.event_generate("<<SelectAll>>")
    root.update()
    assert composer.text.tag_ranges("sel")


def test_keys_of_shortcuts_select_nothing_of_what_is_written(
    root: tk.Tk, composer: Composer, press: Callable[..., None]
) -> None:
    keys.fit_system(root)
    composer.insert("abcdef")
    composer.focus_text()
    press("Left", "Left", "Left", *(f"ctrl+shift+{letter}" for letter in "fpnbe"), "x")
    wait_until(lambda: composer.content == "abcxdef", 10.0, lambda: composer.content, root.update)
    press("shift+Left", "y")
    wait_until(lambda: composer.content == "abcydef", 10.0, lambda: composer.content, root.update)


def test_enter_sends_and_shift_enter_breaks_the_line(
    root: tk.Tk, composer: Composer, sent: Sent, press: Callable[..., None]
) -> None:
    composer.focus_text()
    press("a", "shift+Return", "b", "Return")
    wait_until(lambda: sent.texts == ["a\nb"], step=root.update)
    assert composer.content == ""


def test_what_cannot_be_sent_stays_and_says_why(composer: Composer, sent: Sent) -> None:
    sent.wrong = "There is no command /fly."
    composer.insert("/fly away")
    composer.submit()
    assert composer.content == "/fly away"
    assert composer.said == "There is no command /fly."


def test_each_conversation_keeps_its_own_draft(composer: Composer) -> None:
    lab, kitchen = room("#lab"), room("#kitchen")
    composer.show(lab)
    composer.insert("half a thou")
    composer.show(kitchen)
    assert composer.content == ""
    composer.insert("tea?")
    composer.show(lab)
    assert composer.content == "half a thou"
    composer.show(kitchen)
    assert composer.content == "tea?"


def test_up_in_the_empty_field_brings_my_last_message_back(
    root: tk.Tk, composer: Composer, press: Callable[..., None]
) -> None:
    lab = room("#lab")
    now = datetime.now(UTC)
    for number, (who, text, own) in enumerate(
        [("me", "first", True), ("you", "other", False), ("me", "second", True)]
    ):
        lab.entries.append(Entry(number, EntryKind.MESSAGE, now, who, text, own=own))
    composer.show(lab)
    composer.focus_text()
    press("Up")
    wait_until(lambda: composer.content == "second", step=root.update)
    press("Up")
    wait_until(lambda: composer.content == "first", step=root.update)
    press("Down", "Down")
    wait_until(lambda: composer.content == "", step=root.update)


def test_tab_completes_names_and_goes_round(
    root: tk.Tk, composer: Composer, press: Callable[..., None]
) -> None:
    lab = room("#lab")
    for nick in ("Grace", "Greta", "Ada"):
        lab.members[nick.lower()] = Member(Person(nick))
    composer.show(lab)
    composer.focus_text()
    press("g", "r", "Tab")
    wait_until(lambda: composer.content == "Grace: ", step=root.update)
    press("Tab")
    wait_until(lambda: composer.content == "Greta: ", step=root.update)
    press("h", "i", "space", "a", "d", "Tab")
    wait_until(lambda: composer.content == "Greta: hi Ada ", step=root.update)


def test_tab_in_the_empty_field_goes_on_to_the_button(
    root: tk.Tk, composer: Composer, press: Callable[..., None]
) -> None:
    beside = ttk.Button(root, text="Beside")
    beside.pack()
    composer.focus_text()
    press("Tab")
    wait_until(lambda: root.focus_get() is not composer.text, step=root.update)


def test_the_field_grows_to_eight_lines_and_no_more(root: tk.Tk, composer: Composer) -> None:
    heights = []
    for _ in range(10):
        root.update()
        heights.append(int(composer.text.cget("height")))
        composer.insert("line\n")
    assert heights == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]


def test_a_big_paste_is_sent_only_when_confirmed(composer: Composer, sent: Sent) -> None:
    composer.insert("\n".join(f"line {number}" for number in range(300)))
    composer.submit()
    assert sent.texts == []
    assert "300 lines" in composer.said
    composer.submit()
    assert len(sent.texts) == 1


def test_nothing_is_sent_while_an_input_method_composes(
    root: tk.Tk, composer: Composer, sent: Sent, press: Callable[..., None]
) -> None:
    composer.focus_text()
    composer.insert("ni")
    composer.text.event_generate("<<TkStartIMEMarkedText>>")
    press("Return")
    composer.text.event_generate("<<TkEndIMEMarkedText>>")
    root.update()
    assert sent.texts == []


# sheets


def test_the_palette_filters_and_enter_goes_there(
    root: tk.Tk, theme: Theme, avatars: Avatars, press: Callable[..., None]
) -> None:
    sheets, went = Sheets(root), []
    goals = [Goal("#lab", "Lab-3"), Goal("lukasz", "Łukasz", "Łukasz"), Goal("#tea", "Tea")]
    sheets.open(lambda: Jump(root, theme, avatars, goals, on_go=lambda g: went.append(g.key)))
    press("l", "u")
    press("Return")
    wait_until(lambda: went == ["lukasz"], step=root.update)
    assert sheets.current is None


def test_escape_leaves_a_sheet_and_the_focus_goes_back(
    root: tk.Tk, theme: Theme, avatars: Avatars, composer: Composer, press: Callable[..., None]
) -> None:
    sheets = Sheets(root)
    sheets.back = composer.focus_text
    sheets.open(lambda: Jump(root, theme, avatars, [], on_go=lambda _goal: None))
    press("Escape")
    wait_until(lambda: sheets.current is None, step=root.update)
    wait_until(lambda: root.focus_get() is composer.text, step=root.update)


def test_a_note_is_as_wide_as_the_composer(root: tk.Tk, composer: Composer) -> None:
    words = "You knocked at #Secret-Lab. Someone there can let you in as soon as they are here."
    composer.say(words)
    root.update()
    one_line = composer._note.winfo_reqheight()
    assert composer._note.winfo_reqwidth() <= composer.winfo_width()
    assert composer._note.winfo_reqwidth() > composer.text.winfo_width()
    composer.say("Short")
    root.update()
    assert composer._note.winfo_reqheight() == one_line
