"""The menu of a person, a message or a conversation: what a right click or the Menu key opens."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktopchat.ui import keys
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme


@dataclass(slots=True, frozen=True)
class TextLine:
    """A line that is only read, such as who somebody is."""

    text: str


@dataclass(slots=True, frozen=True)
class Group:
    """Items that open beside this one."""

    text: str
    items: Sequence[Item] = field(default_factory=tuple)


@dataclass(slots=True, frozen=True)
class Keyed:
    """An item that a shortcut does too: key is its name in `keys.SHORTCUTS`."""

    label: str
    act: Callable[[], object]
    key: str


Item = tuple[str, Callable[[], object]] | Keyed | TextLine | Group | None
"""None: a line between groups."""

_ITEM_HIGH = 26  # pixels at 100 %


def post(
    parent: tk.Misc,
    theme: Theme,
    items: Sequence[Item],
    x: int,
    y: int,
    on_done: Callable[[], object] = lambda: None,
) -> tk.Menu:
    """Open a menu at a place of the screen, with the keyboard in it.

    on_done: it is closed, other than by Escape, after which the keyboard is where it was.
    """
    menu = _menu(parent, theme, items)
    root = parent.winfo_toplevel()
    left = False

    def leaving(_event: tk.Event[tk.Misc]) -> None:
        nonlocal left
        left = True

    def done() -> None:
        menu.destroy()
        if left or not parent.winfo_exists():  # what was chosen may have done away with the page
            return
        sheet = str(root.tk.call("grab", "current", root))
        if not sheet or f"{parent}.".startswith(f"{sheet}."):  # or opened a sheet over it
            on_done()

    def gone(_event: tk.Event[tk.Misc]) -> None:
        # The command of what was chosen runs after the menu went: not before that.
        root.after_idle(root.after_idle, done)

    menu.bind("<Escape>", leaving)
    menu.bind("<Unmap>", gone)
    menu.tk_popup(x, y)
    return menu


def _menu(parent: tk.Misc, theme: Theme, items: Sequence[Item]) -> tk.Menu:
    palette = theme.palette
    menu = tk.Menu(
        parent,
        tearoff=False,
        font=theme.font("body"),
        background=palette.side,  # not the page's, for a menu has no edge of its own
        foreground=palette.text,
        activebackground=palette.selected,
        activeforeground=palette.text,
        disabledforeground=palette.dim,
        relief="flat",
        borderwidth=theme.px(4),
        activeborderwidth=0,  # Tk would draw a raised edge around the item under the pointer
    )
    air = tk.PhotoImage(master=menu, width=theme.px(4), height=theme.px(_ITEM_HIGH))
    menu.air = air  # type: ignore[attr-defined]  # Tk keeps none that Python has let go
    _leave_to_keys(menu)
    for item in items:
        match item:
            case None:
                menu.add_separator()
            case TextLine(text):
                menu.add_command(
                    label=_aired(text),
                    state="disabled",
                    font=theme.font("small"),
                    image=air,
                    compound="left",
                )
            case Group(text, inner):
                beside = _menu(menu, theme, inner)
                menu.add_cascade(label=_aired(text), menu=beside, image=air, compound="left")
            case Keyed(label, act, key):
                menu.add_command(
                    label=_aired(label),
                    command=act,
                    accelerator=f"{keys.label(key)} ",
                    image=air,
                    compound="left",
                )
            case (label, act):
                menu.add_command(label=_aired(label), command=act, image=air, compound="left")
    return menu


def _leave_to_keys(menu: tk.Menu) -> None:
    """A pointer that rests where the menu opens chooses nothing in it until it moves."""
    resting: tuple[int, int] | None = None

    def entered(event: tk.Event[tk.Misc]) -> str:
        nonlocal resting
        resting = event.x_root, event.y_root
        menu.tk.call("set", "tk::Priv(window)", str(menu))  # or Tk does not heed moves in it
        return "break"

    def moved(event: tk.Event[tk.Misc]) -> str | None:
        return "break" if (event.x_root, event.y_root) == resting else None

    menu.bind("<Enter>", entered)
    menu.bind("<Motion>", moved)


def _aired(text: str) -> str:
    """The words with spaces around them: a Tk menu has no other padding."""
    return f" {bidi.visual(text, 0)}  "


def labels(items: Sequence[Item]) -> list[str]:
    """What a menu offers, for tests: groups as "Ban > By name"; lines between are left out."""
    found: list[str] = []
    for item in items:
        match item:
            case Group(text, inner):
                found += [f"{text} > {label}" for label in labels(inner)]
            case TextLine(text):
                found.append(text)
            case Keyed(label) | (label, _):
                found.append(label)
    return found


def choose(items: Sequence[Item], label: str) -> None:
    """Do what an item does, named as `labels` names it. Raises KeyError where there is none."""
    first, _, rest = label.partition(" > ")
    for item in items:
        if isinstance(item, Group) and rest and item.text == first:
            choose(item.items, rest)
            return
        match item:
            case Keyed(text, act) | (text, act) if text == label:
                act()
                return
    raise KeyError(label)
