"""The strip at the left of the timeline: each message's avatar, and the time under the pointer.

A canvas beside the text instead of images in it, so that an avatar may stand beside two lines and
wrapped lines need no indent. It follows whatever the text shows.
"""

import tkinter as tk
from collections.abc import Callable

from desktopchat.client.model import Entry, EntryKind
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.acts import ScreenPoint
from desktopchat.ui.timeline.rows import SPOKEN, clock
from desktopchat.ui.timeline.text import RowText

_FACE = "face"
_EDGE, _AVATAR, _GAP, _SMALL = 20, 36, 12, 20  # pixels at 100 %


class Gutter(tk.Canvas):
    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        text: RowText,
        entry_of: Callable[[int], Entry | None],
        name_of: Callable[[str], str],
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self._theme, self._avatars, self._text = theme, avatars, text
        self._entry_of, self._name_of = entry_of, name_of
        self._faces: dict[int, Entry] = {}  # whose avatar an item is
        self.hovered: int | None = None  # the row under the pointer
        self.current: int | None = None  # the row that the keyboard is on
        self.on_avatar: Callable[[Entry, ScreenPoint], object] = lambda _entry, _at: None
        self.tag_bind(_FACE, "<Button-1>", self._pressed)
        self.tag_bind(_FACE, "<Enter>", lambda _event: self.configure(cursor="hand2"))
        self.tag_bind(_FACE, "<Leave>", lambda _event: self.configure(cursor=""))
        self.restyle()

    def restyle(self) -> None:
        width = self._right + self._theme.px(_GAP)
        self.configure(width=width, background=self._theme.palette.page, height=1)

    @property
    def _right(self) -> int:
        """Where avatars and times end; the words begin a gap behind it."""
        return self._theme.px(_EDGE) + self._theme.px(_AVATAR)

    def draw(self) -> None:
        """Draw anew for what the text shows now."""
        self.delete("all")
        self._faces.clear()
        for number in self._text.visible():
            entry = self._entry_of(number)
            if entry is not None:
                self._draw_row(number, entry)

    def _draw_row(self, number: int, entry: Entry) -> None:
        text, px = self._text, self._theme.px
        begin, end = text.range_of(number)
        head = text.begin_of("head", number)
        body = text.begin_of("body", number) or begin
        if number == self.current:
            self._draw_bar(begin, end)
        if head is not None:
            top = text.top_of(head)
            if top is not None:
                top += px(14)
            else:  # the name is above the edge; the avatar hangs from it into what is seen
                top = text.top_of(body)
                if top is None:
                    return
                top -= self._theme.font("body").metrics("linespace") + px(2)
            self._put(entry, top, px(_AVATAR))
            return
        if entry.kind is EntryKind.ACTION:
            top = text.top_of(body)
            if top is not None:
                self._put(entry, top + px(9), px(_SMALL))
        elif number == self.hovered and entry.kind in SPOKEN:
            info = text.dlineinfo(body)
            if info is not None:
                self.create_text(
                    self._right,
                    info[1] + info[4] + self._theme.font("small").metrics("descent"),
                    text=clock(entry.time),
                    font=self._theme.font("small"),
                    fill=self._theme.palette.dim,
                    anchor="se",
                )

    def _draw_bar(self, begin: str, end: str) -> None:
        """Show where the keyboard is."""
        text, px = self._text, self._theme.px
        top, last = text.top_of(begin), text.dlineinfo(f"{end}-1c")
        low = text.winfo_height() if last is None else last[1] + last[3]
        self.create_rectangle(
            px(8), top or 0, px(8) + px(3), low, width=0, fill=self._theme.palette.accent
        )

    def _put(self, entry: Entry, top: int, size: int) -> None:
        name = self._name_of(entry.sender)
        image = self._avatars.image(entry.sender, name, size, "page")
        item = self.create_image(self._right, top, image=image, anchor="ne", tags=_FACE)
        self._faces[item] = entry

    def _pressed(self, event: "tk.Event[tk.Misc]") -> None:
        under = self.find_withtag("current")
        entry = self._faces.get(under[0]) if under else None
        if entry is not None:
            right = self.winfo_rootx() + self.winfo_width()
            self.on_avatar(entry, ScreenPoint(right, event.y_root))
