"""Pasting into the composer: where the cursor was, one step to undo, and never more than a text
field can lay out at once. What is longer can go as a file.

A paste is on its way for some milliseconds (seconds, when the owner is slow): what is typed
meanwhile comes behind it, and Enter waits for it.
"""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.clipboard import Clipboard, Files, Found, Nothing, PastedText, Picture
from desktopchat.words import number, tr

# A Text lays a line out anew at each letter: 2 ms with 4,000 characters, 2 s with 100,000.
LINE_MOST, TEXT_MOST = 4000, 20_000  # characters
_WIDE, _HIGH = 376, 0.35  # a preview: pixels at 100 %, and of the window's height


class Pasting:
    """on_media: pictures or files are to be shared. on_file: a text is to be shared as a file;
    gives what is wrong, or "". on_say: says why there is nothing. on_enter: Enter was pressed
    before the paste had come."""

    def __init__(
        self,
        text: tk.Text,
        bar: "LongBar",
        theme: Theme,
        *,
        on_media: Callable[[Picture | Files], object],
        on_file: Callable[[str], str],
        on_say: Callable[[str], object],
        on_enter: Callable[[], object],
    ) -> None:
        self._text, self._bar, self._theme = text, bar, theme
        self._on_media, self._on_file, self._on_say = on_media, on_file, on_say
        self._on_enter = on_enter
        self._clipboard = Clipboard(text)
        self._enter_waits = False
        self._number = 0
        self._marks: set[str] = set()  # of pastes on their way; one that is gone is not wanted
        bar.file.configure(command=self._send_file)
        bar.part.configure(command=self._insert_part)
        bar.close.configure(command=self.dismiss)
        text.bind("<<Paste>>", self._paste)
        text.bind("<<PasteSelection>>", self._paste_selection)

    # what the composer calls

    @property
    def busy(self) -> bool:
        """Whether a paste is on its way."""
        return bool(self._marks)

    def enter(self) -> bool:
        """Enter was pressed: whether it has to wait, for on_enter, until a paste has come."""
        self._enter_waits = self.busy
        return self._enter_waits

    def forget(self) -> None:
        """The text becomes another one: what is on its way does not belong to it."""
        for mark in self._marks:
            self._text.mark_unset(mark)
        self._marks.clear()
        self._enter_waits = False

    @property
    def offered(self) -> str:
        """The long text that is asked about, "" for none."""
        return self._bar.words

    def offer(self, words: str) -> None:
        """Ask what is to become of a long text; "" asks nothing more."""
        self._bar.show(words)

    def dismiss(self) -> None:
        self.offer("")
        self._text.focus_set()

    # inside

    def _paste(self, _event: "tk.Event[tk.Misc]") -> str:
        self._ask("CLIPBOARD")
        return "break"

    def _paste_selection(self, event: "tk.Event[tk.Misc]") -> str:
        """The middle button pastes where it was pressed, what is selected somewhere."""
        self._text.mark_set("insert", f"@{event.x},{event.y}")
        self._text.focus_set()
        self._ask("PRIMARY")
        return "break"

    def _ask(self, selection: str) -> None:
        self._number += 1
        mark = f"paste{self._number}"
        # In a low window the sheet's buttons stay in reach, whatever the picture.
        high = int(self._text.winfo_toplevel().winfo_height() * _HIGH)
        clipboard = selection == "CLIPBOARD"
        began = self._clipboard.ask(
            lambda found: self._found(mark, found, replaces=clipboard),
            selection=selection,
            box=(self._theme.px(_WIDE), high) if clipboard else None,
        )
        if began:
            self._text.mark_set(mark, "insert")
            self._text.mark_gravity(mark, "left")  # what is typed meanwhile comes behind it
            self._marks.add(mark)

    def _found(self, mark: str, found: Found, *, replaces: bool) -> None:
        if mark not in self._marks:
            return
        self._marks.discard(mark)
        enter, self._enter_waits = self._enter_waits and not self._marks, False
        at = self._text.index(mark)
        self._text.mark_unset(mark)
        if isinstance(found, PastedText):
            if self._fits(at, found.text):
                self._insert(at, found.text, replaces=replaces)
                if enter:
                    self._on_enter()
            else:
                self.offer(found.text)
        elif isinstance(found, Nothing):
            if found.why:
                self._on_say(found.why)
            elif enter:
                self._on_enter()
        else:
            self._on_media(found)

    def _insert(self, at: str, words: str, *, replaces: bool) -> None:
        text = self._text
        text.edit_separator()
        # One step to undo, however many changes it is made of.
        text.configure(autoseparators=False)
        if replaces and text.tag_ranges("sel"):
            if text.compare("sel.first", "<=", at) and text.compare(at, "<=", "sel.last"):
                at = text.index("sel.first")
            text.delete("sel.first", "sel.last")
        text.insert(at, words)
        text.configure(autoseparators=True)
        text.edit_separator()
        text.see("insert")

    def _fits(self, at: str, words: str) -> bool:
        return len(words) <= self._room(at, words)

    def _room(self, at: str, words: str) -> int:
        """How many of the words' characters the text can take at a place."""
        there = len(self._text.get("1.0", "end-1c"))
        begun = len(self._text.get(f"{at} linestart", at))
        behind = len(self._text.get(at, f"{at} lineend"))
        room = 0
        for at_line, line in enumerate(words.split("\n")):
            most = LINE_MOST - (begun if at_line == 0 else 0)
            if len(line) > most:
                room += max(0, most)
                break
            room += len(line) + 1
        else:
            room -= 1  # no line end behind the last one
            if len(line) + behind > LINE_MOST:
                room -= len(line) + behind - LINE_MOST
        return max(0, min(room, TEXT_MOST - there))

    def _send_file(self) -> None:
        wrong = self._on_file(self.offered)
        self._on_say(wrong)
        if not wrong:
            self.dismiss()

    def _insert_part(self) -> None:
        words, at = self.offered, self._text.index("insert")
        part = words[: self._room(at, words)]
        self.dismiss()
        self._insert(at, part, replaces=False)
        said = tr(
            "These are the first {part} of {n} characters.",
            part=number(len(part)),
            n=number(len(words)),
        )
        # Once the composer has seen the change, at which it takes away what it said before.
        self._text.after_idle(lambda: self._on_say(said))


class LongBar(ttk.Frame):
    """What was pasted is long: send it as a file, or take its beginning?"""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        px = theme.px
        super().__init__(parent, style="Bar.TFrame", padding=(px(12), px(4)))
        self.words = ""
        self.columnconfigure(0, weight=1)
        self._label = ttk.Label(self, style="Bar.TLabel", anchor="w", width=1)
        self._label.grid(row=0, column=0, sticky="ew")
        self.file = self._button(tr("Send as a file"), 1)
        self.part = self._button(tr("Insert the first part"), 2)
        self.close = self._button(tr("Cancel"), 3)

    def _button(self, words: str, column: int) -> ttk.Button:
        button = ttk.Button(self, text=words, style="Bar.Link.TButton")
        button.bind("<Return>", lambda _event: button.invoke())
        button.bind("<Escape>", lambda _event: self.close.invoke())
        button.grid(row=0, column=column)
        return button

    @property
    def said(self) -> str:
        return str(self._label.cget("text")) if self.words else ""

    def show(self, words: str) -> None:
        """Ask about a text; "" goes away."""
        self.words = words
        if words:
            self._label.configure(text=tr("Long text: {n} characters", n=number(len(words))))
            self.grid()
        else:
            self.grid_remove()
