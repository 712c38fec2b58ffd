"""Ctrl+, : one's name, the looks, and who sees me by which network. All of it works at once."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.irc.names import nick_from_name
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.sheets.sheet import Sheet

_THEMES = {"system": "System", "light": "Light", "dark": "Dark"}


class SettingsSheet(Sheet):
    """cards: the network cards that there are, by their name and what people call them, none where
    nobody is looked for; used: the names of those that are used, none for all. on_name gets a new
    name; on_theme "system", "light" or "dark"; on_zoom a step, 0 resets; on_typing whether others
    see that I type; on_visible whether people nearby see me; on_interfaces the names of the cards
    to use, none for all.
    """

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        name: str,
        look: str,
        typing: bool,
        visible: bool,
        cards: Sequence[tuple[str, str]],
        used: Sequence[str],
        on_name: Callable[[str], object],
        on_theme: Callable[[str], object],
        on_zoom: Callable[[int], object],
        on_typing: Callable[[bool], object],
        on_visible: Callable[[bool], object],
        on_interfaces: Callable[[list[str]], object],
        on_closed: Callable[[], object],
    ) -> None:
        super().__init__(root, theme, width=400, on_closed=on_closed)
        self._own_name, self._on_name = name, on_name
        px = theme.px
        self.body.columnconfigure(0, weight=1)
        self.heading("Settings")
        self.field = Field(self.body, theme, "Your name", on_enter=self._done)
        self.field.text = name
        self.field.grid(row=1, column=0, sticky="ew", pady=(0, px(16)))
        ttk.Label(self.body, text="Colours", style="Dim.TLabel").grid(row=2, column=0, sticky="w")
        looks = ttk.Frame(self.body, style="TFrame")
        looks.grid(row=3, column=0, sticky="ew", pady=(px(4), px(16)))
        self._looks: dict[str, ttk.Button] = {}
        for column, (key, words) in enumerate(_THEMES.items()):
            looks.columnconfigure(column, weight=1, uniform="looks")
            button = ttk.Button(looks, text=words)
            button.configure(command=lambda key=key: self._look(key, on_theme))  # type: ignore[misc]
            button.grid(row=0, column=column, sticky="ew", padx=(0 if column == 0 else px(4), 0))
            self._looks[key] = button
        self._mark(look)
        ttk.Label(self.body, text="Text size", style="Dim.TLabel").grid(row=4, column=0, sticky="w")
        sizes = ttk.Frame(self.body, style="TFrame")
        sizes.grid(row=5, column=0, sticky="ew", pady=(px(4), px(16)))
        for column, (words, step) in enumerate((("Smaller", -1), ("Normal", 0), ("Larger", 1))):
            sizes.columnconfigure(column, weight=1, uniform="sizes")
            button = ttk.Button(sizes, text=words)
            button.configure(command=lambda step=step: on_zoom(step))  # type: ignore[misc]
            button.grid(row=0, column=column, sticky="ew", padx=(0 if column == 0 else px(4), 0))
        ttk.Label(self.body, text="What others see", style="Dim.TLabel").grid(
            row=6, column=0, sticky="w"
        )
        self.typing = tk.BooleanVar(self, typing)
        ttk.Checkbutton(
            self.body,
            text="Show others that I am typing",
            variable=self.typing,
            command=lambda: on_typing(self.typing.get()),
        ).grid(row=7, column=0, sticky="w", pady=(px(4), px(16)))
        if cards:
            self._build_network(visible, cards, used, on_visible, on_interfaces)
        self.add_button("Done", self._done, "Accent.TButton")
        self.open(self.field.entry)
        self.field.entry.icursor("end")

    def _build_network(
        self,
        visible: bool,
        cards: Sequence[tuple[str, str]],
        used: Sequence[str],
        on_visible: Callable[[bool], object],
        on_interfaces: Callable[[list[str]], object],
    ) -> None:
        px = self._theme.px
        network = ttk.Frame(self.body, style="TFrame")
        network.grid(row=8, column=0, sticky="ew", pady=(0, px(16)))
        ttk.Label(network, text="On the network", style="Dim.TLabel").pack(anchor="w")
        self.visible = tk.BooleanVar(self, visible)
        ttk.Checkbutton(
            network,
            text="People nearby see me and chats I host",
            variable=self.visible,
            command=lambda: on_visible(self.visible.get()),
        ).pack(anchor="w", pady=(px(4), 0))
        self.cards = {name: tk.BooleanVar(self, not used or name in used) for name, _ in cards}
        if len(cards) < 2:
            return

        def choose(name: str) -> None:
            if not any(chosen.get() for chosen in self.cards.values()):
                self.cards[name].set(True)  # with none there is no network at all
            names = [name for name, chosen in self.cards.items() if chosen.get()]
            on_interfaces([] if len(names) == len(self.cards) else names)

        for name, shown in cards:
            check = ttk.Checkbutton(network, text=f"Use {shown}", variable=self.cards[name])
            check.configure(command=lambda name=name: choose(name))  # type: ignore[misc]
            check.pack(anchor="w", pady=(px(4), 0))

    def _mark(self, look: str) -> None:
        for key, button in self._looks.items():
            button.configure(style="Accent.TButton" if key == look else "TButton")

    def _look(self, key: str, on_theme: Callable[[str], object]) -> None:
        on_theme(key)
        self._mark(key)

    def _done(self) -> None:
        name = " ".join(self.field.text.split())
        if not nick_from_name(name):
            self.field.say_wrong("A name needs a letter or a digit, of any script.")
            return
        self.close()
        if name != self._own_name:
            self._on_name(name)
