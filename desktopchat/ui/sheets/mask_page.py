"""A page of a room's settings with whom its lists name: shown, added, taken off."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from tkinter import ttk

from desktopchat.client.model.administration import ListedMask
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import Scrolled
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.words import dates, tr, tr_noop

Add = tuple[str, Callable[[str], object]]  # what its button says, what it does with a name

ASKING = tr_noop("Asking the host…")


class MaskPage:
    """adds: the ways to put somebody there. on_lift(row): take it off. nothing: what is said when
    nobody is on the lists."""

    def __init__(
        self,
        page: ttk.Frame,
        theme: Theme,
        avatars: Avatars,
        scrolled: Scrolled,
        *,
        adds: Sequence[Add],
        on_lift: Callable[[ListedMask], object],
        nothing: str,
    ) -> None:
        px = theme.px
        self._on_lift, self._nothing = on_lift, nothing
        self._rows: dict[str, ListedMask] = {}
        page.rowconfigure(0, weight=1)
        self.picks = PickList(
            page, theme, avatars, acts=[(tr("Take off the list"), "TButton", self._lift)], seen=5
        )
        self.picks.grid(row=0, sticky="nsew")
        self.picks.give_room(scrolled)
        self.picks.show([], tr(ASKING))
        row = ttk.Frame(page, style="TFrame")
        row.grid(row=1, sticky="ew", pady=(px(12), 0))
        row.columnconfigure(0, weight=1)
        self.who = Field(row, theme, "", hint=tr("A name, or an address such as *!*@10.0.0.7"))
        self.who.grid(row=0, column=0, columnspan=len(adds) + 1, sticky="ew", pady=(0, px(8)))
        self.adds: list[ttk.Button] = []
        for column, (words, add) in enumerate(adds, 1):
            button = ttk.Button(row, text=words, command=partial(self._add, add))
            button.grid(row=1, column=column, padx=(px(8), 0), sticky="n")
            self.adds.append(button)

    def show(self, lists: Mapping[str, Sequence[ListedMask]]) -> int:
        """The lists are here, each by what it does in a word; gives how many rows they have."""
        self._rows = {f"{what} {row.mask}": row for what, rows in lists.items() for row in rows}
        self.picks.show(
            [
                Row(
                    key=key,
                    text=row.who,
                    note=key.removesuffix(f" {row.mask}"),
                    detail=_since(row) or row.mask,
                    tip=row.mask,
                )
                for key, row in self._rows.items()
            ],
            self._nothing,
        )
        return len(self._rows)

    def _lift(self, key: str) -> None:
        self._on_lift(self._rows[key])

    def _add(self, add: Callable[[str], object]) -> None:
        who = self.who.text.strip()
        if not who or " " in who:
            self.who.say_wrong(tr("Write a name, or an address such as *!*@10.0.0.7."))
            return
        add(who)
        self.who.text = ""


def _since(row: ListedMask) -> str:
    when = dates.short_moment(row.time.astimezone()) if row.time is not None else ""
    if row.by and when:
        return tr("by {name} since {when}", name=row.by, when=when)
    if row.by:
        return tr("by {name}", name=row.by)
    return tr("since {when}", when=when) if when else ""
