"""The card of the first window that starts a chat on this computer."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.irc.names import channel_from_title
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.start.card import StartCard
from desktopchat.words import tr


def _new() -> tuple[str, str, str]:
    return (
        tr("Host a chat"),
        tr("Others on this network see it in their list."),
        tr("Start hosting"),
    )


class HostCard(StartCard):
    """A room's title, a password if one is wanted, and *Start hosting*; or the way back to a chat
    that still runs here, and its end (on_end)."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        on_go: Callable[[], object],
        on_cancel: Callable[[], object],
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent, theme, *_new(), on_go, on_cancel)
        px = theme.px
        self.title_field = Field(self, theme, tr("Room"), ground="Card", on_enter=on_go)
        self.title_field.grid(row=2, sticky="ew")
        self.password_field = Field(
            self,
            theme,
            tr("Password"),
            hint=tr("Optional"),
            secret=True,
            ground="Card",
            on_enter=on_go,
        )
        self._ask = ttk.Button(
            self, text=tr("With a password"), style="Link.TButton", command=self.ask_password
        )
        self._ask.grid(row=3, sticky="w", pady=(px(8), 0))
        self._end = ttk.Button(
            self, text=tr("End it for everyone"), style="Link.TButton", command=on_end
        )
        self._asked = False  # for a password
        self.locked = ""
        """The title of a chat that had a password, until one does without."""
        self.suggested = ""
        self._running = ""
        self._built()

    def show_running(self, title: str) -> None:
        """A chat of that title still runs here; "" for none."""
        self._running = title
        words = _new()
        if title:
            words = (
                tr("Your chat goes on"),
                tr("“{chat}” is still open, hosted here.", chat=title),
                tr("Go back to it"),
            )
        self.say(*words)
        for field in (self.title_field, self.password_field if self._asked else self._ask):
            if title:
                field.grid_remove()
            else:
                field.grid()
        if title:
            self._end.grid(row=2, sticky="w")
        else:
            self._end.grid_remove()

    def show_asleep(self, title: str) -> None:
        """A chat of that title was hosted when the window went, and is not now."""
        heading, _, _ = _new()
        self.say(heading, tr("“{chat}” is not hosted now.", chat=title), tr("Host it again"))

    def show_locked(self, title: str) -> None:
        """The chat of that title, which may be hosted again, had a password."""
        self.locked = title
        self.password_field.hint = tr("As before")
        self._show_password()

    def ask_password(self) -> None:
        """Show the field for the password, which few want, and go there."""
        self._show_password()
        self.password_field.focus_entry()

    def _show_password(self) -> None:
        self._asked = True
        self._ask.grid_remove()
        self.password_field.grid(row=3, sticky="ew", pady=(self._theme.px(12), 0))

    @property
    def is_suggested(self) -> bool:
        """Whether the title is still what was suggested."""
        return self.title_field.text == self.suggested

    def suggest(self, name: str) -> None:
        """Call the room after the person, for as long as nobody has given it another title."""
        if not self.is_suggested:
            return
        first = name.split(maxsplit=1)[0] if name.split() else ""
        self.suggested = tr("{name}’s room", name=first) if first else ""
        self.title_field.text = self.suggested

    def checked(self) -> bool:
        """Whether the room can be made; says what is wrong where it cannot. What had a password is
        open to all without one only where that was asked for twice."""
        if self._running:
            return True
        title = self.title_field.text
        if not channel_from_title(title):
            self.title_field.say_wrong(tr("Give the room a title, such as Lab 3."))
            return False
        if title == self.locked and not self.password_field.text:
            self.locked = ""
            self.password_field.say_wrong(
                tr("It had a password. Type it again, or press once more to do without.")
            )
            return False
        return True
