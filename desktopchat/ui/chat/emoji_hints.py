"""Completes `:name:` while one writes: the emoji whose names begin so, in a list above the field.

The field keeps the keyboard; `key` takes the keys that are about the list while it is open.
"""

import re
import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look import emoji_names
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.emoji_names import Named
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme

_MOST = 6  # emoji in the list
_ROW, _PICTURE, _PAD, _WIDTH = 30, 20, 6, 300  # pixels at 100 %
_BEGUN = re.compile(r"(?:^|[\s(]):([a-z+-][a-z0-9_+-]{1,40})$", re.IGNORECASE)
_WHOLE = re.compile(r"(?:^|[\s(]):([a-z0-9_+-]{1,40}):$", re.IGNORECASE)


def begun(before: str) -> str:
    """The name that is being typed at the end of a text, "" for none."""
    found = _BEGUN.search(before)
    return found[1] if found else ""


def whole(before: str) -> tuple[str, int]:
    """The emoji of a name that has just been closed with a colon, and how many characters to put
    it in place of; ("", 0) for none."""
    found = _WHOLE.search(before)
    sign = emoji_names.named(found[1]) if found else ""
    return (sign, len(found[1]) + 2) if found and sign else ("", 0)


class EmojiHints(tk.Canvas):
    """Hints for a Text; `over` is the widget above which they stand. on_used gets what was
    chosen."""

    def __init__(
        self,
        parent: tk.Misc,
        text: tk.Text,
        over: tk.Misc,
        theme: Theme,
        on_used: Callable[[str], object],
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self._text, self._over, self._theme, self._on_used = text, over, theme, on_used
        self._emoji, self._plates = Emoji(theme.root), Plates(self)
        self.rows: list[Named] = []
        """What is offered; [] while the list is not seen."""
        self._chosen = 0
        self._begun = ""  # what the names begin with
        self._refused = ""  # the name at which one has said no
        self.configure(cursor="hand2")
        self.bind("<Motion>", lambda event: self._choose(self._at(event.y)))
        self.bind("<ButtonRelease-1>", lambda event: self._take(self._at(event.y)))
        text.bind("<FocusOut>", lambda _event: self.hide(), add=True)
        for key in ("Left", "Right", "Home", "End"):
            text.bind(f"<KeyRelease-{key}>", lambda _event: self.typed(), add=True)

    def typed(self) -> None:
        """What stands before the cursor may have changed."""
        before = self._text.get("insert linestart", "insert")
        sign, length = whole(before)
        if sign:
            self._put(sign, length)
            return
        name = begun(before)
        if not name or name == self._refused:
            self.hide()
            return
        self._refused = ""
        self.rows, self._begun = emoji_names.search(name, _MOST), name
        self._chosen = 0
        self._show()

    def key(self, keysym: str) -> bool:
        """A key while the list may be open; whether it was about the list."""
        if not self.rows:
            return False
        match keysym:
            case "Up" | "Down":
                self._choose((self._chosen + (1 if keysym == "Down" else -1)) % len(self.rows))
            case "Return" | "KP_Enter" | "Tab":
                self._take(self._chosen)
            case "Escape":
                self._refused = begun(self._text.get("insert linestart", "insert"))
                self.hide()
            case _:
                return False
        return True

    def hide(self) -> None:
        if self.rows:
            self.rows = []
            self.place_forget()

    def _take(self, at: int) -> None:
        if at < len(self.rows):
            name = begun(self._text.get("insert linestart", "insert"))
            self._put(self.rows[at].sign, len(name) + 1)

    def _put(self, sign: str, length: int) -> None:
        text = self._text
        self.hide()
        text.edit_separator()
        text.replace(f"insert-{length}c", "insert", sign)  # one step for undo
        text.edit_separator()
        text.focus_set()
        self._on_used(sign)

    def _choose(self, at: int) -> None:
        if at != self._chosen and at < len(self.rows):
            self._chosen = at
            self._draw()

    def _at(self, y: int) -> int:
        return max(0, y - self._theme.px(_PAD)) // self._theme.px(_ROW)

    def _show(self) -> None:
        if not self.rows:
            self.place_forget()
            return
        px = self._theme.px
        self._draw()
        self.place(in_=self._over, x=0, y=-px(6), anchor="sw", bordermode="outside")
        tk.Misc.lift(self)

    def _draw(self) -> None:
        px, palette = self._theme.px, self._theme.palette
        width, high = px(_WIDTH), len(self.rows) * px(_ROW) + 2 * px(_PAD)
        self.configure(width=width, height=high, background=palette.page)
        self.delete("all")
        plate = self._plates.plate(
            palette.page, (width, high), px(8), palette.field, palette.edge, px(1)
        )
        self.create_image(0, 0, image=plate, anchor="nw")
        for at, one in enumerate(self.rows):
            top = px(_PAD) + at * px(_ROW)
            if at == self._chosen:
                size = (width - 2 * px(_PAD), px(_ROW))
                ground = self._plates.plate(palette.field, size, px(6), palette.selected)
                self.create_image(px(_PAD), top, image=ground, anchor="nw")
            image = self._emoji.image(one.sign, px(_PICTURE))
            middle = top + px(_ROW) // 2
            if image is not None:
                self.create_image(px(_PAD + 8), middle, image=image, anchor="w")
            left = px(_PAD + 8 + _PICTURE + 10)
            self.create_text(
                left,
                middle,
                text=self._fitting(
                    f":{emoji_names.shortcode(one, self._begun)}:", width - left - px(2 * _PAD)
                ),
                font=self._theme.font("body"),
                fill=palette.text,
                anchor="w",
            )

    def _fitting(self, words: str, room: int) -> str:
        font = self._theme.font("body")
        if font.measure(words) <= room:
            return words
        while words and font.measure(f"{words}…") > room:
            words = words[:-1]
        return f"{words}…"
