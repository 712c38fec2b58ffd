"""The line above the composer while a voice message is made: how loud it is, then how it sounds."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.irc.filehost import Voice
from desktopchat.ui.look import bidi, voice_card
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.voice_card import Part, State
from desktopchat.words import tr, trn

_METER = 120, 6  # pixels at 100 %
_RING = 2  # pixels at 100 % around the card, where the keyboard is on it
_FULL = 0.5  # the level that fills the meter: a voice rarely reaches more
_SOON_FULL = 30.0  # seconds before the end from which on it says how long there is


class VoiceBar(ttk.Frame):
    """on_escape: the keyboard goes elsewhere. on_card: a click on a part of the card. heard: how
    the card stands."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_escape: Callable[[], object]) -> None:
        px = theme.px
        super().__init__(parent, style="TFrame", padding=(px(4), px(4), px(4), px(6)))
        self._theme = theme
        self.on_card: Callable[[Part | float], object] = lambda _part: None
        self.heard = State()
        self._voice: Voice | None = None
        self._to = ""
        self.columnconfigure(1, weight=1)  # where there is little room, the card is cut
        self._meter = tk.Frame(self, width=px(_METER[0]), height=px(_METER[1]))
        self._level = tk.Frame(self._meter)
        self._image = tk.PhotoImage(master=self)
        self.card = tk.Label(
            self,
            image=self._image,
            borderwidth=0,
            highlightthickness=px(_RING),
            cursor="hand2",
            anchor="w",
            takefocus=True,
        )
        self.card.bind("<Button-1>", self._clicked)
        for key in ("<space>", "<Return>"):
            self.card.bind(key, lambda _event: self.on_card(Part.BUTTON))
        self.card.bind("<Escape>", lambda _event: on_escape())
        self._words = ttk.Label(self, style="Small.TLabel", anchor="w", width=1)
        self.discard_button = ttk.Button(self, text=tr("Discard"), style="Link.TButton")
        self.discard_button.grid(row=1, column=2)
        self.done_button = ttk.Button(self, text=tr("Done"), style="Accent.TButton")
        self.send_button = ttk.Button(self, text=tr("Send"), style="Accent.TButton")
        self.undo_button = ttk.Button(self, text=tr("Undo"), style="Link.TButton")
        self._last_buttons = (self.done_button, self.send_button, self.undo_button)
        for button in (self.discard_button, *self._last_buttons):
            button.bind("<Return>", lambda _event, one=button: one.invoke())  # type: ignore[misc]
            button.bind("<Escape>", lambda _event: on_escape())
        theme.on_change(self._restyle)
        self._restyle()

    @property
    def words(self) -> str:
        """What it says."""
        return str(self._words.cget("text"))

    def hide(self) -> None:
        self._voice, self.heard = None, State()
        self.grid_remove()

    def show_opening(self) -> None:
        """The microphone is not heard yet."""
        self._say(tr("One moment…"))
        self._show(self.done_button)
        self._meter.grid_remove()

    def show_recording(self, to: str) -> None:
        """It is; `show_level` says how loud. to: where the message goes."""
        self._to = to
        self._level.place(x=0, y=0, relheight=1.0, relwidth=0.0)
        self._meter.grid(row=1, column=0, padx=(self._theme.px(4), 0))
        self._say(tr("Speak now, to {place}", place=to))
        self._show(self.done_button)

    def show_level(self, level: float, seconds: float, most: float) -> None:
        """level: 0 to 1. seconds: said so far, of `most`."""
        self._level.place(relwidth=min(1.0, level / _FULL))
        left = most - seconds
        words = f"{voice_card.clock(seconds)}   " + tr("Speak now, to {place}", place=self._to)
        if left <= _SOON_FULL:
            words = f"{voice_card.clock(seconds)}   " + trn(
                "It ends in {n} second", "It ends in {n} seconds", round(left)
            )
        self._say(words)

    def show_recorded(self, to: str, voice: Voice | None) -> None:
        """It is to be listened to, and sent or thrown away."""
        if voice is None:
            return
        self._voice, self.heard = voice, State()
        self._draw()
        self.card.grid(row=1, column=0, columnspan=2, sticky="w")
        self._say(
            tr("Voice message to {place}", place=to)
            if any(voice.peaks)
            else tr("Nothing was heard. Is the microphone muted?")
        )
        self._show(self.send_button)
        self._meter.grid_remove()

    def show_discarded(self) -> None:
        """It is thrown away, which can be undone."""
        self.card.grid_remove()
        self._say(tr("Thrown away."))
        self._show(self.undo_button)

    def show_card(self, state: State) -> None:
        """What was recorded is played, or no more."""
        self.heard = state if state.phase is not voice_card.Phase.STILL else State()
        self._draw()

    def focus_button(self) -> None:
        """Let the keyboard be at the button that goes on."""
        for button in (self.send_button, self.done_button):
            if button.winfo_manager() and self.winfo_manager():
                button.focus_set()
                return

    def _show(self, button: ttk.Button) -> None:
        """Place the bar with this button."""
        for one in self._last_buttons:
            if one is button:
                one.grid(row=1, column=3, padx=(self._theme.px(8), 0))
            else:
                one.grid_remove()
        px = self._theme.px
        if button is self.undo_button:
            self.discard_button.grid_remove()
        else:
            self.discard_button.grid()
        if button is not self.send_button:
            self.card.grid_remove()
            self._words.grid(row=1, column=1, columnspan=1, sticky="ew", padx=px(8), pady=0)
        else:
            self._words.grid(row=0, column=0, columnspan=4, sticky="ew", padx=px(4), pady=px(4))
        self.grid()

    def _say(self, words: str) -> None:
        words = bidi.visual(words, 0)
        if self.words != words:
            self._words.configure(text=words)

    def _clicked(self, event: "tk.Event[tk.Misc]") -> None:
        x = event.x - self._theme.px(_RING)
        self.on_card(voice_card.part_at(self._theme, x))

    def _draw(self) -> None:
        if self._voice is not None:
            data = voice_card.drawn(self._theme, self._voice, self.heard)
            wide, high = voice_card.size(self._theme)
            self._image.configure(width=wide, height=high)
            self._image.tk.call(str(self._image), "put", data, "-format", "PPM")

    def _restyle(self) -> None:
        if self.winfo_exists():
            palette = self._theme.palette
            self._meter.configure(background=palette.line)
            self._level.configure(background=palette.danger)
            self.card.configure(
                background=palette.page,
                highlightbackground=palette.page,
                highlightcolor=palette.accent,
            )
            self._draw()
