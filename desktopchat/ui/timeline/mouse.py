"""What the mouse does in the timeline: select, open, scroll, and ask for the menu of a row."""

import sys
import tkinter as tk

from desktopchat.client.model import Entry
from desktopchat.irc.filehost import sound_in
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import wheel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.timeline import answers, markup
from desktopchat.ui.timeline.acts import ScreenPoint
from desktopchat.ui.timeline.clickable import Clickable
from desktopchat.ui.timeline.control import TimelineControl
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.row_bar import RowBar
from desktopchat.ui.timeline.row_excerpts import EXCERPT
from desktopchat.ui.timeline.row_focus import RowFocus
from desktopchat.ui.timeline.row_menu import RowMenu
from desktopchat.ui.timeline.text import CLASS, RowText

_NOTCH = 60  # pixels at 100 % for one notch of the wheel


class Mouse:
    def __init__(
        self,
        timeline: TimelineControl,
        text: RowText,
        gutter: Gutter,
        bar: RowBar,
        focus: RowFocus,
        clickable: Clickable,
        menu: RowMenu,
        theme: Theme,
    ) -> None:
        self._timeline, self._text, self._bar, self._theme = timeline, text, bar, theme
        self._focus, self._clickable, self._menu = focus, clickable, menu
        self.tip = ""  # who gave the reaction under the pointer
        self._pressed = ""  # the place where the button went down
        self.pressing = False  # a button is down: the mouse brings the focus, not a key
        _copy_selecting(text)
        bind = text.bind
        bind("<Motion>", self._moved)
        bind("<Leave>", self._left)
        bind("<Button-1>", self._down, add=True)
        bind("<B1-Motion>", lambda _event: timeline.moved(), add=True)
        bind("<ButtonRelease-1>", self._up, add=True)
        for button in ("<Button-3>", *(("<Button-2>",) if sys.platform == "darwin" else ())):
            bind(button, self._right)
        gutter.on_avatar = self._avatar
        bar.bind("<Leave>", self._left, add=True)
        Tip(text, theme, lambda _x, _y: self.tip)
        for widget in (text, gutter, bar):
            self.take_wheel(widget)

    def take_wheel(self, widget: tk.Misc) -> None:
        """Let the wheel scroll over this, too."""
        for turn in wheel.EVENTS:
            widget.bind(turn, self._wheel)

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        index = f"@{event.x},{event.y}"
        tag = self._clickable.tag(event.x, event.y)
        self.tip = self._who(index) if tag == "react" else ""
        cursor = "hand2" if tag else "xterm"
        if str(self._text.cget("cursor")) != cursor:
            self._text.configure(cursor=cursor)
        self._focus.hover(self._text.number_at(index))
        self._timeline.point(event.x, event.y)

    def _left(self, event: "tk.Event[tk.Misc]") -> None:
        # Asked of Tk itself: tkinter does not know the widgets of a file dialog.
        place = (event.x_root, event.y_root)
        under = str(self._text.tk.call("winfo", "containing", *place))
        if under not in map(str, (self._text, self._bar)):
            self._focus.hover(None)

    def _who(self, index: str) -> str:
        """Who gave the reaction at a place."""
        found = self._clickable.reaction(index)
        if found is None:
            return ""
        return answers.who_reacted(*found, self._timeline.name_of, self._timeline.is_me)

    def _down(self, event: "tk.Event[tk.Misc]") -> None:
        self.pressing = True
        self._pressed = self._text.index(f"@{event.x},{event.y}")
        self._focus.go(None)

    def _up(self, event: "tk.Event[tk.Misc]") -> None:
        self.pressing = False
        self._timeline.moved()
        index = self._text.index(f"@{event.x},{event.y}")
        tag = self._clickable.tag(event.x, event.y)
        if tag is None or index != self._pressed:
            return
        voice = self._clickable.voice(index, event.x)
        if voice is not None:
            self._text.tag_remove("sel", "1.0", "end")  # two quick clicks select a word
            link, part = voice
            if sound_in(link) is None:
                self._timeline.on_film(link)
            else:
                self._timeline.on_voice(link, part)
            return
        if self._text.tag_ranges("sel"):
            return
        picture = self._clickable.picture(index)
        if picture is not None:
            self._timeline.on_picture(*picture)
            return
        if tag in ("link", EXCERPT):
            self._timeline.on_link(markup.target(self._clickable.link(index)))
            return
        entry = self._clickable.entry(index)
        if entry is not None:
            self._clicked(tag, entry, index, ScreenPoint(event.x_root, event.y_root))

    def _clicked(self, tag: str, entry: Entry, index: str, at: ScreenPoint) -> None:
        timeline = self._timeline
        match tag:
            case "hidden":
                timeline.reveal(entry)
            case "fold":
                timeline.fold(entry)
            case "quote":
                timeline.jump_to_original(entry)
            case "react":
                found = self._clickable.reaction(index)
                if found is not None:
                    timeline.acts.toggle(*found)
            case "really" | "keep":
                timeline.question.answer(tag == "really")
            case "name":
                timeline.acts.person(entry, at)
            case "retry":
                timeline.on_retry(entry)
            case _:
                timeline.on_discard(entry)

    def _avatar(self, entry: Entry, at: ScreenPoint) -> None:
        self._timeline.acts.person(entry, at)

    def _wheel(self, event: "tk.Event[tk.Misc]") -> str:
        self._timeline.scroll_pixels(round(wheel.turned(event) * self._theme.px(_NOTCH)))
        return "break"

    def _right(self, event: "tk.Event[tk.Misc]") -> str:
        index = f"@{event.x},{event.y}"
        on_link = self._clickable.tag(event.x, event.y) in ("link", EXCERPT)
        link = self._clickable.link(index) if on_link else ""
        self._menu.open(self._text.number_at(index), link, event.x_root, event.y_root)
        return "break"


def _copy_selecting(text: RowText) -> None:
    """Give the binding class what Text does for selecting with the mouse, and no more."""
    call, root = text.tk.call, text
    if root.tk.splitlist(call("bind", CLASS)):
        return
    for event in root.tk.splitlist(call("bind", "Text")):  # no words: Tk
        name = str(event)
        selecting = ("Button-1" in name or "B1-" in name) and "Key" not in name  # no words: Tk
        if selecting or name in ("<<SelectAll>>", "<<SelectNone>>"):
            call("bind", CLASS, name, call("bind", "Text", name))  # no words: Tk
