"""Who somebody is: a small card beside where one clicked, with what one does with them."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.plates import Plates
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.person_facts import PersonFacts
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

WIDE, PICTURE = 300, 64  # pixels at 100 %


class PersonCard(Sheet):
    """at: the place of the screen that it opens beside. on_mention: None where there is no room to
    mention them in; on_more gets where its menu opens."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        facts: PersonFacts,
        *,
        at: tuple[int, int] | None,
        on_message: Callable[[], object],
        on_mention: Callable[[], object] | None,
        on_more: Callable[[int, int], object],
    ) -> None:
        super().__init__(root, theme, width=WIDE)
        px = theme.px
        self._avatars, self._plates, self._icons = avatars, Plates(self), Icons(theme)
        self.nick = facts.nick
        self.body.columnconfigure(1, weight=1)
        self._picture = ttk.Label(self.body)
        self._picture.grid(row=0, column=0, rowspan=3, padx=(0, px(12)), sticky="n")
        self._name = WrappedLabel(self.body, style="Heading.TLabel")
        self._name.grid(row=0, column=1, sticky="sew")
        self._nick = WrappedLabel(self.body, style="Small.TLabel")
        self._nick.grid(row=1, column=1, sticky="new")
        self._presence = WrappedLabel(self.body, beside=px(8 + 4))
        self._presence.configure(compound="left")
        self._presence.grid(row=2, column=1, sticky="ew", pady=(px(4), 0))
        self._status = WrappedLabel(self.body)
        self._lines = WrappedLabel(self.body, style="Small.TLabel")
        self._warning = WrappedLabel(self.body, style="Error.TLabel")
        self._labels = (self._status, self._lines, self._warning)
        self._buttons(on_message, on_mention, on_more)
        self.show(facts)
        self.open(self.message, at=at)

    def _buttons(
        self,
        on_message: Callable[[], object],
        on_mention: Callable[[], object] | None,
        on_more: Callable[[int, int], object],
    ) -> None:
        px = self._theme.px
        row = ttk.Frame(self.foot, style="TFrame")
        row.grid(sticky="ew", pady=(px(16), 0))
        row.columnconfigure((0, 1), weight=1, uniform="acts")
        self.message = ttk.Button(row, text=tr("Message"), style="Accent.TButton")
        self.message.configure(command=lambda: self._leave_to(on_message))
        self.message.grid(row=0, column=0, sticky="ew", padx=(0, px(4)))
        if on_mention is not None:
            mention = ttk.Button(row, text=tr("Mention"))
            mention.configure(command=lambda: self._leave_to(on_mention))
            mention.grid(row=0, column=1, sticky="ew", padx=(px(4), 0))
        self.more = ttk.Button(row, image=self._icons.image("more"), style="Tool.TButton")

        def more() -> None:
            x, y = self.more.winfo_rootx(), self.more.winfo_rooty() + self.more.winfo_height()
            self._leave_to(lambda: on_more(x, y))

        self.more.configure(command=more)
        self.more.grid(row=0, column=2, padx=(px(8), 0))
        Tip(self.more, self._theme, tr("More: invite, role, mute, put out…"))
        for button in row.winfo_children():
            if isinstance(button, ttk.Button):
                button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]

    def _leave_to(self, act: Callable[[], object]) -> None:
        self.close()
        act()

    def show(self, facts: PersonFacts) -> None:
        """Say what is known now."""
        px, palette = self._theme.px, self._theme.palette
        picture = self._avatars.image(facts.nick, facts.name, px(PICTURE), "page")
        self._picture.configure(image=picture)
        self._name.configure(text=facts.name)
        nick = [f"@{facts.nick}"] if facts.nick != facts.name else []
        about = " · ".join([*nick, *facts.badges])
        self._nick.configure(text=about)
        if about:
            self._nick.grid()
        else:
            self._nick.grid_remove()
        here = facts.presence == "here"
        colour = palette.ok if here else palette.dim
        dot = self._plates.dot(palette.page, px(8), colour, hollow=not here)
        self._presence.configure(image=dot, text=f" {facts.words}")
        words = (facts.status, "\n".join(facts.lines), facts.warning)
        for place, (label, text) in enumerate(zip(self._labels, words, strict=True)):
            label.configure(text=text)
            if text:
                label.grid(
                    row=3 + place, column=0, columnspan=2, sticky="ew", pady=(px(12 - 4 * place), 0)
                )
            else:
                label.grid_remove()
