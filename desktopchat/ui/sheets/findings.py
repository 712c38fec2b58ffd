"""What a sheet has found: a list of it, or why there is none, and how far was looked."""

from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.ask_field import AskField
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import Scrolled, WrappedLabel
from desktopchat.words import trn

_HEIGHT, _LEAST = 380, 110  # pixels of the list at 100 %: wanted, and where there is little room
_GAP = 8  # pixels at 100 %


class Findings(ttk.Frame):
    """entry: what is typed into it is looked for, and its keys choose in the list. keys: a hint
    below all, what they are. on_open and on_menu get the key of a row."""

    def __init__(
        self,
        scrolled: Scrolled,
        theme: Theme,
        avatars: Avatars,
        entry: AskField,
        *,
        keys: str,
        on_open: Callable[[str], None],
        on_menu: Callable[[str, int, int], None] | None = None,
    ) -> None:
        super().__init__(scrolled.inner, style="TFrame")
        px = theme.px
        self.columnconfigure(0, weight=1)
        self.list = RowList(
            self,
            theme,
            avatars,
            ground="page",
            two_lines=True,
            leads=True,
            on_open=on_open,
            on_menu=on_menu,
            on_drawn=self._say_reach,
        )
        scrolled.give(self.list.canvas, px(_HEIGHT), px(_LEAST))
        self.list.grid(row=0, sticky="ew")
        self._empty = EmptyWords(self, theme, self.list)
        self._looked = ""
        self._reach = WrappedLabel(self, "\n", "Dim.TLabel")
        # It may take two lines where it is narrow; the list does not move for that.
        self.rowconfigure(1, minsize=self._reach.winfo_reqheight() + px(_GAP))
        self._reach.configure(text="")
        for row, label in enumerate((self._reach, WrappedLabel(self, keys, "Small.TLabel")), 1):
            label.grid(row=row, sticky="new", pady=(px(_GAP), 0))
        entry.lead(self.list)

    @property
    def said(self) -> str:
        """What stands in place of rows, "" where there are any."""
        return self._empty.words

    @property
    def reach(self) -> str:
        """How far was looked, in the line at the foot."""
        return str(self._reach.cget("text")).strip()

    def ask(self, why: str = "") -> None:
        """Nothing is found yet of another question. why: none can be, in words."""
        self.list.set_rows([])  # another question begins at the top
        self._looked = ""
        self._say_reach()
        if why:
            self._empty.say(why)

    def show(self, rows: Sequence[Row], *, reach: str, nothing: str) -> None:
        """What was found, once or more often; what is there already stays where it is. reach: how
        far was looked, in words. nothing: what is said where there are no rows."""
        self.list.set_rows(rows, still=True)
        if not self.list.current:
            self.list.move(1)
        self._looked = reach
        self._say_reach()
        self._empty.say("" if rows else nothing)

    def _say_reach(self) -> None:
        newer = sum(not row.heading for row in self.list.rows[: self.list.above])
        above = trn("{n} newer above", "{n} newer above", newer) if newer else ""
        self._reach.configure(text=" · ".join(filter(None, (above, self._looked))) or " ")
