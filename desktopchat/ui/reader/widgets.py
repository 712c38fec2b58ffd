"""What each kind of widget is for a reader. The words are those that are seen: a button's, else its
tip's; for a field the label above it, else the hint within."""

import tkinter as tk
from collections.abc import Callable, Iterator
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.parts.setting_row import Choices, SettingRow
from desktopchat.ui.parts.tip import tip_of
from desktopchat.ui.reader.nodes import Bounds, Node, Role, Tree
from desktopchat.ui.sheets.sheets import Cover
from desktopchat.ui.timeline.rows import clock
from desktopchat.words import trn

if TYPE_CHECKING:
    from desktopchat.ui.parts.rowlist import RowList
    from desktopchat.ui.parts.rowpaint import Row
    from desktopchat.ui.timeline.timeline import Timeline

_CHOSEN = "Accent.TButton"
"""The style of the chosen one of a row of choices."""


class Describer:
    """Describes all that is in sight in a window, each time from the beginning. is_live(widget):
    whether a label is read out when it says something else."""

    def __init__(self, root: tk.Tk, is_live: Callable[[tk.Misc], bool]) -> None:
        self._root, self._is_live = root, is_live
        self._nodes: dict[str, Node] = {}
        self._focus = ""  # the path of the widget with the keyboard
        self._at = ""  # what has it within that widget
        self._left = self._top = 0

    def tree(self, cover: tk.Misc | None, news: Node | None, news_key: str) -> Tree:
        """cover: what lies over the window, such as a sheet; None for nothing. news: what is read
        out now, under a key of its own; None for nothing."""
        root, self._nodes = self._root, {}
        self._left, self._top = root.winfo_rootx(), root.winfo_rooty()
        self._focus, self._at = str(root.tk.call("focus")), ""
        children = self._in(cover) if cover is not None else self._within(root)
        menu = self._open_menu()
        if menu is not None:
            children.append(self._menu(menu))
        if news is not None:
            self._nodes[news_key] = news
            children.append(news_key)
        key = str(root)
        self._nodes[key] = Node(Role.WINDOW, root.title(), children=tuple(children))
        return Tree(key, self._focused(key), self._nodes)

    def _open_menu(self) -> tk.Menu | None:
        """The one that has the keyboard."""
        if not self._focus or str(self._root.tk.call("winfo", "class", self._focus)) != "Menu":
            return None
        try:
            menu = self._root.nametowidget(self._focus)
        except KeyError:  # a copy that Tk has made
            return None
        return menu if isinstance(menu, tk.Menu) else None

    def _focused(self, root: str) -> str:
        key = self._at or self._focus
        while key not in self._nodes:  # the nearest around it that is something
            key = key.rpartition(".")[0]
            if not key:
                return root
        return key

    # what is in sight

    def _within(self, widget: tk.Misc) -> list[str]:
        return [key for child in widget.winfo_children() for key in self._in(child)]

    def _in(self, widget: tk.Misc) -> list[str]:
        """The keys of what a widget is, or of what is in it where it is only a frame."""
        if not widget.winfo_viewable() or isinstance(widget, tk.Toplevel):
            return []
        found = self._made(widget)
        if found is None:
            return self._within(widget)
        return [found] if found else []

    def _made(self, widget: tk.Misc) -> str | None:
        """The key of the node that was made; None for a frame, "" for what is not told."""
        match widget:
            case tk.Menu():
                return ""  # only what is open is told, with the window
            case ttk.Checkbutton():
                ticked = "selected" in widget.state()
                return self._control(widget, Role.CHECK_BOX, on=ticked)
            case ttk.Button():
                chosen, role = None, Role.BUTTON
                if isinstance(widget.master, Choices):
                    role, chosen = Role.RADIO_BUTTON, str(widget.cget("style")) == _CHOSEN
                return self._control(widget, role, on=chosen)
            case ttk.Entry():
                return self._entry(widget)
            case ttk.Label() | tk.Label():
                return self._label(widget)
            case Cover():
                return self._add(widget, Role.DIALOG, _heading(widget), self._within(widget))
            case SettingRow() if any(isinstance(one, Choices) for one in widget.winfo_children()):
                words = next(_labels(widget), "")
                return self._add(widget, Role.GROUP, words, self._within(widget))
            case tk.Text():
                return self._text(widget)
            case _:
                return self._own(widget)

    def _own(self, widget: tk.Misc) -> str | None:
        """Our own lists. They are known by their names: what was never shown is not loaded."""
        kinds = {kind.__name__ for kind in type(widget).__mro__}
        if "RowList" in kinds:
            return self._list(widget)  # type: ignore[arg-type]
        if "Timeline" in kinds:
            return self._log(widget)  # type: ignore[arg-type]
        return (
            ""
            if isinstance(widget, (ttk.Scrollbar, ttk.Separator, tk.Canvas))
            and not (widget.winfo_children())
            else None
        )

    # each kind

    def _control(self, widget: ttk.Button | ttk.Checkbutton, role: Role, on: bool | None) -> str:
        words, tip = str(widget.cget("text")), tip_of(widget)
        said = any(one.isalpha() for one in words)  # else it is a sign, or a number beside one
        return self._add(
            widget,
            role,
            words.strip() if said else tip or words,
            about=tip if said else words if tip else "",
            on=on,
            disabled="disabled" in widget.state(),
            can_act=True,
            can_focus=True,
        )

    def _label(self, widget: ttk.Label | tk.Label) -> str:
        words, tip = str(widget.cget("text")).strip(), tip_of(widget)
        if not (words or tip):
            return ""
        if not words:  # a picture to press
            return self._add(widget, Role.BUTTON, tip, can_act=True)
        live = self._is_live(widget)
        return self._add(widget, Role.TEXT, words, about=tip, live=live)

    def _entry(self, entry: ttk.Entry) -> str:
        secret, written = bool(entry.cget("show")), entry.get()
        cursor = entry.index("insert")
        anchor = cursor
        if entry.selection_present():
            first, last = entry.index("sel.first"), entry.index("sel.last")
            anchor = first if cursor == last else last
        return self._add(
            entry,
            Role.SECRET if secret else Role.FIELD,
            _name_of_field(entry),
            value="" if secret else written,
            selection=(0, 0) if secret else (anchor, cursor),
            disabled="disabled" in entry.state(),
            can_focus=True,
        )

    def _text(self, text: tk.Text) -> str:
        written = text.get("1.0", "end-1c")
        cursor = len(text.get("1.0", "insert"))
        anchor = cursor
        if ranges := text.tag_ranges("sel"):
            first, last = (len(text.get("1.0", one)) for one in (ranges[0], ranges[-1]))
            anchor = first if cursor >= last else min(last, len(written))
        return self._add(
            text,
            Role.LONG_FIELD,
            _name_of_field(text),
            value=written,
            selection=(min(anchor, len(written)), min(cursor, len(written))),
            can_focus=True,
        )

    def _menu(self, menu: tk.Menu) -> str:
        last, key = menu.index("end"), str(menu)
        active = menu.index("active")
        items = []
        for index in range((last if last is not None else -1) + 1):
            if menu.type(index) == "separator":
                continue
            item = f"{key}/{index}"
            words = str(menu.entrycget(index, "label")).strip()
            disabled = str(menu.entrycget(index, "state")) == "disabled"
            self._nodes[item] = Node(Role.MENU_ITEM, words, disabled=disabled)
            items.append(item)
            if index == active and self._focus == key:
                self._at = item
        return self._add(menu, Role.MENU, children=items)

    def _list(self, rows: "RowList") -> str:
        canvas = rows.canvas
        key, current = str(canvas), rows.current
        items, name = [], ""
        for row in rows.rows:
            if row.heading:
                name = name or row.text
                continue
            item = f"{key}/{row.key}"
            self._nodes[item] = Node(
                Role.LIST_ITEM, row_words(row), row.tip, on=row.key == current, can_act=True
            )
            items.append(item)
            if row.key == current and self._focus == key:
                self._at = item
        return self._add(canvas, Role.LIST, name, items, can_focus=True)

    def _log(self, timeline: "Timeline") -> str:
        text = timeline.text
        key = str(text)
        seen = list(text.visible())
        here = timeline.current
        if here is not None and here.number not in seen:
            seen.append(here.number)
        items = []
        for number in seen:
            entry = timeline.entry_of(number)
            if entry is None:
                continue
            item = f"{key}/{number}"
            self._nodes[item] = Node(
                Role.MESSAGE, f"{timeline.words_of(entry)}, {clock(entry.time)}", entry.failure
            )
            items.append(item)
            if entry is here and self._focus == key:
                self._at = item
        beside = [one for one in self._within(timeline) if one != key]
        title = timeline.conversation.name if timeline.conversation is not None else ""
        return self._add(text, Role.LOG, title, items + beside, can_focus=True)

    def _add(
        self,
        widget: tk.Misc,
        role: Role,
        name: str = "",
        children: list[str] | None = None,
        *,
        about: str = "",
        value: str = "",
        selection: tuple[int, int] = (0, 0),
        on: bool | None = None,
        disabled: bool = False,
        live: bool = False,
        can_act: bool = False,
        can_focus: bool = False,
    ) -> str:
        key = str(widget)
        self._nodes[key] = Node(
            role, name, about, value, selection, tuple(children or ()), self._bounds(widget),
            on, disabled, live, can_act, can_focus,
        )  # fmt: skip
        return key

    def _bounds(self, widget: tk.Misc) -> Bounds:
        left, top = widget.winfo_rootx() - self._left, widget.winfo_rooty() - self._top
        return left, top, left + widget.winfo_width(), top + widget.winfo_height()


def row_words(row: "Row") -> str:
    """What a row of a list says, with what stands at its right."""
    count = int(row.badge) if row.badge.isdecimal() else 0
    new = trn("{n} new", "{n} new", count) if count else row.badge
    return ", ".join(filter(None, (f"{row.sign}{row.text}", new, row.note, row.detail)))


def _name_of_field(field: tk.Misc) -> str:
    """The label before it, else the hint within it, else its tip, else what its sheet is called."""
    before = ""
    for one in field.master.winfo_children() if field.master is not None else ():
        if one is field:
            break
        if isinstance(one, (ttk.Label, tk.Label)) and one.winfo_manager():
            before = str(one.cget("text")) or before
    hints = (str(one.cget("text")) for one in field.winfo_children() if isinstance(one, tk.Label))
    return before or next(hints, "") or tip_of(field) or _sheet_of(field)


def _sheet_of(widget: tk.Misc) -> str:
    """What the sheet is called that a widget is in; "" where it is in none."""
    around: tk.Misc | None = widget
    while around is not None and not isinstance(around, Cover):
        around = around.master
    return _heading(around) if around is not None else ""


def _heading(cover: tk.Misc) -> str:
    """What a cover is called: its heading, else the tip of its field, else its first words."""
    styles = ("Heading.TLabel", "Title.TLabel", "Bold.TLabel")
    headings = (next(_labels(cover, style), "") for style in styles)
    return next(filter(None, headings), "") or _tip_in(cover) or next(_labels(cover), "")


def _tip_in(widget: tk.Misc) -> str:
    """The tip of the first field in a widget that has one."""
    for child in widget.winfo_children():
        found = (tip_of(child) if isinstance(child, ttk.Entry) else "") or _tip_in(child)
        if found:
            return found
    return ""


def _labels(widget: tk.Misc, style: str = "") -> Iterator[str]:
    """What is written in a widget, in this style or in any."""
    for child in widget.winfo_children():
        label = isinstance(child, ttk.Label) and child.winfo_manager() and child.cget("text")
        if label and style in ("", str(child.cget("style"))):
            yield str(child.cget("text"))
        yield from _labels(child, style)
