"""What is about to be sent, before anything of it goes: each picture, file and folder, and words to
go with them. Nothing goes by one key alone: Enter with no words written goes to *Send*."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.files.sizes import size_words
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.outgoing import Choices, Outgoing, Preparing
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.sheets.outgoing_row import OutgoingRow, kind_of
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import number, tr, trn

_LISTED = 24  # files with a row of their own; the others are counted
_WIDE, _HIGH = 376, 0.35  # one picture alone: pixels at 100 %, and of the window's height
_SMALL = 40  # pixels at 100 % of a picture in a row
_LOOK = 50  # milliseconds between two looks at what the thread has found

OnSend = Callable[[str, list[Outgoing], Choices], str]
"""Gets the words, what goes, and how; gives what is wrong or ""."""


class SendFiles(Sheet):
    """place: where they would go. ask_most: as in `Preparing`. on_left: gets the words of a sheet
    that is left, which may have taken longer to write than the files to choose."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        items: Sequence[Outgoing],
        *,
        place: str,
        on_send: OnSend,
        ask_most: Callable[[], int | None] = lambda: None,
        on_left: Callable[[str], object] = lambda _words: None,
    ) -> None:
        super().__init__(root, theme, width=440)
        px = theme.px
        self._items, self._on_send, self._on_left = list(items), on_send, on_left
        self._alone = len(self._items) == 1
        high = int(root.winfo_toplevel().winfo_height() * _HIGH)
        box = (px(_WIDE), high) if self._alone else (px(_SMALL), px(_SMALL))
        self._preparing = Preparing(self._items, box, ask_most)
        self._icons = Icons(theme)
        self._looking = ""  # the callback of the next look
        self._rows: list[OutgoingRow] = []
        self.body.columnconfigure(0, weight=1)
        self._title = self.heading("")
        WrappedLabel(self.body, tr("To {place}", place=place), "Dim.TLabel").grid(
            row=0, sticky="ew", pady=(0, px(12))
        )
        self._picture = ttk.Label(self.body, anchor="center")
        self._list = ttk.Frame(self.body, style="TFrame")
        self._list.grid(row=2, sticky="ew")
        self._list.columnconfigure(0, weight=1)
        self._more = ttk.Label(self._list, style="Small.TLabel")
        self.smaller, self.removes = tk.BooleanVar(self, False), tk.BooleanVar(self, True)
        above = ttk.Frame(self.foot, style="TFrame")  # in sight however many there are
        above.columnconfigure(0, weight=1)
        self._smaller_box = self._box(above, tr("Make pictures smaller"), self.smaller)
        self._removes_box = self._box(
            above, tr("Remove place and camera data of photos"), self.removes
        )
        self.caption = Field(above, theme, "", hint=tr("Add a message"), on_enter=self._entered)
        self.caption.grid(row=2, sticky="ew", pady=(px(12), 0))
        self.total = self.foot_words()
        self.cancel = self.add_button(tr("Cancel"), self.close)
        self.button = self.add_button(tr("Send"), self._send, "Accent.TButton")
        above.grid(row=0, columnspan=self.foot.grid_size()[0], sticky="ew")
        self._fill()
        self._changed()
        self.open(self.caption.entry)

    def bind_keys(self, widget: tk.Misc) -> None:
        super().bind_keys(widget)
        self.type_into(self.caption, widget)  # and not to a button

    def _box(self, parent: tk.Misc, words: str, variable: tk.BooleanVar) -> ttk.Checkbutton:
        return ttk.Checkbutton(parent, text=words, variable=variable, command=self._changed)

    # what is in it

    @property
    def choices(self) -> Choices:
        return Choices(self.smaller.get(), not self.removes.get())

    @property
    def going(self) -> list[Outgoing]:
        """Those that can be sent, as far as that is known."""
        return [one for one in self._items if not self._wrong(one)]

    def _wrong(self, one: Outgoing) -> str:
        if one.look is not None and one.look.wrong:
            return one.look.wrong
        most = self._preparing.most
        if most is not None and one.size(self.choices) > most:
            return tr(
                "It is too large: files here may have {size} at most.",
                size=size_words(most),
            )
        return ""

    def _take_out(self, one: Outgoing) -> None:
        self._items.remove(one)
        one.clear()
        if not self._items:
            self.close()
            return
        self._fill()
        self._changed()
        self.caption.entry.focus_set()

    def _fill(self) -> None:
        """A row for each, the first ones."""
        for row in self._rows:
            take_away(row)
        self._rows = [
            OutgoingRow(self._list, self._theme, self._icons, one, self._take_out)
            for one in self._items[:_LISTED]
        ]
        for place, row in enumerate(self._rows):
            row.grid(row=place, sticky="ew", pady=(0, self._theme.px(6)))
            for widget in self._all(row):
                self.bind_keys(widget)

    def _changed(self) -> None:
        """Something was chosen or taken out."""
        self._preparing.want(self._items, self.choices)
        self._show()

    def _show(self) -> None:
        """Say what is known so far, and look again while more may come."""
        busy = self._preparing.busy
        choices = self.choices
        picture = self._show_picture()
        for row in self._rows:
            row.show(choices, self._wrong(row.item), small=not picture, alone=self._alone)
        more = self._items[len(self._rows) :]
        if more:
            size = sum(one.size(choices) for one in more)
            self._more.configure(
                text=tr("and {n} more, {size}", n=number(len(more)), size=size_words(size))
            )
            self._more.grid(row=_LISTED, sticky="w")
        else:
            self._more.grid_remove()
        self._show_boxes()
        self._show_total(choices)
        if busy and not self._looking:
            self._looking = self.after(_LOOK, self._look)

    def _look(self) -> None:
        self._looking = ""
        self._show()

    def _show_picture(self) -> bool:
        """Whether there is one thing only, a picture, which is shown large."""
        look = self._items[0].look
        if not self._alone or look is None or look.picture is None:
            return False
        if not self._picture.winfo_manager():
            # Kept here: Tk keeps none that Python has let go.
            self._image = tk.PhotoImage(master=self, data=look.picture.png)
            self._picture.configure(image=self._image)
            self._picture.grid(row=1, pady=(0, self._theme.px(12)))
        return True

    def _show_boxes(self) -> None:
        looks = [one.look for one in self._items if one.look is not None]
        for row, box, wanted in (
            (0, self._smaller_box, any(one.can_be_smaller for one in self._items)),
            (1, self._removes_box, any(look.tells for look in looks)),
        ):
            if wanted:
                box.grid(row=row, sticky="w", pady=(self._theme.px(8), 0))
            else:
                box.grid_remove()

    def _show_total(self, choices: Choices) -> None:
        going = self.going
        self._title.configure(text=_heading(going or self._items))
        self.button.state(["!disabled" if going else "disabled"])
        if any(one.look is None for one in self._items):
            self.total.configure(text=tr("Looking…"))
            return
        words = size_words(sum(one.size(choices) for one in going)) if going else ""
        left = len(self._items) - len(going)
        if left and going:
            words = trn(
                "{size}, without {n} that can't be sent",
                "{size}, without {n} that can't be sent",
                left,
                size=words,
            )
        if self._preparing.most is not None:
            limit = tr("Files up to {size} each", size=size_words(self._preparing.most))
            words = f"{words}\n{limit}".lstrip()
        self.total.configure(text=words)

    # sending

    def _entered(self) -> None:
        if self.caption.text.strip():
            self._send()
        else:
            self.button.focus_set()

    def _send(self) -> None:
        going = self.going
        if not going:
            return
        wrong = self._on_send(self._words, going, self.choices)
        if wrong:
            self.caption.say_wrong(wrong)
            return
        self._items = [one for one in self._items if one not in going]
        super().close()

    @property
    def _words(self) -> str:
        return " ".join(self.caption.text.split())

    def has_unsaved(self) -> bool:
        return bool(self._words)

    def close(self) -> None:
        """It is left, and nothing of it goes."""
        words = self._words
        super().close()
        if words:
            self._on_left(words)

    def leave(self) -> None:
        self._look_no_more()
        super().leave()

    def _look_no_more(self) -> None:
        if self._looking:
            self.after_cancel(self._looking)
            self._looking = ""

    def destroy(self) -> None:
        """However it goes, nothing that was not sent stays on the disk."""
        self._look_no_more()
        self._preparing.close()
        for one in self._items:
            one.clear()
        super().destroy()


def _heading(items: Sequence[Outgoing]) -> str:
    kinds, count = {kind_of(one) for one in items}, len(items)
    if kinds == {"picture"}:
        return trn("Send this picture?", "Send these {n} pictures?", count)
    if kinds == {"folder"}:
        return trn("Send this folder?", "Send these {n} folders?", count)
    if "folder" in kinds:
        return tr("Send these {n} things?", n=number(count))
    return trn("Send this file?", "Send these {n} files?", count)
