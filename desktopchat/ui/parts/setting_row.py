"""One setting in the sheet of settings: what it is changed by, and a line of why."""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from tkinter import ttk

from desktopchat.store.person.setting_control import SettingControl
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.words import tr

_NARROW = 100  # pixels at 100 % that a button of a row of choices has at least

_GAP = 4  # pixels at 100 % between buttons


class Choices(ttk.Frame):
    """A button for each choice (its key with its words), the chosen one in colour; none of them
    with chosen None. They stand beside each other as far as the widest has room."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        choices: Mapping[str, str],
        chosen: str | None,
        on_choice: Callable[[str], object],
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._on_choice, self._marks = theme, on_choice, chosen is not None
        self._columns = 0
        self.buttons: dict[str, ttk.Button] = {}
        for key, words in choices.items():
            button = ttk.Button(self, text=words, command=lambda key=key: self._choose(key))  # type: ignore[misc]
            self.buttons[key] = button
        self.mark(chosen)
        self._lay_out(len(choices))
        self.bind("<Configure>", self._resized)

    def _choose(self, key: str) -> None:
        if self._marks:
            self.mark(key)
        self._on_choice(key)  # at last: it may do away with the buttons, as another language does

    def mark(self, chosen: str | None) -> None:
        """Have this one in colour from now on."""
        for key, button in self.buttons.items():
            button.configure(style="Accent.TButton" if key == chosen else "TButton")

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        # All columns are as wide as one with the gap before it.
        widest = max(button.winfo_reqwidth() for button in self.buttons.values())
        widest += self._theme.px(_GAP)
        count = len(self.buttons)
        fit = max(1, min(count, event.width // max(widest, self._theme.px(_NARROW) // 2)))
        rows = -(-count // fit)
        self._lay_out(-(-count // rows))

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        gap, before, self._columns = self._theme.px(_GAP), self._columns, columns
        for column in range(max(before, columns)):
            used = column < columns
            self.columnconfigure(column, weight=int(used), uniform="choices" if used else "")
        for number, button in enumerate(self.buttons.values()):
            row, column = divmod(number, columns)
            button.grid(
                row=row, column=column, sticky="ew",
                padx=(gap if column else 0, 0), pady=(gap if row else 0, 0),
            )  # fmt: skip


class SettingRow(ttk.Frame):
    """A setting, drawn as its value demands: one of several, a list of names, or a yes or no.

    things: for a list, or one of what is known only here, the things that there are, by their name
    and what people call them.
    on_change gets what was chosen.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        how: SettingControl,
        value: object,
        *,
        things: Sequence[tuple[str, str]] = (),
        on_change: Callable[[object], object],
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._how, self._on_change = theme, how, on_change
        self._variables: list[tk.Variable] = []  # Tk forgets those that nobody holds
        one_of = {key: tr(words) for key, words in how.one_of.items()}
        if isinstance(value, str):
            one_of |= things
        if one_of:
            WrappedLabel(self, tr(how.words)).pack(fill="x")
            chosen = value if isinstance(value, str) else None
            self.choices = Choices(self, theme, one_of, chosen, on_change)
            self.choices.pack(fill="x", pady=(theme.px(4), 0))
        elif isinstance(value, list):
            self._add_several(value, things)
        else:
            self._box(tr(how.words), value is True, on_change)
        if how.why:
            inset = 0 if one_of or isinstance(value, list) else theme.px(26)
            why = WrappedLabel(self, tr(how.why), "Small.TLabel")
            why.pack(fill="x", padx=(inset, 0), pady=(theme.px(2), 0))

    def _box(self, words: str, on: bool, on_change: Callable[[bool], object]) -> tk.BooleanVar:
        variable = tk.BooleanVar(self, on)
        self._variables.append(variable)
        box = ttk.Checkbutton(self, text=words, variable=variable)
        box.configure(command=lambda: on_change(variable.get()))
        box.pack(anchor="w")
        return variable

    def _add_several(self, used: Sequence[str], things: Sequence[tuple[str, str]]) -> None:
        """A box for each thing; one of them is always ticked, and with all of them none is named,
        so that new ones count, too."""
        ticked: dict[str, tk.BooleanVar] = {}

        def choose(thing: str) -> None:
            if not any(one.get() for one in ticked.values()):
                ticked[thing].set(True)
            names = [one for one, variable in ticked.items() if variable.get()]
            self._on_change([] if len(names) == len(ticked) else names)

        for thing, called in things:
            ticked[thing] = self._box(
                tr(self._how.words, thing=called),
                not used or thing in used,
                lambda _on, thing=thing: choose(thing),  # type: ignore[misc]
            )
