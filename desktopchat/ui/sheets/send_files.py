"""What was pasted, before anything of it is sent: the picture or the files, and words to go with
them. Nothing goes by one key alone: Enter with no words written goes to *Send*."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.irc.file_names import readable
from desktopchat.ui.look import bidi, emoji
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.clipboard import Files, Picture
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.sizes import size_words
from desktopchat.ui.sheets.sheet import Sheet

_LISTED = 6  # files; the others are counted
_END_SEEN = 14  # characters at the end of a name that is cut


class SendFiles(Sheet):
    """place: where they would go. on_send gets the words, and gives what is wrong or ""."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        what: Picture | Files,
        *,
        place: str,
        on_send: Callable[[str], str],
    ) -> None:
        super().__init__(root, theme, width=420)
        px = theme.px
        self._on_send = on_send
        self.body.columnconfigure(0, weight=1)
        if isinstance(what, Picture):
            heading = "Send this picture?"
        else:
            count = sum(file.size is not None for file in what.files)
            heading = f"Send these {count} files?" if count > 1 else "Send this file?"
        self.heading(heading)
        WrappedLabel(self.body, f"To {place}", "Dim.TLabel").grid(
            row=1, sticky="ew", pady=(0, px(12))
        )
        if isinstance(what, Picture):
            self._show_picture(what)
        else:
            self._list(what)
        self.caption = Field(self.body, theme, "", hint="Add a message", on_enter=self._entered)
        self.caption.grid(row=3, sticky="ew", pady=(px(12), 0))
        self.cancel = self.add_button("Cancel", self.close)
        self.button = self.add_button("Send", self._send, "Accent.TButton")
        self.open(self.caption.entry)

    def _show_picture(self, what: Picture) -> None:
        px, small = self._theme.px, what.preview
        # Kept here: Tk keeps none that Python has let go.
        self._image = tk.PhotoImage(master=self, data=small.png)
        rows = ttk.Frame(self.body, style="TFrame")
        rows.grid(row=2)
        ttk.Label(rows, image=self._image).grid(row=0)
        words = f"{small.width} × {small.height} pixels, {size_words(len(what.data))}"
        ttk.Label(rows, text=words, style="Small.TLabel").grid(row=1, pady=(px(8), 0))

    def _list(self, what: Files) -> None:
        theme, px = self._theme, self._theme.px
        rows = ttk.Frame(self.body, style="TFrame")
        rows.grid(row=2, sticky="ew")
        rows.columnconfigure(0, weight=1)
        for number, file in enumerate(what.files[:_LISTED]):
            size = size_words(file.size) if file.size is not None else "a folder: pack it first"
            _Name(rows, theme, file.path.name).grid(
                row=number, column=0, sticky="ew", pady=(0, px(4))
            )
            ttk.Label(rows, text=size, style="Small.TLabel").grid(
                row=number, column=1, sticky="e", padx=(px(8), 0)
            )
        more = len(what.files) - _LISTED
        if more > 0:
            ttk.Label(rows, text=f"and {more} more", style="Small.TLabel").grid(
                row=_LISTED, sticky="w"
            )

    def _entered(self) -> None:
        if self.caption.text.strip():
            self._send()
        else:
            self.button.focus_set()

    def _send(self) -> None:
        wrong = self._on_send(" ".join(self.caption.text.split()))
        if wrong:
            self.caption.say_wrong(wrong)
        else:
            self.close()


class _Name(ttk.Label):
    """A file's name in the room that there is."""

    def __init__(self, parent: tk.Misc, theme: Theme, name: str) -> None:
        # Without colour emoji, which in a label may bring X11 down.
        said = "".join(part for part, is_emoji in emoji.pieces(readable(name)) if not is_emoji)
        self._whole, self._measure = " ".join(said.split()), theme.font("body").measure
        # A width of its own, so that a long name is cut instead of widening the sheet.
        super().__init__(parent, text=bidi.visual(self._whole, 0), anchor="w", width=1)
        self.bind("<Configure>", self._fit)

    def _fit(self, event: "tk.Event[tk.Misc]") -> None:
        shown = elided(self._whole, event.width, self._measure, _END_SEEN)
        self.configure(text=bidi.visual(shown, 0))
