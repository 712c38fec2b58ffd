"""The settings of a room: what it is like, who is kept out of it or let in all the same, who waits
at its door."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import ttk
from typing import Any, NamedTuple, TypeVar

from desktopchat.client.model import Conversation
from desktopchat.client.model.administration import ListedMask, ListKind
from desktopchat.client.session import Session
from desktopchat.irc import caps, names, seen
from desktopchat.irc.isupport import PINS_TOKEN, SLOW_MODE_TOKEN
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import SideBySide
from desktopchat.ui.sheets.mask_page import MaskPage
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.ui.sheets.tabs import Tabs
from desktopchat.words import number, tr, tr_noop

_FLAGS = (
    ("i", tr_noop("Only for invited people")),
    ("m", tr_noop("Only people with a voice write")),
    ("t", tr_noop("Only operators set the topic")),
    ("s", tr_noop("Secret: not in the list")),
)
_EXCEPTIONS = {
    ListKind.EXCEPTIONS: (tr_noop("In spite of bans"), tr_noop("in spite of bans")),
    ListKind.INVITES: (tr_noop("Without an invitation"), tr_noop("without an invitation")),
}
"""What lets somebody in, on a button and beside a name."""
_TWO = 460  # pixels at 100 % that two of them need beside each other
_SLOW = ((0, tr_noop("Off")), (5, tr_noop("5 s")), (30, tr_noop("30 s")), (300, tr_noop("5 min")))
_SEEN = (
    (seen.FEW, tr_noop("Up to {n} people")),
    (seen.ALL, tr_noop("Always")),
    (seen.NONE, tr_noop("Never")),
)
_HISTORY = (
    ("all", tr_noop("Everything")),
    ("joined", tr_noop("Since they came")),
    ("none", tr_noop("Nothing")),
)
_Value = TypeVar("_Value")  # no words: a name


@dataclass(slots=True, frozen=True)
class WaitingPerson:
    """Somebody at the door, and what they say."""

    nick: str
    name: str
    text: str


class ButtonChoice(ttk.Frame):
    """A row of buttons of which one is chosen: `value`."""

    def __init__(
        self, parent: tk.Misc, theme: Theme, options: Sequence[tuple[object, str]], value: object
    ) -> None:
        super().__init__(parent, style="TFrame")
        self.value = value
        self.buttons: dict[object, ttk.Button] = {}
        for column, (option, words) in enumerate(options):
            self.columnconfigure(column, weight=1)
            button = ttk.Button(self, text=tr(words, n=number(seen.FEW_MOST)))
            button.configure(command=lambda option=option: self.choose(option))  # type: ignore[misc]
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
            button.grid(
                row=0, column=column, sticky="ew", padx=(0 if not column else theme.px(4), 0)
            )
            self.buttons[option] = button
        self.choose(value)

    def choose(self, value: object) -> None:
        self.value = value
        for option, button in self.buttons.items():
            button.configure(style="Accent.TButton" if option == value else "TButton")


class _Choice(NamedTuple):
    buttons: ButtonChoice
    now: Callable[[Conversation], object]
    ask: Callable[[Conversation, Any], object]


class RoomSettings(Sheet):
    """Save sends only what was changed. may_rule: whether I may change anything.

    waiting(): who knocks now; on_answer(nick, admit) answers them.
    """

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        session: Session,
        conversation: Conversation,
        *,
        may_rule: bool,
        waiting: Callable[[], Sequence[WaitingPerson]],
        on_answer: Callable[[str, bool], object],
    ) -> None:
        super().__init__(root, theme, width=560)
        self.session, self.conversation = session, conversation
        self._avatars, self._may_rule = avatars, may_rule
        self._waiting, self._on_answer = waiting, on_answer
        self.body.columnconfigure(0, weight=1)
        self.heading(tr("Room {title}", title=conversation.title))
        self.tabs = Tabs(self.body, theme)
        self.tabs.grid(row=1, sticky="nsew")
        self._build_room(self.tabs.add("room", tr("The room")))
        self._as_opened = self._chosen()
        self._buttons()
        if may_rule:
            self._build_kept_out(self.tabs.add("out", tr("Kept out")))
            self._build_let_in()
            self._build_door(self.tabs.add("door", tr("At the door")))
        self.open(self.topic.entry)
        if may_rule:
            self._ask_lists(ListKind.BANS, *self._exceptions)
            self.show_waiting()

    # the room

    def _build_room(self, page: ttk.Frame) -> None:
        px, theme, room = self._theme.px, self._theme, self.conversation
        page.columnconfigure(1, weight=1, uniform="half")
        page.columnconfigure(0, weight=1, uniform="half")
        self._controls: list[ttk.Widget] = []
        self.name: Field | None = None
        if caps.CHANNEL_RENAME in self.session.wire.caps.enabled:
            self.name = Field(page, theme, tr("Name"), on_enter=self.save)
            self.name.text = room.title
            self.name.grid(row=0, columnspan=2, sticky="ew", pady=(0, px(8)))
            self._controls.append(self.name.entry)
        self.topic = Field(page, theme, tr("What it is about"), on_enter=self.save)
        self.topic.text = room.topic
        self.topic.grid(row=1, columnspan=2, sticky="ew", pady=(0, px(8)))
        self.flags: dict[str, tk.BooleanVar] = {}
        self._controls.append(self.topic.entry)
        both = SideBySide(page, least=px(_TWO), gap=px(16))
        both.grid(row=2, columnspan=2, sticky="ew")
        halves = (ttk.Frame(both, style="TFrame"), ttk.Frame(both, style="TFrame"))
        both.put(*halves)
        pins = self.session.model.isupport.tokens.get(PINS_TOKEN)
        flags = (*_FLAGS, (pins, tr_noop("Everyone may pin messages"))) if pins else _FLAGS
        for place, (letter, words) in enumerate(flags):
            self.flags[letter] = tk.BooleanVar(self, letter in room.modes)
            check = ttk.Checkbutton(halves[place % 2], text=tr(words), variable=self.flags[letter])
            check.pack(anchor="w")
            check.bind("<Return>", lambda _event: self.save())
            self._controls.append(check)
        self.key = Field(page, theme, tr("Password"), hint=tr("None"), on_enter=self.save)
        self.key.text = room.mode_values.get("k", "")
        self.key.grid(row=5, column=0, sticky="ew", pady=(px(8), 0), padx=(0, px(8)))
        self.limit = Field(
            page, theme, tr("At most so many people"), hint=tr("Any"), on_enter=self.save
        )
        self.limit.text = room.mode_values.get("l", "")
        self.limit.grid(row=5, column=1, sticky="ew", pady=(px(8), 0), padx=(px(8), 0))
        self._controls += [self.key.entry, self.limit.entry]
        settings, seen_markers = self.session.room_settings, self.session.seen
        self._choices: list[_Choice] = []
        self.slow: ButtonChoice | None = None
        if self.session.model.isupport.tokens.get(SLOW_MODE_TOKEN):
            seconds = settings.slow_mode(room)
            options = list(_SLOW)
            if seconds not in dict(_SLOW):
                options = sorted([*options, (seconds, tr("{n} s", n=seconds))])
            words = tr("Slow: a pause after each message")
            self.slow = self._choice(
                page, words, options, settings.slow_mode, settings.set_slow_mode
            )
        self.history: ButtonChoice | None = None
        if settings.history_rule(room):
            words = tr("Newcomers may read")
            self.history = self._choice(
                page, words, _HISTORY, settings.history_rule, settings.set_history
            )
        self.seen: ButtonChoice | None = None
        if seen_markers.rule(room):
            words = tr("Show who has seen what")
            self.seen = self._choice(page, words, _SEEN, seen_markers.rule, seen_markers.set_rule)

    def _choice(
        self,
        page: ttk.Frame,
        words: str,
        options: Sequence[tuple[_Value, str]],
        now: Callable[[Conversation], _Value],
        ask: Callable[[Conversation, _Value], object],
    ) -> ButtonChoice:
        """Something of which one is chosen: as it is now, and how the host is asked for another."""
        px, row = self._theme.px, 6 + 2 * len(self._choices)
        ttk.Label(page, text=words, style="Dim.TLabel").grid(
            row=row, columnspan=2, sticky="w", pady=(px(8), px(4))
        )
        choice = ButtonChoice(page, self._theme, options, now(self.conversation))
        choice.grid(row=row + 1, columnspan=2, sticky="ew")
        self._controls += choice.buttons.values()
        self._choices.append(_Choice(choice, now, ask))
        return choice

    def _buttons(self) -> None:
        if not self._may_rule:
            self.foot_words().configure(text=tr("Only operators change these."))
            for control in self._controls:
                control.state(["disabled"])
        self.cancel = self.add_button(tr("Cancel") if self._may_rule else tr("Close"), self.close)
        if self._may_rule:
            self.button = self.add_button(tr("Save"), self.save, "Accent.TButton")

    def _chosen(self) -> tuple[object, ...]:
        """What stands in the fields, and what is ticked and chosen."""
        fields = [field.text for field in (self.name, self.topic, self.key, self.limit) if field]
        choices = [choice.buttons.value for choice in self._choices]
        return (*fields, *choices, *(flag.get() for flag in self.flags.values()))

    def has_unsaved(self) -> bool:
        return self._chosen() != self._as_opened

    def save(self) -> None:
        """Ask the host for what is to be different, and leave."""
        if not self._may_rule:
            return
        session, room = self.session, self.conversation
        limit, key = self.limit.text.strip(), self.key.text.strip()
        name = room.title
        if self.name is not None and self.name.text != name:
            name = names.room_title(names.channel_from_title(self.name.text))  # as of a new room
        if self._is_wrong(limit, key, name):
            return
        if self.topic.text.strip() != room.topic:
            session.room_settings.set_topic(room, self.topic.text.strip())
        for letter, wanted in self.flags.items():
            if wanted.get() != (letter in room.modes):
                session.room_settings.set_flag(room, letter, wanted.get())
        if key != room.mode_values.get("k", ""):
            session.room_settings.set_key(room, key)
        if int(limit or 0) != int(room.mode_values.get("l", "") or 0):
            session.room_settings.set_limit(room, int(limit or 0))
        for choice in self._choices:
            if choice.buttons.value != choice.now(room):
                choice.ask(room, choice.buttons.value)
        if name != room.title:  # last: what goes before is about the room by the name it has
            session.room_settings.rename(room, name)
        self.close()

    def _is_wrong(self, limit: str, key: str, name: str) -> bool:
        """Say at its field what can't be."""
        if limit and not (limit.isascii() and limit.isdigit() and len(limit) < 10):
            self.limit.say_wrong(tr("A number, such as 20."))
        elif set(key) & set(" ,"):
            self.key.say_wrong(tr("Leave out spaces and commas."))
        elif self.name is not None and not name:
            self.name.say_wrong(tr("A name needs a letter or a digit, such as Kitchen."))
        else:
            return False
        return True

    # who is kept out, and who is let in all the same

    def _build_kept_out(self, page: ttk.Frame) -> None:
        moderation, room = self.session.moderation, self.conversation
        ways: dict[str, Callable[[Conversation, str], None]] = {tr("Ban"): moderation.ban}
        if moderation.masks.mute("x") is not None:
            ways[tr("Mute")] = moderation.mute

        def add(keep_out: Callable[[Conversation, str], object], who: str) -> None:
            keep_out(room, who)
            self._ask_lists(ListKind.BANS)

        self.kept_out = MaskPage(
            page,
            self._theme,
            self._avatars,
            self.scrolled,
            adds=[(words, partial(add, way)) for words, way in ways.items()],
            on_lift=self._lift_ban,
            nothing=tr("Nobody is kept out or muted."),
        )

    def _lift_ban(self, row: ListedMask) -> None:
        lift = self.session.moderation.unmute if row.muted else self.session.moderation.unban
        lift(self.conversation, row.mask)
        self._ask_lists(ListKind.BANS)

    def _build_let_in(self) -> None:
        """A page of exceptions, where the host keeps such lists."""
        masks = self.session.moderation.masks
        self._exceptions: dict[ListKind, Sequence[ListedMask]] = {
            kind: () for kind in _EXCEPTIONS if masks.letter(kind)
        }
        self.let_in: MaskPage | None = None
        if self._exceptions:
            self.let_in = MaskPage(
                self.tabs.add("in", tr("Let in")),
                self._theme,
                self._avatars,
                self.scrolled,
                adds=[
                    (tr(_EXCEPTIONS[kind][0]), partial(self._except, kind))
                    for kind in self._exceptions
                ],
                on_lift=self._lift_exception,
                nothing=tr("Bans and invitations hold for everybody alike."),
            )

    def _except(self, kind: ListKind, who: str, on: bool = True) -> None:
        self.session.moderation.change_list(self.conversation, kind, who, on)
        self._ask_lists(kind)

    def _lift_exception(self, row: ListedMask) -> None:
        for kind, rows in self._exceptions.items():
            if any(row is one for one in rows):
                self._except(kind, row.mask, on=False)

    def _ask_lists(self, *kinds: ListKind) -> None:
        for kind in kinds:
            self.session.moderation.ask_list(self.conversation, kind)

    def show_list(self, kind: ListKind, rows: Sequence[ListedMask]) -> None:
        """One of the room's lists is here."""
        if not self._may_rule:
            return
        if kind is ListKind.BANS:
            many = self.kept_out.show(
                {
                    tr("banned"): [row for row in rows if not row.muted],
                    tr("muted"): [row for row in rows if row.muted],
                }
            )
            self.tabs.name("out", tr("Kept out ({n})", n=many) if many else tr("Kept out"))
        elif self.let_in is not None:
            self._exceptions[kind] = tuple(rows)
            lists = {tr(_EXCEPTIONS[one][1]): rows for one, rows in self._exceptions.items()}
            many = self.let_in.show(lists)
            self.tabs.name("in", tr("Let in ({n})", n=many) if many else tr("Let in"))

    # at the door

    def _build_door(self, page: ttk.Frame) -> None:
        page.rowconfigure(0, weight=1)
        self.door = PickList(
            page,
            self._theme,
            self._avatars,
            acts=[
                (tr("Admit"), "Accent.TButton", lambda nick: self._on_answer(nick, True)),
                (tr("Refuse"), "TButton", lambda nick: self._on_answer(nick, False)),
            ],
            seen=6,
        )
        self.door.grid(row=0, sticky="nsew")
        self.door.give_room(self.scrolled)

    def show_waiting(self) -> None:
        """Who knocks may have changed."""
        if not self._may_rule:
            return
        waiting = self._waiting()
        self.door.show(
            [
                Row(
                    one.nick, one.name, avatar=(one.nick, one.name), detail=one.text or tr("knocks")
                )
                for one in waiting
            ],
            tr("Nobody asks to come in."),
        )
        self.tabs.name(
            "door", tr("At the door ({n})", n=len(waiting)) if waiting else tr("At the door")
        )
