"""What a screen reader is told of the window, up to where AccessKit takes it."""

import tkinter as tk
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from desktopchat.ui.chat.page import ChatPage
from desktopchat.ui.reader import bridge as bridge_module
from desktopchat.ui.reader.bridge import Bridge
from desktopchat.ui.reader.nodes import Node, Role, Tree, characters
from desktopchat.ui.reader.reader import Reader, _is_live
from desktopchat.ui.reader.widgets import Describer
from tests.ui.test_at_rest import come_to_rest, start_page
from tests.ui.test_fits import SHEETS, Made, window

NAMED = (Role.BUTTON, Role.CHECK_BOX, Role.RADIO_BUTTON, Role.FIELD, Role.SECRET, Role.LONG_FIELD)


def described(root: tk.Tk, cover: tk.Misc | None = None) -> Tree:
    return Describer(root, lambda _widget: False).tree(cover, None, "")


def named(tree: Tree, role: Role) -> list[str]:
    return [node.name for node in tree.nodes.values() if node.role is role]


@pytest.mark.parametrize(
    ("text", "letters", "words"),
    [
        ("", [], []),
        ("Hi Bo", [1] * 5, [3, 2]),
        (" a", [1, 1], [1, 1]),
        ("é  王!", [2, 1, 1, 3, 1], [3, 2]),
    ],
)
def test_what_is_written_is_measured_in_bytes_and_words(
    text: str, letters: list[int], words: list[int]
) -> None:
    assert characters(text) == (letters, words)


def test_only_what_has_changed_is_told() -> None:
    before = Tree("a", "a", {"a": Node(Role.WINDOW), "b": Node(Role.TEXT, "one")})
    after = Tree("a", "a", {"a": Node(Role.WINDOW), "b": Node(Role.TEXT, "two")})
    assert set(after.changed_since(None)) == {"a", "b"}
    assert after.changed_since(before) == {"b": Node(Role.TEXT, "two")}


@pytest.mark.gui
def test_the_page_is_told_with_its_lists_its_messages_and_the_field(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host PRIVMSG #Lab-3 :Good morning")
    page.composer.text.focus_force()
    root.update()
    tree = described(root)
    assert any(one.startswith("Grace: Good morning, ") for one in named(tree, Role.MESSAGE))
    assert "#Lab-3" in named(tree, Role.LOG)
    assert "#Lab-3" in named(tree, Role.LIST_ITEM)
    assert tree.nodes[tree.focus].role is Role.LONG_FIELD
    assert {child for node in tree.nodes.values() for child in node.children} <= set(tree.nodes)


@pytest.mark.gui
def test_what_is_written_is_told_with_the_cursor(root: tk.Tk, page: ChatPage) -> None:
    field = page.composer.text
    field.focus_force()
    root.update()
    field.insert("1.0", "Hi Bo\nand all")
    field.mark_set("insert", "2.2")
    told = described(root).nodes[str(field)]
    assert (told.value, told.selection) == ("Hi Bo\nand all", (8, 8))
    field.tag_add("sel", "1.0", "1.2")
    field.mark_set("insert", "1.2")
    assert described(root).nodes[str(field)].selection == (0, 2)


@pytest.mark.gui
def test_the_row_under_the_keyboard_has_the_focus(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host PRIVMSG #Lab-3 :One")
    page.timeline.text.focus_force()
    page.timeline.text.event_generate("<Up>")
    root.update()
    tree = described(root)
    assert tree.nodes[tree.focus].role is Role.MESSAGE
    page.sidebar.list.take_focus()
    page.sidebar.list.canvas.focus_force()
    root.update()
    tree = described(root)
    assert tree.nodes[tree.focus].name.startswith("#Lab-3")


@pytest.mark.gui
def test_a_password_is_never_told(root: tk.Tk) -> None:
    page = start_page(root, window(root, 1.0, 1000, 700), 0)
    page.join_card.ask_password()
    page.join_card.password_field.text = "hunter2"
    root.update()
    tree = described(root)
    assert "Password" in named(tree, Role.SECRET)
    assert all("hunter2" not in str(node) for node in tree.nodes.values())


def nameless(tree: Tree) -> list[str]:
    return [k for k, node in tree.nodes.items() if node.role in NAMED and not node.name.strip()]


@pytest.mark.gui
def test_everything_that_one_can_press_or_write_in_has_a_name(
    root: tk.Tk, page: ChatPage, hear: Callable[..., None]
) -> None:
    hear(":Grace!g@host PRIVMSG #Lab-3 :Good morning")
    assert nameless(described(root)) == []


@pytest.mark.gui
def test_every_sheet_says_what_it_is_and_names_all_in_it(root: tk.Tk) -> None:
    made = Made(root, window(root, 1.0, 1000, 700))
    for name, make in SHEETS.items():
        sheet = make(made)
        come_to_rest(root)
        tree = described(root, sheet)
        assert nameless(tree) == [], name
        assert len(named(tree, Role.DIALOG)) == 1, name
        assert name.startswith("jump") or named(tree, Role.DIALOG) != [""], name
        sheet.close()
        come_to_rest(root)


@pytest.mark.gui
def test_what_is_wrong_with_the_connection_is_read_out(root: tk.Tk, page: ChatPage) -> None:
    page.status.say("Reconnecting…", can_retry=False)
    root.update()
    tree = Describer(root, _is_live).tree(None, None, "")
    assert [node.name for node in tree.nodes.values() if node.live] == ["Reconnecting…"]


@pytest.mark.gui
def test_the_first_page_names_all_in_it(root: tk.Tk) -> None:
    start_page(root, window(root, 1.0, 1000, 700), 3)
    come_to_rest(root)
    tree = described(root)
    assert nameless(tree) == []
    assert "Your name" in named(tree, Role.FIELD)


class Kit:
    """In place of AccessKit: remembers what its adapter is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        kit = self

        class Adapter:
            def __init__(self, *handlers: Callable[..., object]) -> None:
                kit.activate, kit.act, kit.deactivate = handlers

            def __getattr__(self, name: str) -> Callable[..., None]:
                return lambda *_what: kit.told.append(name)

        self.unix = SimpleNamespace(Adapter=Adapter)
        self.Action = SimpleNamespace(CLICK=[1], FOCUS=[2])  # as AccessKit's, no keys of a dict
        self.Rect = lambda *_sides: None
        self.activate: Any
        self.act: Any
        self.deactivate: Any


def test_the_adapter_is_left_alone_while_a_reader_comes_and_when_it_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kit, rung, now = Kit(), list[bool](), [100.0]
    monkeypatch.setattr(bridge_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    made = Bridge(kit, lambda: rung.append(True))
    assert not made.active
    kit.activate()
    assert rung == [True]
    assert not made.active
    now[0] += 2 * bridge_module.SETTLED
    assert made.active
    kit.deactivate()
    assert not made.active
    assert kit.told == []


def test_what_a_reader_wants_comes_to_the_window_by_its_key() -> None:
    kit = Kit()
    made = Bridge(kit, lambda: None)
    number = made._number(".button")
    kit.act(SimpleNamespace(action=[1], target=number))
    kit.act(SimpleNamespace(action=[2], target=number))
    kit.act(SimpleNamespace(action=[99], target=number))
    kit.act(SimpleNamespace(action=[1], target=4711))
    assert made.wanted() == [(".button", "act"), (".button", "focus")]
    assert made.wanted() == []


def test_only_so_many_numbers_of_what_is_gone_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_module, "_KNOWN", 100)
    kit = Kit()
    made = Bridge(kit, lambda: None)
    monkeypatch.setattr(made, "_update", lambda _tree, changed: [*map(made._number, changed)])
    numbers = set()
    for told in range(1000):
        nodes = {".": Node(Role.WINDOW), f"news/{told}": Node(Role.TEXT, "new", live=True)}
        made.show(Tree(".", ".", nodes), True, (0, 0, 1, 1), (0, 0, 1, 1))
        numbers.add(made._number(f"news/{told}"))
        kit.act(SimpleNamespace(action=[1], target=made._number(".")))
        assert made.wanted() == [(".", "act")]
    assert len(numbers) == 1000  # none is given twice
    assert len(made._numbers) == len(made._keys) <= 102


@pytest.mark.gui
def test_a_row_that_has_gone_has_no_other_pressed_in_its_place(
    root: tk.Tk, page: ChatPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, opened = page.sidebar.list, list[str]()
    monkeypatch.setattr(rows, "_on_open", opened.append)
    made: Any = SimpleNamespace(root=root)
    reader = Reader(made, Kit(), lambda: None)
    reader._do(f"{rows.canvas}/gone", "act")
    assert opened == []
    there = next(row.key for row in rows.rows if not row.heading)
    reader._do(f"{rows.canvas}/{there}", "act")
    assert opened == [there]
    reader._do(f"{rows.canvas}/gone", "act")
    assert opened == [there]
