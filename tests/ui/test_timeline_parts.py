"""The parts of the timeline, each alone: rows made of entries, names, the row focus, buttons."""

import tkinter as tk
from datetime import UTC, datetime, timedelta
from tkinter import ttk
from types import SimpleNamespace

import pytest

from desktopchat.client.model import Conversation, ConversationKind, Delivery, Entry, EntryKind
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.edge_buttons import EdgeButtons
from desktopchat.ui.timeline.markup import Names
from desktopchat.ui.timeline.naming import Naming
from desktopchat.ui.timeline.row_focus import RowFocus
from desktopchat.ui.timeline.row_source import RowSource

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def said(number: int, text: str = "hello", **more: object) -> Entry:
    when = NOON + timedelta(minutes=number)
    return Entry(number, EntryKind.MESSAGE, when, "grace", text, **more)  # type: ignore[arg-type]


def came(number: int) -> Entry:
    return Entry(number, EntryKind.JOIN, NOON, f"p{number}", "")


def source_of(*entries: Entry, unread: int = 0) -> RowSource:
    source = RowSource(Names(str, len), lambda: 80)
    source.show(
        Conversation("#lab", "#lab", ConversationKind.ROOM, entries=list(entries), unread=unread)
    )
    return source


def words(source: RowSource, at: int) -> str:
    return "".join(piece.text for piece in source.row_at(at).pieces)


def test_a_row_has_its_entrys_number_and_says_it() -> None:
    source = source_of(said(3), said(8, "and more"))
    assert [source.row_at(at).number for at in range(2)] == [3, 8]
    assert "and more" in words(source, 1)


def test_the_line_stands_above_the_first_that_was_not_read() -> None:
    source = source_of(said(1), said(2), said(3), unread=2)
    assert source.new_from == 2
    assert ["New" in words(source, at) for at in range(3)] == [False, True, False]


def test_the_tick_moves_to_the_last_that_was_sent_and_names_the_rows_to_draw() -> None:
    first = said(1, own=True, delivery=Delivery.SENT)
    source = source_of(first, said(2))
    assert source.move_tick() == ()
    source.entries.append(said(3, own=True, delivery=Delivery.SENT))
    assert source.move_tick() == (1, 3)


def test_what_is_hidden_stays_so_until_it_is_revealed_and_again_in_another_room() -> None:
    source = source_of(said(1, "the end: ||he dies||"))
    assert "he dies" not in words(source, 0)
    source.revealed.add(1)
    assert "he dies" in words(source, 0)
    source.show(None)
    assert not source.revealed


def test_a_run_is_one_line_and_its_other_rows_are_hidden() -> None:
    source = source_of(came(1), came(2), said(3))
    assert source.run(1) == [1, 2]
    assert [source.is_folded(at) for at in range(3)] == [False, True, False]
    source.folds.opened.add(1)
    assert not source.is_folded(1)
    assert source.newest_run() == [3]
    assert not source_of().newest_run()


def test_who_i_am_is_taken_from_what_i_said_when_nobody_told() -> None:
    theme = SimpleNamespace(palette=SimpleNamespace(hues=("red", "blue")))
    naming = Naming(theme)  # type: ignore[arg-type]
    assert naming.names().mine == ()
    naming.conversation = Conversation(
        "#lab", "#lab", ConversationKind.ROOM, entries=[said(1, own=True), said(2)]
    )
    assert naming.names().mine == ("grace", "grace")
    naming.mine = ("ada", "Ada")
    assert naming.names().mine == ("ada", "Ada")
    naming.find_name = str.upper
    assert naming.name_of("ada") == "ADA"


class _Text:
    """As much of the text as the row focus needs."""

    def __init__(self) -> None:
        self.numbers = [1, 2, 3, 4]
        self.seen: list[str] = []

    def holds(self, number: int) -> bool:
        return number in self.numbers

    def visible(self) -> list[int]:
        return [1, 2]

    def range_of(self, number: int) -> tuple[str, str]:
        return f"{number}.0", f"{number + 1}.0"

    def see(self, index: str) -> None:
        self.seen.append(index)


def test_the_keyboard_goes_from_row_to_row_past_what_is_folded() -> None:
    text = _Text()
    gutter = SimpleNamespace(hovered=4, current=None, draw=lambda: None)
    stood: list[Entry | None] = []
    entries = {number: said(number) for number in text.numbers}
    focus = RowFocus(
        text, gutter, SimpleNamespace(show=stood.append), entries.get, {3}.__contains__
    )  # type: ignore[arg-type]
    focus.step(-1)
    assert (gutter.current, gutter.hovered) == (2, None)
    focus.step(1)
    assert gutter.current == 4
    focus.step(1)
    assert gutter.current == 4
    assert text.seen[-1] == "4.0"
    focus.hover(1)
    assert stood[-1] is entries[1]
    focus.hover(None)
    assert stood[-1] is entries[4] is focus.entry
    focus.forget()
    assert focus.entry is None
    assert stood[-1] is None


@pytest.mark.gui
def test_the_words_make_room_for_the_buttons_that_are_shown(root: tk.Tk) -> None:
    theme = Theme(root)
    frame = ttk.Frame(root)
    between = tk.Frame(frame)
    between.pack()
    pressed: list[bool] = []
    buttons = EdgeButtons(frame, theme, (between,), lambda: pressed.append(True))
    buttons.offer_newest(0, far=False)
    assert not buttons.newest.winfo_manager()
    buttons.offer_newest(1, far=True)
    assert buttons.newest.cget("text") == "↓  1 new message"
    buttons.offer_newest(0, far=True)
    assert buttons.newest.cget("text") == "↓  To the newest"
    assert between.pack_info()["pady"][1] > buttons.newest.winfo_reqheight()
    buttons.newest.invoke()
    assert pressed == [True]
    lent = ttk.Button(frame, text="Since")
    assert buttons.offer_above(lent) > lent.winfo_reqheight()
    assert buttons.offer_above(lent) == 0
    assert buttons.offer_above(None) < 0
    buttons.offer_newest(0, far=False)
    assert not buttons.newest.winfo_manager()
