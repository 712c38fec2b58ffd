"""Files and folders dropped onto a conversation: while they are over it, it says what would happen;
then the sheet asks."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.file_drop import FileDrop
from desktopchat.ui.parts.take_away import take_away
from desktopchat.words import tr

if TYPE_CHECKING:
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.sharing import Sharing

_LINE = 2  # pixels at 100 % of the hint's border


class Dropping:
    """Of one page. middle: what the hint covers."""

    def __init__(self, page: tk.Misc, middle: tk.Misc, context: Context, sharing: Sharing) -> None:
        self._page, self._middle = page, middle
        self._context, self._sharing = context, sharing
        self._hint: DropHint | None = None
        # Once the page is seen: loading takes a while.
        self._loading = page.after_idle(self._begin)
        page.bind("<Destroy>", self._gone, add=True)

    @property
    def words(self) -> str:
        """What the hint says; "" where there is none."""
        return self._hint.words if self._hint is not None else ""

    def _begin(self) -> None:
        self._loading = ""
        FileDrop(self._page, on_enter=self._entered, on_leave=self._left, on_drop=self._dropped)

    def _gone(self, event: tk.Event[tk.Misc]) -> None:
        if event.widget is self._page and self._loading:
            self._page.after_cancel(self._loading)

    def _entered(self) -> bool:
        conversation = self._context.active
        if conversation is None or self._context.sheets.current is not None:
            return False
        possible = self._sharing.possible
        if self._hint is None:
            self._context.focus()  # tkdnd has given it to the page
            heading = tr("Drop here to share in {title}", title=conversation.title)
            self._hint = DropHint(
                self._middle,
                self._context.theme,
                heading if possible else tr("This chat takes no files"),
                tr("It is shown first. Nothing is sent yet.") if possible else "",
                self._left,
            )
        return possible

    def _left(self) -> None:
        if self._hint is not None:
            take_away(self._hint)
            self._hint = None

    def _dropped(self, paths: list[Path]) -> None:
        if self._context.sheets.current is not None:
            return
        if not paths:
            self._context.warn(tr("Only files and folders of this computer can be dropped here."))
            return
        self._page.focus_force()  # words that are typed now belong to what was dropped
        self._sharing.ask(paths)


class DropHint(tk.Frame):
    """Covers a part of the page. on_over: the mouse moves over it, so nothing is dragged any more
    (the program that did may have ended)."""

    def __init__(
        self,
        over: tk.Misc,
        theme: Theme,
        heading: str,
        words: str,
        on_over: Callable[[], object],
    ) -> None:
        px, palette = theme.px, theme.palette
        super().__init__(over, background=palette.accent, takefocus=False)
        self.words = heading
        card = ttk.Frame(self, style="Bar.TFrame")
        card.pack(fill="both", expand=True, padx=px(_LINE), pady=px(_LINE))
        middle = ttk.Frame(card, style="Bar.TFrame")
        middle.place(relx=0.5, rely=0.5, anchor="center")
        title = ttk.Label(middle, text=bidi.visual(heading, 0), style="Bar.TLabel")
        title.configure(font=theme.font("heading"))
        title.pack()
        if words:
            ttk.Label(middle, text=words, style="Bar.TLabel").pack(pady=(px(8), 0))
        for widget in (self, card, middle):
            widget.bind("<Motion>", lambda _event: on_over())
        self.place(x=0, y=0, relwidth=1, relheight=1)
        self.lift()
