"""What the word at the cursor may become, in a list above the field while one writes.

The field keeps the keyboard; `key` takes the keys that are about the list while it is open. What
is offered comes from sources (`hint_sources`): emoji, people, rooms and commands.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import NamedTuple

from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.emoji import Emoji
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme

MOST = 6  # hints in the list
_ROW, _PICTURE, _PAD, _LEAST, _WIDTH = 30, 20, 6, 160, 380  # pixels at 100 %


class Hint(NamedTuple):
    """words: what the list shows, with a `detail` behind it. put: what is written in place of what
    was begun. sign: an emoji that is drawn before the words, "" for none."""

    words: str
    put: str
    detail: str = ""
    sign: str = ""


class HintMatches(NamedTuple):
    """The end of what stands before the cursor, for which there are hints. at_once: the first is
    to be put in without being asked for."""

    word: str
    hints: Sequence[Hint]
    at_once: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether one of the hints is just what is written."""
        return any(hint.put.rstrip(" :") == self.word for hint in self.hints)


Source = Callable[[str], HintMatches | None]
"""Gets what stands before the cursor, from the beginning of the text."""
_NOTHING = HintMatches("", ())


class Hints(tk.Canvas):
    """Hints for a Text; `over` is the widget above which they stand. on_used gets what was
    chosen."""

    def __init__(
        self,
        parent: tk.Misc,
        text: tk.Text,
        over: tk.Misc,
        theme: Theme,
        sources: Sequence[Source],
        on_used: Callable[[Hint], object],
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self._text, self._over, self._theme = text, over, theme
        self._sources, self._on_used = sources, on_used
        self._emoji, self._plates = Emoji(theme.root), Plates(self)
        self._begun = _NOTHING
        self._chosen = 0
        self._before = ""  # what stood before the cursor when these were found
        self._refused = ""  # the word at which one has said no
        self.configure(cursor="hand2")
        self.bind("<Motion>", lambda event: self._choose(self._at(event.y)))
        self.bind("<ButtonRelease-1>", lambda event: self._take(self._at(event.y)))
        text.bind("<FocusOut>", lambda _event: self.hide(), add=True)
        for key in ("Left", "Right", "Home", "End"):  # no words: keys
            text.bind(f"<KeyRelease-{key}>", lambda _event: self.typed(), add=True)

    @property
    def rows(self) -> Sequence[Hint]:
        """What is offered; nothing while the list is not seen."""
        return self._begun.hints

    def typed(self) -> None:
        """What stands before the cursor may have changed."""
        found = self._look()
        if found is None or not found.hints or found.at_once or found.word == self._refused:
            self.hide()
        else:
            self._refused = ""
            self._begun, self._chosen = found, 0
            self._show()

    def ended(self) -> None:
        """A sign was written that may end a name: what has one is put in its place at once."""
        found = self._look()
        if found is not None and found.at_once:
            self._put(found, found.hints[0])

    def _look(self) -> HintMatches | None:
        self._before = before = self._text.get("1.0", "insert")
        return next(filter(None, (source(before) for source in self._sources)), None)

    def key(self, keysym: str) -> bool:
        """A key while the list may be open; whether it was about the list."""
        self._catch_up()
        if not self.rows:
            return False
        match keysym:
            case "Up" | "Down":
                self._choose((self._chosen + (1 if keysym == "Down" else -1)) % len(self.rows))
            case "Return" | "KP_Enter" if self._begun.is_whole and not self._chosen:
                self.hide()
                return False  # it is written already: the key does what it does without a list
            case "Return" | "KP_Enter" | "Tab":
                self._take(self._chosen)
            case "Escape":
                self._refused = self._begun.word
                self.hide()
            case _:
                return False
        return True

    def hide(self) -> None:
        if self.rows:
            self._begun = _NOTHING
            self.place_forget()

    def _catch_up(self) -> None:
        """Keys can come faster than the field tells that it has changed: then what is offered is
        about less than what is written."""
        if self.rows and self._text.get("1.0", "insert") != self._before:
            self.typed()

    def _take(self, at: int) -> None:
        self._catch_up()
        if at < len(self.rows):
            self._put(self._begun, self.rows[at])

    def _put(self, begun: HintMatches, hint: Hint) -> None:
        text = self._text
        self.hide()
        text.edit_separator()
        text.replace(f"insert-{len(begun.word)}c", "insert", hint.put)  # one step for undo
        text.edit_separator()
        text.focus_set()
        self._on_used(hint)

    def _choose(self, at: int) -> None:
        if at != self._chosen and at < len(self.rows):
            self._chosen = at
            self._draw()

    def _at(self, y: int) -> int:
        return max(0, y - self._theme.px(_PAD)) // self._theme.px(_ROW)

    def _show(self) -> None:
        px = self._theme.px
        self._draw()
        self.place(in_=self._over, x=0, y=-px(6), anchor="sw", bordermode="outside")
        tk.Misc.lift(self)

    def _draw(self) -> None:
        px, palette = self._theme.px, self._theme.palette
        width = max(px(_LEAST), min(px(_WIDTH), self._over.winfo_width()))
        high = len(self.rows) * px(_ROW) + 2 * px(_PAD)
        self.configure(width=width, height=high, background=palette.page)
        self.delete("all")
        plate = self._plates.plate(
            palette.page, (width, high), px(8), palette.field, palette.edge, px(1)
        )
        self.create_image(0, 0, image=plate, anchor="nw")
        for at, hint in enumerate(self.rows):
            top = px(_PAD) + at * px(_ROW)
            if at == self._chosen:
                size = (width - 2 * px(_PAD), px(_ROW))
                ground = self._plates.plate(palette.field, size, px(6), palette.selected)
                self.create_image(px(_PAD), top, image=ground, anchor="nw")
            self._draw_hint(hint, top + px(_ROW) // 2, width - px(2 * _PAD))

    def _draw_hint(self, hint: Hint, middle: int, right: int) -> None:
        px, palette, body = self._theme.px, self._theme.palette, self._theme.font("body")
        left = px(_PAD + 8)
        if hint.sign:
            image = self._emoji.image(hint.sign, px(_PICTURE))
            if image is not None:
                self.create_image(left, middle, image=image, anchor="w")
            left += px(_PICTURE + 10)
        words = elided(hint.words, right - left, body.measure)
        self.create_text(
            left, middle, text=bidi.visual(words, 0), font=body, fill=palette.text, anchor="w"
        )
        left += body.measure(words) + px(12)
        if hint.detail and right - left > px(40):
            small = self._theme.font("small")
            detail = elided(hint.detail, right - left, small.measure)
            self.create_text(
                left,
                middle,
                text=bidi.visual(detail),
                font=small,
                fill=palette.dim,
                anchor="w",
            )
