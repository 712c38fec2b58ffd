"""Who I am for others: my name, what I say of myself, and whether I am here."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.client.session.profile import STATUS_MOST
from desktopchat.irc.names import nick_from_name
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.person_facts import PersonFacts
from desktopchat.ui.sheets.person_card import PICTURE, WIDE
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr


class OwnCard(Sheet):
    """at: the place of the screen that it opens beside. on_name and on_status get what was changed,
    when it is done; on_status None: the host keeps none. on_away: I am away now, or back.
    on_picture: I want another picture beside my name; None where the host keeps none."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        facts: PersonFacts,
        *,
        at: tuple[int, int] | None,
        on_name: Callable[[str], object],
        on_status: Callable[[str], object] | None,
        on_away: Callable[[bool], object],
        on_picture: Callable[[], object] | None,
    ) -> None:
        super().__init__(root, theme, width=WIDE)
        px = theme.px
        self._avatars = avatars
        self._on_name, self._on_status = on_name, on_status
        self.nick, self._was = facts.nick, facts
        self.body.columnconfigure(1, weight=1)
        self._picture = ttk.Label(self.body)
        self._picture.grid(row=0, column=0, padx=(0, px(12)), sticky="w")
        if on_picture is not None:
            change = ttk.Button(
                self.body, text=tr("Picture…"), style="Link.TButton", command=on_picture
            )
            change.bind("<Return>", lambda _event: change.invoke())
            change.grid(row=1, column=0, padx=(0, px(12)))
        self.name = Field(self.body, theme, tr("Your name"), on_enter=self._done)
        self.name.text = facts.name
        self.name.grid(row=0, column=1, sticky="ew")
        self.status = Field(
            self.body, theme, tr("Status"), hint=tr("What others should know"), on_enter=self._done
        )
        self.status.text = facts.status
        if on_status is not None:
            self.status.grid(row=2, column=0, columnspan=2, sticky="ew", pady=(px(16), 0))
        row = ttk.Frame(self.body, style="TFrame")
        row.grid(row=3, column=0, columnspan=2, sticky="ew", pady=(px(16), 0))
        row.columnconfigure((0, 1), weight=1, uniform="presence")
        self.here = ttk.Button(row, text=tr("Here"), command=lambda: on_away(False))
        self.here.grid(row=0, column=0, sticky="ew", padx=(0, px(4)))
        self.away = ttk.Button(row, text=tr("Away"), command=lambda: on_away(True))
        self.away.grid(row=0, column=1, sticky="ew", padx=(px(4), 0))
        self.add_button(tr("Done"), self._done, "Accent.TButton")
        for button in (self.here, self.away):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
        self.show(facts)
        self.open(self.name.entry if on_status is None else self.status.entry, at=at)

    def show(self, facts: PersonFacts) -> None:
        """Say how I am there now; what is being written stays."""
        picture = self._avatars.image(facts.nick, facts.name, self._theme.px(PICTURE), "page")
        self._picture.configure(image=picture)
        away = facts.presence == "away"
        self.here.configure(style="TButton" if away else "Accent.TButton")
        self.away.configure(style="Accent.TButton" if away else "TButton")

    def has_unsaved(self) -> bool:
        return (self.name.text, self.status.text) != (self._was.name, self._was.status)

    def _done(self) -> None:
        name, status = " ".join(self.name.text.split()), " ".join(self.status.text.split())
        if not nick_from_name(name):
            self.name.say_wrong(tr("A name needs a letter or a digit, of any script."))
            return
        if len(status) > STATUS_MOST:
            self.status.say_wrong(tr("A status has up to {n} characters.", n=STATUS_MOST))
            return
        self.close()
        if name != self._was.name:
            self._on_name(name)
        if self._on_status is not None and status != self._was.status:
            self._on_status(status)
