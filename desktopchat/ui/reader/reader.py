"""Tells a screen reader of the window while one is there; the window looks in with each tick."""

import importlib
import sys
import time
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING, Any

from desktopchat.ui.chat.note_line import NoteLine
from desktopchat.ui.chat.password_bar import PasswordBar
from desktopchat.ui.chat.statusline import StatusLine
from desktopchat.ui.parts.emoji_picker import EmojiPicker
from desktopchat.ui.reader.bridge import Bridge
from desktopchat.ui.reader.nodes import Node, Role
from desktopchat.ui.reader.widgets import Describer
from desktopchat.ui.timeline.rows import SAID
from desktopchat.words import trn

if TYPE_CHECKING:
    from desktopchat.client.model import Conversation
    from desktopchat.ui.app import Window

EVERY = 0.2  # seconds at least between two looks at the whole window, but at once for the focus
_MOST = 3  # new messages that are read out; of more only the number is said


def load_kit() -> Any:
    """The module accesskit, where it is installed and speaks to this system's readers; else None.

    On Windows and macOS it takes hold of the window itself: nobody has tried that with Tk yet.
    """
    if sys.platform in ("win32", "darwin"):
        return None
    try:
        return importlib.import_module("accesskit")
    except ImportError:
        return None


class Reader:
    """kit: what `load_kit` gave. on_news(): rings the window; from any thread."""

    def __init__(self, window: "Window", kit: Any, on_news: Callable[[], object]) -> None:
        self._window = window
        self._bridge = Bridge(kit, on_news)
        self._describer = Describer(window.root, _is_live)
        self._looked_at = 0.0
        self._focus = ""
        self._heard: tuple[Conversation, int] | None = None
        """The conversation that is open, and the number of its last entry that was told."""
        self._news: Node | None = None
        self._told = 0
        """How often something was read out: the same words twice are two nodes."""

    def look(self) -> bool:
        """Tell what is in sight, should a reader be there. Returns whether there is one, which
        wants to hear soon of what changes."""
        if not self._bridge.active:
            self._heard = None
            return False
        for key, act in self._bridge.wanted():
            self._do(key, act)
        focus, now = str(self._window.root.tk.call("focus")), time.monotonic()
        self._listen()
        if focus != self._focus or now - self._looked_at >= EVERY or self._news is not None:
            self._focus, self._looked_at = focus, now
            self._show(bool(focus))
        return True

    def close(self) -> None:
        self._bridge.close()

    def _show(self, focused: bool) -> None:
        root = self._window.root
        tree = self._describer.tree(self._window.sheets.current, self._news, f"news/{self._told}")
        self._news = None
        left, top = root.winfo_rootx(), root.winfo_rooty()
        inner = (left, top, left + root.winfo_width(), top + root.winfo_height())
        outer = (root.winfo_x(), root.winfo_y(), *inner[2:])
        self._bridge.show(tree, focused, outer, inner)

    def _listen(self) -> None:
        """Have what others have just said read out."""
        chat = self._window.chat
        conversation = chat.timeline.conversation if chat is not None else None
        if chat is None or conversation is None:
            self._heard = None
            return
        before, self._heard = self._heard, (conversation, conversation.last_number)
        if before is None or before[0] is not conversation or before == self._heard:
            return
        new = []
        for entry in reversed(conversation.entries):
            if entry.number <= before[1]:
                break
            if not entry.own and entry.kind in SAID:
                new.append(chat.timeline.words_of(entry))
        if new:
            words = "\n".join(reversed(new))
            if len(new) > _MOST:
                words = trn("{n} new message", "{n} new messages", len(new))
            self._told += 1
            self._news = Node(Role.TEXT, words, live=True)

    def _do(self, key: str, act: str) -> None:
        path, _, within = key.partition("/")
        try:
            widget = self._window.root.nametowidget(path)
        except KeyError:
            return  # it has gone meanwhile
        rows = _list_of(widget)
        if act == "focus":
            widget.focus_set()
        elif rows is not None and within:
            rows.go_to(within)
            if rows.current == within:  # else that row has gone meanwhile
                rows.open_current()
        elif isinstance(widget, (ttk.Button, ttk.Checkbutton)):
            widget.invoke()
        else:  # a picture to press
            for sequence in ("<ButtonPress-1>", "<ButtonRelease-1>"):
                widget.event_generate(sequence)


def _list_of(widget: tk.Misc) -> Any:
    """The RowList whose rows are drawn there; None for other widgets."""
    return widget.master if getattr(widget.master, "canvas", None) is widget else None


def _is_live(widget: tk.Misc) -> bool:
    lines = isinstance(widget, NoteLine) or isinstance(widget.master, StatusLine)
    # What is wrong with a password.
    lines = lines or isinstance(getattr(widget.master, "master", None), PasswordBar)
    return lines or (isinstance(widget.master, EmojiPicker) and isinstance(widget, tk.Label))
