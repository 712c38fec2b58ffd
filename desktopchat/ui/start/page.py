"""The first window: who you are, and two choices, to host a chat or to join one."""

import re
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from tkinter import ttk
from typing import TYPE_CHECKING, Literal

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import TLS_PORT, Address
from desktopchat.irc.names import nick_from_name
from desktopchat.store.paths import languages_dir
from desktopchat.store.person.settings import Settings
from desktopchat.ui import keys
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.nearby import Nearby
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.knock_bar import KnockBar, NearbyCall
from desktopchat.ui.parts.scrolled import Scrolled, SideBySide, WrappedLabel
from desktopchat.ui.start.card import StartCard
from desktopchat.ui.start.host_card import HostCard
from desktopchat.ui.start.join_card import JoinCard
from desktopchat.ui.start.user_name import system_name
from desktopchat.words import language, tr
from desktopchat.words.catalogues import language_name, languages
from desktopchat.words.lists import sentences

if TYPE_CHECKING:
    from desktopchat.lan.found import Invitation

_AVATAR = 56
_WIDTH = 760
_LOW = 680  # pixels at 100 % of height below which the head is left out
_EDGE, _ABOVE = 24, 16  # pixels at 100 % that stay free beside all, and above and below
_LEAST = 560  # pixels at 100 % of width below which the cards stand below each other
_LANGUAGES = 4  # that are beside each other at the first start; all are in the settings
_MIDDLE = 0.46  # of the room that is left, above


@dataclass(frozen=True, slots=True)
class HostForm:
    """What *Start hosting* was pressed with. `port`: None for the usual one."""

    name: str
    title: str
    password: str
    port: int | None = None


@dataclass(frozen=True, slots=True)
class JoinForm:
    """What *Join* was pressed with. `room`: the one to go to, "" for the place's own."""

    name: str
    address: Address
    password: str
    room: str = ""


def another_name(name: str) -> str:
    """A name to offer in place of a taken one: "Ada" gives "Ada 2", "Ada 2" gives "Ada 3"."""
    found = re.fullmatch(r"(.*?)[ _]?(\d+)", name.strip())
    if found and found[1]:
        return f"{found[1]} {int(found[2]) + 1}"
    return f"{name.strip()} 2"


class StartPage(ttk.Frame):
    """Gives its owner a HostForm or a JoinForm, and shows what became of it."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        settings: Settings,
        *,
        on_host: Callable[[HostForm], object],
        on_join: Callable[[JoinForm], object],
        on_cancel: Callable[[], object],
        on_doctor: Callable[[], object] = lambda: None,
        on_call: "Callable[[Invitation], object]" = lambda _invitation: None,
        on_no_call: "Callable[[Invitation], object]" = lambda _invitation: None,
        on_end: Callable[[], object] = lambda: None,
        on_back: Callable[[], object] = lambda: None,
        on_language: Callable[[str], object] = lambda _code: None,
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._avatars, self._settings = theme, avatars, settings
        self._looked = False  # around the network
        self._first = not settings.name  # nobody began here before
        self._on_host, self._on_join, self._on_language = on_host, on_join, on_language
        self._doing: Literal["", "host", "join"] = ""
        px = theme.px
        self._scrolled = Scrolled(self, theme, middle=_MIDDLE)
        self._inner = self._scrolled.inner

        who = ttk.Frame(self._inner, style="TFrame")
        who.pack(fill="x", pady=(px(_ABOVE), px(24)))
        who.columnconfigure(1, weight=1)
        self._head = ttk.Frame(who, style="TFrame")
        self._head.grid(row=0, column=0, columnspan=2, sticky="ew", pady=(0, px(4)))
        ttk.Label(self._head, text="DesktopChat", style="Title.TLabel").grid(row=0, sticky="w")
        self._head.columnconfigure(0, weight=1)
        self._ways: list[ttk.Button] = []
        if not self._first:
            self._add_way(language_name(languages_dir()), self._choose_language)
        self._add_way(tr("Settings"), partial(keys.press, self, "settings"))
        self._add_way(tr("Help"), partial(keys.press, self, "help"))
        self._what = WrappedLabel(
            who, tr("Talk with the people on your network. No account, no internet."), "Dim.TLabel"
        )
        self._what.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(0, px(16)))
        if self._first:
            self._ask_language(who).grid(row=2, column=1, sticky="w", pady=(0, px(8)))
        self._picture = ttk.Label(who, style="TLabel")
        self._picture.grid(row=3, column=0, sticky="n", padx=(0, px(16)))
        self.name_field = Field(who, theme, tr("Your name"), on_enter=self._enter_name)
        self.name_field.grid(row=3, column=1, sticky="ew")

        cards = SideBySide(self._inner, least=px(_LEAST), gap=px(16))
        cards.pack(fill="x", pady=(0, px(_ABOVE)))
        self.host_card = HostCard(cards, theme, self.host, on_cancel, on_end)
        self.join_card = JoinCard(cards, theme, avatars, self.join, on_cancel, on_doctor)
        cards.put(self.host_card, self.join_card)
        self.join_card.give_room(self._scrolled, below=False)
        cards.on_turned = lambda: self.join_card.give_room(self._scrolled, below=cards.below)

        self.columnconfigure(0, weight=1)
        self.rowconfigure(2, weight=1)
        self.grid_propagate(False)
        self._scrolled.grid(row=2, column=0, sticky="nsew")
        self.calls = KnockBar(
            self,
            theme,
            on_admit=lambda one: on_call(one.invitation) if isinstance(one, NearbyCall) else None,
            on_refuse=lambda one: (
                on_no_call(one.invitation) if isinstance(one, NearbyCall) else None
            ),
            on_changed=lambda: None,
        )
        self.calls.grid(row=1, sticky="ew")
        self.calls.grid_remove()
        self._back = ttk.Button(self, style="Link.TButton", command=on_back)
        for above in (self.calls, self._back):
            above.lower(self._scrolled)  # what is seen first has the focus first

        self._fill()
        self.bind("<Configure>", self._resized)
        self.name_field.on_change = self._name_changed

    def _fill(self) -> None:
        settings = self._settings
        self.name_field.text = settings.name or system_name()
        if settings.last_host.title:
            self.host_card.title_field.text = settings.last_host.title
        if settings.last_host.locked:
            self.host_card.show_locked(settings.last_host.title)
        places = sorted(settings.places, key=lambda place: place.last_used, reverse=True)
        self.join_card.show_places(places, datetime.now(UTC))
        self._name_changed()

    def _add_way(self, words: str, act: Callable[[], object]) -> None:
        """A link at the top right."""
        way = ttk.Button(self._head, text=words, style="Link.TButton", command=act)
        way.bind("<Return>", lambda _event: way.invoke())
        way.grid(row=0, column=1 + len(self._ways))
        self._ways.append(way)

    def _ask_language(self, parent: ttk.Frame) -> ttk.Frame:
        """All languages beside each other, for the first start: who can't read the one in use finds
        their own."""
        row = ttk.Frame(parent, style="TFrame")
        for column, one in enumerate(languages(languages_dir())[:_LANGUAGES]):
            used = one.code == language()
            way = ttk.Button(
                row,
                text=f"✓ {one.name}" if used else one.name,
                style="Link.TButton",
                command=partial(self._on_language, one.code),
            )
            way.bind("<Return>", lambda _event, way=way: way.invoke())  # type: ignore[misc]
            way.grid(row=0, column=column)
        return row

    def _choose_language(self) -> None:
        """A menu of the languages below the button that names the one in use."""
        from desktopchat.ui.parts import menu

        items: list[menu.Item] = [
            (one.name, partial(self._on_language, one.code)) for one in languages(languages_dir())
        ]
        button = self._ways[0]
        below = button.winfo_rooty() + button.winfo_height()
        menu.post(self, self._theme, items, button.winfo_rootx(), below, button.focus_set)

    # what its owner calls

    def begin(self) -> None:
        """Put the focus where the next press most likely goes: the name, or the last choice."""
        if self.busy:
            self._card.cancel.focus_set()
            return
        last_place = max((place.last_used for place in self._settings.places), default="")
        if not self._settings.name:
            self.name_field.focus_entry()
        elif last_place and last_place >= self._settings.last_host.last_used:
            self.join_card.list.take_focus()
        elif self._settings.last_host.locked:
            self.host_card.password_field.focus_entry()
        else:
            self.host_card.button.focus_set()

    def show_back(self, title: str) -> None:
        """Offer the way back to a place that is open, by its title."""
        self._back.configure(
            text=tr("← Back to {chat}", chat=title) if title else tr("← Back to your chat")
        )
        self._head.grid_configure(pady=(0, self._theme.px(12)))
        self._back.grid(row=0, sticky="w", padx=self._theme.px(12), pady=(self._theme.px(8), 0))
        self._fit_head(self.winfo_height())

    def progress(self, words: str) -> None:
        """Say what is going on, with *Cancel*; "" when it is over."""
        going = bool(words)
        self._card.say_progress(words)
        other = self.join_card if self._card is self.host_card else self.host_card
        other.enable(not going)
        self.join_card.list.canvas.configure(state="disabled" if going else "normal")
        if not going:
            self._card.button.focus_set()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong beside what mends it, with the cursor there."""
        self.progress("")
        kind = problem.kind
        words = str(problem)
        if kind is ProblemKind.NAME_TAKEN:
            self.name_field.text = another_name(self.name_field.text)
            self._name_changed()
            self.name_field.say_wrong(sentences(problem.what, tr("How about this one?")))
        elif kind is ProblemKind.BAD_NAME:
            self.name_field.say_wrong(words)
        elif kind is ProblemKind.WRONG_PASSWORD and self._card is self.join_card:
            self.join_card.ask_password()
            self.join_card.password_field.say_wrong(words)
        elif kind is ProblemKind.PORT_TAKEN:
            port = self._other_port(problem.address)
            self.host_card.say_wrong(
                words, tr("Host on port {port} instead", port=port), lambda: self._host_on(port)
            )
        elif self._card is self.join_card and kind in (
            ProblemKind.NOBODY_ANSWERS,
            ProblemKind.UNKNOWN_HOST,
            ProblemKind.NO_NETWORK,
            ProblemKind.NOT_IRC,
            ProblemKind.SILENT,
            ProblemKind.NOT_ENCRYPTED,
            ProblemKind.ENCRYPTED_ONLY,
            ProblemKind.WRONG_CODE,
            ProblemKind.OLD_CODE,
        ):
            self.join_card.address_field.say_wrong(words)
        else:
            self._card.say_wrong(words)

    @property
    def busy(self) -> bool:
        """Whether something is going on that Cancel would end."""
        return bool(self._card.progress)

    def restyle(self) -> None:
        """The theme or the size of the text changed."""
        self._draw_avatar()
        self.join_card.list.restyle()

    @property
    def name(self) -> str:
        """What is typed as the name; the room is called after it until it has another title."""
        return self.name_field.text

    @name.setter
    def name(self, text: str) -> None:
        self.name_field.text = text
        self._name_changed()

    @property
    def fields(self) -> tuple[str, str, str, str]:
        """What is typed: name, room, address, password of the chat to join."""
        join = self.join_card
        texts = (self.name_field.text, self.host_card.title_field.text)
        return (*texts, join.address_field.text, join.password_field.text)

    @fields.setter
    def fields(self, texts: tuple[str, str, str, str]) -> None:
        self.name_field.text, self.host_card.title_field.text = texts[:2]
        self.join_card.address_field.text, self.join_card.password_field.text = texts[2:]
        self._draw_avatar()

    def take_over(self, before: "StartPage") -> None:
        """Go on where another page of this kind was left."""
        self.fields, self._doing = before.fields, before._doing
        if before.host_card.is_suggested:
            self.host_card.title_field.text = self.host_card.suggested

    @property
    def words(self) -> dict[str, str]:
        """What the page says beside its fields: what is going on, and what went wrong where."""
        joins = self._doing == "join"
        return {
            "progress": self._card.progress,
            "name": self.name_field.wrong,
            "address": self.join_card.address_field.wrong,
            "password": (self.join_card if joins else self.host_card).password_field.wrong,
            "title": self.host_card.title_field.wrong,
            "host": self.host_card.wrong,
            "join": self.join_card.wrong,
        }

    # what people do

    @property
    def _card(self) -> StartCard:
        return self.join_card if self._doing == "join" else self.host_card

    def host(self, port: int | None = None) -> None:
        """Start hosting with what the fields hold."""
        name = self._checked_name()
        if not name or not self.host_card.checked():
            return
        self._doing = "host"
        title = " ".join(self.host_card.title_field.text.split())
        self._on_host(HostForm(name, title, self.host_card.password_field.text, port))

    def join(self) -> None:
        """Join the address in the field."""
        name = self._checked_name()
        address = self.join_card.checked() if name else None
        if address is None:
            return
        self._doing = "join"
        room = address.room or self.join_card.room_of(address)
        self._on_join(JoinForm(name, address, self.join_card.password_field.text, room))

    def show_near(self, nearby: Nearby, *, changed: bool) -> None:
        """Show who is near. changed: whether others are near than at the last call."""
        for invitation in nearby.take_invitations():
            self.calls.add(NearbyCall(invitation))
        if changed or not self._looked:
            self._looked = True
            self.join_card.show_near(nearby.hosts, nearby.people, datetime.now(UTC))
        self.join_card.say_search(nearby.search)

    def join_at(self, address: Address, room: str) -> None:
        """Join where somebody called me."""
        self.join_card.choose(replace(address, room=room))
        self.join()

    def _host_on(self, port: int) -> None:
        self.host_card.say_wrong("")
        self.host(port)

    @staticmethod
    def _other_port(taken: str) -> int:
        found = re.search(r":(\d+)\D*$", taken)
        port = int(found[1]) if found else TLS_PORT
        return port + 1 if port < 65535 else TLS_PORT

    def _checked_name(self) -> str:
        name = " ".join(self.name_field.text.split())
        if not name:
            self.name_field.say_wrong(tr("Type your name first: others see it beside your words."))
            return ""
        if not nick_from_name(name):
            self.name_field.say_wrong(tr("A name needs a letter or a digit, of any script."))
            return ""
        return name

    def _enter_name(self) -> None:
        """Enter in the name: do again what was done last, or go on to the first choice."""
        if self._settings.name and not self.name_field.wrong and not self._doing:
            self.begin()
        elif self._doing == "join":
            self.join()
        elif self._doing == "host":
            self.host()
        else:
            self.host_card.title_field.focus_entry()

    def _name_changed(self) -> None:
        self.host_card.suggest(self.name_field.text)
        self._draw_avatar()

    def _draw_avatar(self) -> None:
        if not self.winfo_exists():
            return
        name = " ".join(self.name_field.text.split()) or "?"
        nick = nick_from_name(name) or name
        image = self._avatars.image(nick, name, self._theme.px(_AVATAR), "page")
        self._picture.configure(image=image)

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self:
            edge = max(self._theme.px(_EDGE), (event.width - self._theme.px(_WIDTH)) // 2)
            self._inner.place_configure(x=edge, width=-2 * edge)
            self._fit_head(event.height)

    def _fit_head(self, height: int) -> None:
        """Leave out what need not be read where the room is for what one presses."""
        low, back = height < self._theme.px(_LOW), bool(self._back.winfo_manager())
        (self._head.grid_remove if low else self._head.grid)()
        # Who comes from a chat knows what this is.
        known = back or (low and not self._first)
        (self._what.grid_remove if known else self._what.grid)()
