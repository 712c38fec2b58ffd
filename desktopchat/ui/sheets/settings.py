"""Ctrl+, : one's name, the looks, and who sees me by which network. All of it works at once.

What there is to choose is declared in `store.person.settings`; the sheet draws itself from that.
"""

import tkinter as tk
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import groupby
from tkinter import ttk

from desktopchat.irc.names import nick_from_name
from desktopchat.store.person.settings import SettingControl, Settings, shown
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.sheets.sheet import Sheet

_SIZES = {"-1": "Smaller", "0": "Normal", "1": "Larger"}


class SettingsSheet(Sheet):
    """things: for settings that are lists of names, the things that there are, by their name and
    what people call them. left_out: settings that mean nothing just now. on_change gets a setting's
    name and what was chosen; on_name a new name; on_zoom a step, 0 resets.
    """

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        settings: Settings,
        *,
        things: Mapping[str, Sequence[tuple[str, str]]],
        left_out: Container[str] = (),
        on_change: Callable[[str, object], object],
        on_name: Callable[[str], object],
        on_zoom: Callable[[int], object],
    ) -> None:
        super().__init__(root, theme, width=400)
        self._own_name, self._on_name, self._on_change = settings.name, on_name, on_change
        self._variables: list[tk.Variable] = []  # Tk forgets those that nobody holds
        self.body.columnconfigure(0, weight=1)
        self.heading("Settings")
        self.field = Field(self.body, theme, "Your name", on_enter=self._done)
        self.field.text = settings.name
        self.field.pack(fill="x", pady=(0, theme.px(16)))
        sizes = self._section("Text size")
        self._buttons(sizes, _SIZES, None, lambda step: on_zoom(int(step)))
        offered = [(name, how) for name, how in shown() if name not in left_out]
        for section, ones in groupby(offered, lambda one: one[1].section):
            place = self._section(section)
            for name, how in ones:
                self._add(place, name, how, getattr(settings, name), things.get(name, ()))
        self.add_button("Done", self._done, "Accent.TButton")
        self.open(self.field.entry)
        self.field.entry.icursor("end")

    def _section(self, heading: str) -> ttk.Frame:
        place = ttk.Frame(self.body, style="TFrame")
        place.pack(fill="x", pady=(0, self._theme.px(16)))
        ttk.Label(place, text=heading, style="Dim.TLabel").pack(anchor="w")
        return place

    def _add(
        self,
        place: ttk.Frame,
        name: str,
        how: SettingControl,
        value: object,
        things: Sequence[tuple[str, str]],
    ) -> None:
        """Add what a setting is changed by, as its value demands."""
        if how.one_of:
            self._buttons(place, how.one_of, str(value), lambda key: self._on_change(name, key))
        elif isinstance(value, list):
            if len(things) > 1:
                self._add_several(place, name, how, value, things)
        else:
            self._box(place, how.words, value is True, lambda on: self._on_change(name, on))

    def _buttons(
        self,
        place: ttk.Frame,
        choices: Mapping[str, str],
        chosen: str | None,
        on_choice: Callable[[str], object],
    ) -> None:
        """A button for each choice, the chosen one in colour; none of them with None."""
        px = self._theme.px
        row = ttk.Frame(place, style="TFrame")
        row.pack(fill="x", pady=(px(4), 0))
        buttons: dict[str, ttk.Button] = {}

        def mark(chosen: str) -> None:
            for key, button in buttons.items():
                button.configure(style="Accent.TButton" if key == chosen else "TButton")

        def choose(key: str) -> None:
            on_choice(key)
            if chosen is not None:
                mark(key)

        for column, (key, words) in enumerate(choices.items()):
            row.columnconfigure(column, weight=1, uniform="choices")
            button = ttk.Button(row, text=words)
            button.configure(command=lambda key=key: choose(key))  # type: ignore[misc]
            button.grid(row=0, column=column, sticky="ew", padx=(0 if column == 0 else px(4), 0))
            buttons[key] = button
        mark(chosen or "")

    def _box(
        self, place: ttk.Frame, words: str, on: bool, on_change: Callable[[bool], object]
    ) -> tk.BooleanVar:
        variable = tk.BooleanVar(self, on)
        self._variables.append(variable)
        box = ttk.Checkbutton(place, text=words, variable=variable)
        box.configure(command=lambda: on_change(variable.get()))
        box.pack(anchor="w", pady=(self._theme.px(4), 0))
        return variable

    def _add_several(
        self,
        place: ttk.Frame,
        name: str,
        how: SettingControl,
        used: Sequence[str],
        things: Sequence[tuple[str, str]],
    ) -> None:
        """A box for each thing; one of them is always ticked, and with all of them none is named,
        so that new ones count, too."""
        ticked: dict[str, tk.BooleanVar] = {}

        def choose(thing: str) -> None:
            if not any(one.get() for one in ticked.values()):
                ticked[thing].set(True)
            names = [one for one, variable in ticked.items() if variable.get()]
            self._on_change(name, [] if len(names) == len(ticked) else names)

        for thing, called in things:
            ticked[thing] = self._box(
                place,
                how.words.format(called),
                not used or thing in used,
                lambda _on, thing=thing: choose(thing),  # type: ignore[misc]
            )

    def _done(self) -> None:
        name = " ".join(self.field.text.split())
        if not nick_from_name(name):
            self.field.say_wrong("A name needs a letter or a digit, of any script.")
            return
        self.close()
        if name != self._own_name:
            self._on_name(name)
