"""The line above the timeline: which room this is, what it is about, and who can be shown."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.ui import keys
from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import tr, tr_noop

_NO_TOPIC = tr_noop("Add a topic")
# Pixels at 100 %: all that is empty, what a topic gets at least, and up to which width a title
# is worth more than the topic and the buttons that keys do as well.
_GAPS, _TOPIC_LEAST, _TITLE_LEAST = 72, 40, 120


class Header(ttk.Frame):
    """Title, topic (a click edits it where that is allowed) and the switches of both sides."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        on_topic: Callable[[Conversation, str], object],
        on_search: Callable[[], object],
        on_pins: Callable[[], object],
        on_shared: Callable[[], object],
        on_settings: Callable[[], object],
        on_people: Callable[[], object],
        on_sidebar: Callable[[], object],
        on_done: Callable[[], object],
    ) -> None:
        px = theme.px
        super().__init__(parent, style="TFrame", padding=(px(16), px(8), px(12), px(8)))
        self._theme = theme
        self._on_topic, self._on_done = on_topic, on_done
        self._conversation: Conversation | None = None
        self._may_edit = False
        self._topic_text = ""
        self.columnconfigure(2, weight=1)
        self._icons = Icons(theme)
        self.rooms = ttk.Button(self, style="Tool.TButton", command=on_sidebar)
        self.rooms.grid(row=0, column=0, padx=(0, px(8)))
        Tip(self.rooms, theme, tr("Show or hide the rooms ({key})", key=keys.label("sidebar")))
        self._title = ttk.Label(self, style="Heading.TLabel")
        self._title.grid(row=0, column=1, sticky="w")
        self._title.bind("<Button-1>", lambda _event: self._title_clicked())
        self._title_tip = Tip(self._title, theme, "")
        self._whole_title = ""
        self.bind("<Configure>", self._fit_title)
        self._on_settings = on_settings
        self._topic = ttk.Label(self, style="Dim.TLabel", anchor="w", width=1)
        self._topic.grid(row=0, column=2, sticky="ew", padx=(px(12), px(8)))
        self._topic.bind("<Button-1>", lambda _event: self.edit_topic())
        self._topic_tip = Tip(self._topic, theme, "")
        self._shown_topic = ""  # whole, in one line
        self._topic.bind("<Configure>", self._fit_topic)
        self._entry = ttk.Entry(self, font=theme.font("body"))
        for key in ("<Return>", "<KP_Enter>"):
            self._entry.bind(key, lambda _event: self._leave_topic(keep=True))
        self._entry.bind("<Escape>", lambda _event: self._leave_topic(keep=False))
        self._entry.bind("<FocusOut>", lambda _event: self._leave_topic(keep=False))
        self.search = ttk.Button(self, style="Tool.TButton", command=on_search)
        self.search.grid(row=0, column=4)
        Tip(self.search, theme, tr("Search what was said ({key})", key=keys.label("search")))
        self.pins = ttk.Button(self, style="Tool.TButton", compound="left", command=on_pins)
        self.pins.grid(row=0, column=3)
        Tip(self.pins, theme, tr("Pinned messages ({key})", key=keys.label("pins")))
        self.shared = ttk.Button(self, style="Tool.TButton", command=on_shared)
        self.shared.grid(row=0, column=5)
        Tip(
            self.shared,
            theme,
            tr("Files, pictures and links ({key})", key=keys.label("shared")),
        )
        self.settings = ttk.Button(self, style="Tool.TButton", command=on_settings)
        self.settings.grid(row=0, column=6)
        Tip(self.settings, theme, tr("Room settings ({key})", key=keys.label("room_settings")))
        self.people = ttk.Button(self, style="Tool.TButton", compound="left", command=on_people)
        self.people.grid(row=0, column=7)
        Tip(self.people, theme, tr("Show or hide the people ({key})", key=keys.label("people")))
        self._buttons = (
            *(self.rooms, self.pins, self.search),
            *(self.shared, self.settings, self.people),
        )
        self._offered = set(self._buttons)
        theme.on_change(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        if self.winfo_exists():
            self.rooms.configure(image=self._icons.image("rooms"))
            self.pins.configure(image=self._icons.image("pin"))
            self.search.configure(image=self._icons.image("search"))
            self.shared.configure(image=self._icons.image("file"))
            self.settings.configure(image=self._icons.image("room"))
            self.people.configure(image=self._icons.image("people"))

    @property
    def words(self) -> str:
        """Title and topic, whole."""
        return f"{self._whole_title} {self._shown_topic}".strip()

    def clear(self) -> None:
        """Show that there is no conversation."""
        self._conversation, self._may_edit = None, False
        self._show_title("")
        self._shown_topic = ""
        self._fit_topic()
        self._offer(self.rooms, self.search)

    def show(self, conversation: Conversation, *, here: int, may_edit: bool, about: str) -> None:
        """Show a conversation. here: how many people; about: a direct message's second line."""
        self._conversation = conversation
        room = conversation.kind is ConversationKind.ROOM
        self._may_edit = may_edit and room
        self._topic_text = conversation.topic if room else about
        shown = self._topic_text.replace("\n", " ") or (tr(_NO_TOPIC) if self._may_edit else "")
        self._shown_topic = shown
        self._topic.configure(cursor="xterm" if self._may_edit else "")
        self._fit_topic()
        self._topic_tip.say(self._topic_text)
        if room:
            self.people.configure(text=f" {here}")
            self.pins.configure(text=f" {len(conversation.pins)}")
        inside = [self.settings] if room and conversation.joined else []
        if conversation.pins:
            inside.append(self.pins)
        if conversation.kind is not ConversationKind.CONSOLE:
            inside.append(self.shared)
        self._offer(self.rooms, self.search, *inside, *([self.people] if room else []))
        self._show_title(conversation.title or tr("What the host said"))

    def _offer(self, *buttons: ttk.Button) -> None:
        """These make sense here; they are shown where there is room for them."""
        self._offered = set(buttons)
        self._fit_title()

    def _show_title(self, title: str) -> None:
        self._whole_title = title
        self._fit_title()

    def _fit_title(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        """Cut a long title, so that the buttons stay where they are and the topic has a word.

        Where the title would have too little of its own, the topic gives way, then the room's
        settings, which a click on the title opens too, then what was shared, the search and what is
        pinned, which have keys.
        """
        px, width = self._theme.px, self.winfo_width()
        shown, buttons = self._whole_title, set(self._offered)
        if width > 1:  # else it is not on the screen yet
            measure = self._theme.font("heading").measure
            least = min(measure(shown), px(_TITLE_LEAST))
            room = width - px(_GAPS) - sum(one.winfo_reqwidth() for one in buttons)
            for button in (self.settings, self.shared, self.search, self.pins):
                if room < least and button in buttons:
                    buttons.remove(button)
                    room += button.winfo_reqwidth()
            shown = elided(shown, max(0, room - px(_TOPIC_LEAST), min(room, least)), measure)
        for button in self._buttons:
            if button in buttons:
                button.grid()
            else:
                button.grid_remove()
        self._title.configure(text=bidi.visual(shown))
        self._title_tip.say(self._whole_title if shown != self._whole_title else "")

    def _fit_topic(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        shown, room = self._shown_topic, self._topic.winfo_width()
        if room > 1:
            enough = room >= self._theme.px(_TOPIC_LEAST) // 2
            shown = elided(shown, room, self._theme.font("body").measure) if enough else ""
        self._topic.configure(text=bidi.visual(shown))

    def _title_clicked(self) -> None:
        if self.settings in self._offered:
            self._on_settings()

    def edit_topic(self) -> None:
        """Write the topic where it stands."""
        if not self._may_edit or self._conversation is None:
            return
        self._entry.delete(0, "end")
        self._entry.insert(0, self._conversation.topic)
        self._entry.grid(row=0, column=2, sticky="ew", padx=(self._theme.px(12), 8))
        self._entry.lift()
        self._entry.focus_set()
        self._entry.selection_range(0, "end")

    def _leave_topic(self, *, keep: bool) -> str:
        if not self._entry.winfo_manager():
            return "break"
        words = self._entry.get().strip()
        self._entry.grid_remove()
        if keep and self._conversation is not None and words != self._conversation.topic:
            self._on_topic(self._conversation, words)
        self._on_done()
        return "break"
