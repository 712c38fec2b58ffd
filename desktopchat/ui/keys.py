"""Keys and how they are called: the one place where Cmd and Ctrl, and systems, differ.

Bind with `bind(root, "jump", callback)`; show people `label("jump")`, "Ctrl+K" or "⌘K".
"""

import re
import sys
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desktopchat.words import tr_noop


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing a key does. `keys` are Tk's names after the modifiers."""

    what: str  # plain words for the help sheet, to be looked up
    modifiers: tuple[str, ...]  # "Main" is Cmd on macOS and Ctrl elsewhere
    keys: tuple[str, ...]
    shown: str  # the key as it is printed on a keyboard


# In the order of the help sheet.
SHORTCUTS: dict[str, Shortcut] = {
    "jump": Shortcut(tr_noop("Jump to a room or a person"), ("Main",), ("k",), "K"),
    "search": Shortcut(tr_noop("Search what was said"), ("Main",), ("f",), "F"),
    "room": Shortcut(tr_noop("New room, or join one"), ("Main",), ("n",), "N"),
    "room_settings": Shortcut(tr_noop("Settings of this room"), ("Main",), ("e",), "E"),
    "pins": Shortcut(tr_noop("What is pinned in this room"), ("Main", "Shift"), ("P", "p"), "P"),
    "shared": Shortcut(tr_noop("Files, pictures and links"), ("Main", "Shift"), ("F", "f"), "F"),
    "share": Shortcut(tr_noop("Bring others in"), ("Main",), ("i",), "I"),
    "host": Shortcut(tr_noop("Who is connected"), ("Main", "Shift"), ("H", "h"), "H"),
    "previous_room": Shortcut(tr_noop("Room above"), ("Alt",), ("Up",), "Up"),
    "next_room": Shortcut(tr_noop("Room below"), ("Alt",), ("Down",), "Down"),
    "unread": Shortcut(tr_noop("Next room with something new"), ("Main", "Shift"), ("A", "a"), "A"),
    "place": Shortcut(tr_noop("First to ninth place"), ("Main",), tuple("123456789"), "1…9"),
    "next_place": Shortcut(tr_noop("Next place"), ("Control",), ("Tab",), "Tab"),
    "previous_place": Shortcut(tr_noop("The place before"), ("Control", "Shift"), ("Tab",), "Tab"),
    "add_place": Shortcut(tr_noop("Add a place"), ("Main", "Shift"), ("N", "n"), "N"),
    "emoji": Shortcut(tr_noop("Choose an emoji"), ("Main",), ("period",), "."),
    "attach": Shortcut(tr_noop("Share files"), ("Main",), ("o",), "O"),
    "voice": Shortcut(
        tr_noop("Record a voice message, or end it"), ("Main", "Shift"), ("M", "m"), "M"
    ),
    "new_line": Shortcut(tr_noop("Where something new begins"), ("Main",), ("j",), "J"),
    "panes": Shortcut(tr_noop("Next pane of the window"), (), ("F6",), "F6"),
    "panes_back": Shortcut(tr_noop("The pane before"), ("Shift",), ("F6",), "F6"),
    "people": Shortcut(tr_noop("Show or hide the people"), ("Main",), ("u",), "U"),
    "sidebar": Shortcut(tr_noop("Show or hide the rooms"), ("Main",), ("b",), "B"),
    "settings": Shortcut(tr_noop("Settings"), ("Main",), ("comma",), ","),
    "larger": Shortcut(tr_noop("Larger text"), ("Main",), ("plus", "equal", "KP_Add"), "+"),
    "smaller": Shortcut(tr_noop("Smaller text"), ("Main",), ("minus", "KP_Subtract"), "-"),
    "normal_size": Shortcut(tr_noop("Normal text"), ("Main",), ("0", "KP_0"), "0"),
    "help": Shortcut(tr_noop("This help"), (), ("F1",), "F1"),
    "quit": Shortcut(tr_noop("Quit"), ("Main",), ("q",), "Q"),
}


def main_modifier(platform: str = sys.platform) -> str:
    """Tk's name of the key that goes with shortcuts: Command on macOS, Control elsewhere."""
    return "Command" if platform == "darwin" else "Control"


def _modifiers(shortcut: Shortcut, platform: str) -> list[str]:
    # On macOS Alt is the Option key, which Tk calls Option.
    alt = "Option" if platform == "darwin" else "Alt"  # no words: keys
    names = {"Main": main_modifier(platform), "Control": "Control", "Alt": alt, "Shift": "Shift"}
    return [names[modifier] for modifier in shortcut.modifiers]


def sequences(name: str, platform: str = sys.platform) -> list[str]:
    """Tk event sequences of a shortcut, such as ["<Control-k>", "<Control-K>"].

    A letter comes in both cases, because with Caps Lock Tk reports the capital one.
    """
    shortcut = SHORTCUTS[name]
    modifiers = _modifiers(shortcut, platform)
    keys = list(shortcut.keys)
    if len(keys[0]) == 1 and keys[0].isalpha():
        keys = [keys[0].lower(), keys[0].upper()]
    return [f"<{'-'.join([*modifiers, 'Key', key])}>" for key in keys]  # no words: an event of Tk


def label(name: str, platform: str = sys.platform) -> str:
    """The keys of a shortcut as people read them: "Ctrl+K", on macOS "⌘K"."""
    shortcut = SHORTCUTS[name]
    if platform == "darwin":
        signs = {"Main": "⌘", "Control": "⌃", "Alt": "⌥", "Shift": "⇧"}
        return "".join(signs[modifier] for modifier in shortcut.modifiers) + shortcut.shown
    words = {"Main": "Ctrl", "Control": "Ctrl", "Alt": "Alt", "Shift": "Shift"}
    return "+".join([*(words[modifier] for modifier in shortcut.modifiers), shortcut.shown])


def bind(root: tk.Misc, name: str, callback: Callable[[], object]) -> None:
    """Have a shortcut call `callback` from anywhere in the window `root`."""
    for sequence in sequences(name):
        _bind(root, sequence, callback)
    root.bind(f"<<{name}>>", lambda _event: callback())


def press(widget: tk.Misc, name: str) -> None:
    """Do what a shortcut does in the window of `widget`, as if its keys were pressed."""
    widget.event_generate(f"<<{name}>>")


def bind_each(root: tk.Misc, name: str, callback: Callable[[int], object]) -> None:
    """The same for one of several keys: `callback` gets which of them it was, from 0."""
    for number, sequence in enumerate(sequences(name)):
        _bind(root, sequence, partial(callback, number))


def _bind(root: tk.Misc, sequence: str, callback: Callable[[], object]) -> None:
    def pressed(_event: "tk.Event[tk.Misc]") -> str:
        callback()
        return "break"

    if sequence.endswith("Shift-Key-Tab>") and root.tk.call("tk", "windowingsystem") == "x11":
        sequence = sequence.replace("Tab", "ISO_Left_Tab")  # what X11 makes of it
    root.bind(sequence, pressed)
    # Text and entries have Emacs' keys of their own (Ctrl+K cuts the line): ours go first,
    # and theirs must not run at all.
    for owner in ("Text", "Entry", "TEntry"):  # no words: kinds of widgets
        root.tk.call("bind", owner, sequence, "#")


def is_modified(event: "tk.Event[tk.Misc]", platform: str = sys.platform) -> bool:
    """Whether Shift, Ctrl, Alt or Cmd is held too: a binding of the key alone gets it as well."""
    state = event.state if isinstance(event.state, int) else 0
    alt = 0x20000 if platform == "win32" else 0x0008 | (0x0010 if platform == "darwin" else 0)
    return bool(state & (0x0001 | 0x0004 | alt))


def with_control(event: "tk.Event[tk.Misc]") -> bool:
    """Whether Ctrl is held too."""
    return isinstance(event.state, int) and bool(event.state & 0x0004)


_EMACS = re.compile("<Control-(?:Lock-)?(?:Key-)?[A-Za-z]>")


def fit_system(root: tk.Misc) -> None:
    """Have Ctrl+A select all, where Tk keeps to Emacs and goes to the beginning of the line; and
    Ctrl+Shift with a letter select nothing, which the next letter that is typed would replace."""
    if root.tk.call("tk", "windowingsystem") == "x11":
        for event in root.event_info():
            if event.startswith(("<<SelectNext", "<<SelectPrev", "<<SelectLine")):
                for sequence in root.event_info(event):
                    if _EMACS.fullmatch(sequence):
                        root.event_delete(event, sequence)
        for sequence in ("<Control-Key-a>", "<Control-Key-A>"):
            root.event_delete("<<LineStart>>", sequence)
            root.event_add("<<SelectAll>>", sequence)


def menu_sequences(windowing_system: str) -> list[str]:
    """What opens a menu of a thing: the right button, the Menu key, Shift+F10.

    `windowing_system` is Tk's: "x11", "win32" or "aqua" (where button 2 is the right one).
    """
    if windowing_system == "aqua":
        return ["<Button-2>", "<Control-Button-1>"]
    menu_key = "<App>" if windowing_system == "win32" else "<Menu>"
    return ["<Button-3>", menu_key, "<Shift-F10>"]


_SHIFT_OR_LOCK = 0x0001 | 0x0002


def types_text(event: "tk.Event[tk.Misc]", platform: str = sys.platform) -> bool:
    """Whether a key press writes a character, and is no command.

    AltGr (and Option on macOS) writes characters, Ctrl, Alt and Cmd do not. The bits of
    `state` differ by system: Mod1 is Alt on X11 and Cmd on macOS; on Windows Alt is 0x20000
    and AltGr arrives as Ctrl with Alt.
    """
    char = event.char
    if not char or not char.isprintable():
        return False
    state = event.state if isinstance(event.state, int) else 0
    control, mod1 = bool(state & 0x0004), bool(state & 0x0008)
    if platform == "win32":
        alt = bool(state & 0x20000)
        return control == alt
    return not control and not mod1


def composing_key(event: "tk.Event[tk.Misc]") -> bool:
    """Whether an input method took this key: on Windows such keys come with code 229."""
    return event.keycode == 229 or event.keysym == "??"
