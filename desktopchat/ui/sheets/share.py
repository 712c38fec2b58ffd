"""How others come in: the code to say, the picture to point a phone at, the link to send."""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from tkinter import ttk

from PIL import ImageTk

from desktopchat.hosting.doors import CLOSED, Doors
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.lan.found import FoundPerson
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.qr_picture import qr_picture
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import SideBySide, WrappedLabel
from desktopchat.ui.sheets.phone_door import (
    PhoneDoor,
    PhoneDoorWords,
    encrypted_door,
    plain_door,
)
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_SIDE = 232  # pixels of the picture at 100 %, about
_PEOPLE = 96  # pixels at 100 %
_NOBODY = tr_noop("Others who have DesktopChat open nearby appear here; a click then invites them.")


class ShareSheet(Sheet):
    """address: with the whole key, as a link has it; code: "" where there is none. on_invite gets
    the id of somebody nearby. on_door: opens and closes the page for browsers (whether it is to be
    open, and whether the encrypted one is meant), None where that is another's to do; doors: its
    links; open_link: shows one in the browser of this computer."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        address: Address,
        code: str,
        avatars: Avatars,
        on_invite: Callable[[str], None],
        on_door: Callable[[bool, bool], object] | None = None,
        doors: Doors = CLOSED,
        open_link: Callable[[str], object] = lambda _url: None,
    ) -> None:
        super().__init__(root, theme, width=600)
        px = theme.px
        self.code, self.link = code, str(address)
        body = self.body
        body.columnconfigure(0, weight=1)
        self.heading(tr("Bring others in"))
        WrappedLabel(
            body,
            tr(
                "On this network they see the chat in their list. From elsewhere, or where the"
                " network hides it, they type the code into the field of Join."
            )
            if code
            else tr(
                "On this network they see the chat in their list. From elsewhere, or where the"
                " network hides it, they paste the link into the field of Join."
            ),
            "Dim.TLabel",
        ).grid(row=1, column=0, sticky="ew", pady=(0, px(16)))
        self.buttons: dict[str, ttk.Button] = {}
        if code:
            whole = ttk.Frame(body, style="TFrame")
            whole.columnconfigure(0, weight=1)
            whole.grid(row=2, column=0, sticky="ew", pady=(0, px(4)))
            self._row = 0
            self._offer(whole, tr("Code"), code, "Heading.TLabel")
        self.picture = qr_picture(self.link, px(_SIDE))
        self._image = ImageTk.PhotoImage(self.picture.convert("L"), master=self)
        both = SideBySide(body, least=px(480), gap=px(20), weights=(0, 1))
        both.grid(row=3, column=0, sticky="ew")
        picture = ttk.Label(both, image=self._image, anchor="n")
        side = ttk.Frame(both, style="TFrame")
        both.put(picture, side)
        side.columnconfigure(0, weight=1)
        self._row = 0
        self._offer(
            side,
            tr("Link"),
            self.link,
            "TLabel",
            shown=tr("{address}, with its key", address=address.authority),
        )
        others = [host for host in address.others if ":" not in host]
        if others:
            self._say(side, tr("Also at"), ", ".join(others))
        if address.fingerprint:
            self._say(
                side, tr("Its key in words, to compare"), fingerprint.words(address.fingerprint)
            )
        self._near = WrappedLabel(side, style="Dim.TLabel")
        self._near.grid(row=self._row, column=0, columnspan=2, sticky="ew")
        self.people = RowList(
            side, theme, avatars, ground="page", type_ahead=True, on_open=on_invite
        )
        self.people.canvas.configure(height=px(_PEOPLE))
        self.phones: tuple[PhoneDoor, PhoneDoor] | None = None
        """The page that is not encrypted, and the one that is."""
        if on_door is not None:
            self.phones = self._offer_page(on_door, open_link, address.fingerprint)
            self.show_doors(doors)
        self.done = self.add_button(tr("Done"), self.close, "Accent.TButton")
        self.open(next(iter(self.buttons.values())))

    def show_people(self, people: Sequence[FoundPerson], outcomes: Mapping[str, str]) -> None:
        """Who is nearby, and what became of my invitations, by name."""
        rows = [
            Row(
                key=person.id,
                text=person.name,
                avatar=(person.name, person.name),
                note=outcomes.get(person.name, tr("Invite")),
            )
            for person in people
        ]
        self.people.set_rows(rows)
        if rows:
            self._near.configure(text=tr("People nearby: a click invites"))
            self.people.grid(row=self._row + 1, column=0, columnspan=2, sticky="ew")
        else:
            self._near.configure(text=tr(_NOBODY))
            self.people.grid_remove()

    def _offer_page(
        self,
        on_door: Callable[[bool, bool], object],
        open_link: Callable[[str], object],
        key: str,
    ) -> tuple[PhoneDoor, PhoneDoor]:
        theme, body, px = self._theme, self.body, self._theme.px
        ttk.Label(body, text=tr("A phone without the program"), style="Dim.TLabel").grid(
            row=4, column=0, sticky="w", pady=(px(20), 0)
        )

        def offer(row: int, words: PhoneDoorWords, *, tls: bool) -> PhoneDoor:
            page = PhoneDoor(
                body,
                theme,
                words,
                lambda on: on_door(on, tls),
                open_link,
                px(_SIDE),
                self.scrolled.see,
            )
            page.grid(row=row, column=0, sticky="ew", pady=(0, px(8)))
            return page

        return offer(5, plain_door(), tls=False), offer(6, encrypted_door(key), tls=True)

    def show_doors(self, doors: Doors) -> None:
        """What the host says of its page for browsers."""
        if self.phones is not None:
            plain, encrypted = self.phones
            plain.show(doors.plain, doors.problem)
            encrypted.show(doors.encrypted, doors.problem)

    def _say(
        self,
        side: ttk.Frame,
        title: str,
        words: str,
        style: str = "TLabel",
    ) -> None:
        px = self._theme.px
        ttk.Label(side, text=title, style="Dim.TLabel").grid(
            row=self._row, column=0, columnspan=2, sticky="w"
        )
        WrappedLabel(side, words, style).grid(
            row=self._row + 1, column=0, sticky="ew", pady=(px(2), px(14))
        )
        self._row += 2

    def _offer(
        self,
        side: ttk.Frame,
        title: str,
        text: str,
        style: str,
        *,
        shown: str = "",
    ) -> None:
        """Words with a button that copies them."""
        at = self._row + 1
        self._say(side, title, shown or text, style)
        button = ttk.Button(side, text=tr("Copy"), style="Link.TButton")
        button.configure(command=lambda: self._copy(title, text))
        button.bind("<Return>", lambda _event: button.invoke())
        button.grid(row=at, column=1, sticky="ne", padx=(self._theme.px(8), 0))
        self.buttons[title] = button

    def _copy(self, title: str, text: str) -> None:
        self.clipboard_clear()
        self.clipboard_append(text)
        for name, button in self.buttons.items():
            button.configure(text=tr("Copied") if name == title else tr("Copy"))
