"""Ctrl+, : all that there is to choose, by sections and by a search. All of it works at once.

What there is to choose is declared in `store.person.settings`; the sheet draws itself from that.
"""

import tkinter as tk
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.irc.names import nick_from_name
from desktopchat.store.person.setting_control import SECTIONS, Section, SettingControl, found
from desktopchat.store.person.settings import Settings, shown
from desktopchat.ui import keys
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.setting_row import SettingRow
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

_SIDE = 120  # pixels at 100 % of the sections beside the settings
_LEAST = 440  # pixels at 100 % of width below which the sections stand above the settings
_HEIGHT = 332  # pixels at 100 % that the settings take, however few a section has


@dataclass(slots=True, frozen=True)
class MoreRow:
    """What stands in a section besides settings. search_text: all that it is found by. make: gets
    what it is to be put in."""

    section: str
    search_text: str
    make: Callable[[tk.Misc], tk.Widget]


@dataclass(slots=True)
class _Row:
    widget: tk.Widget
    search_text: str


@dataclass(slots=True)
class _Page:
    """A section: its button, its frame with a heading, and its settings below each other."""

    button: ttk.Button
    frame: ttk.Frame
    rows: list[_Row]


class SettingsSheet(Sheet):
    """things: for settings that are lists of names, or one of what is known only here, the things
    that there are, by their name and what people call them. left_out: settings that mean nothing
    just now. on_change gets a setting's name and what was chosen; on_name a new name; on_zoom a
    step, 0 resets. more: stands below the settings of its section. section: the one that is shown
    first.
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
        more: Sequence[MoreRow] = (),
        section: str = "me",
    ) -> None:
        super().__init__(root, theme, width=640)
        self._own_name, self._on_name = settings.name, on_name
        self._on_change, self._on_zoom = on_change, on_zoom
        self._pages: dict[str, _Page] = {}
        self._shown = section
        self.heading(tr("Settings"))
        self.search = Field(
            self.head, theme, "", hint=tr("Search the settings"), on_enter=self._enter
        )
        self.search.pack(fill="x", pady=(0, theme.px(12)))
        self.search.on_change = self._show
        self._sections = ttk.Frame(self.body, style="TFrame")
        self._settings = ttk.Frame(self.body, style="TFrame")
        self._settings.columnconfigure(0, weight=1)
        self._nothing = WrappedLabel(
            self._settings,
            tr("No setting is called that. Try another word, such as “sound” or “colours”."),
            "Dim.TLabel",
        )
        for name, how in shown():
            value, offered = getattr(settings, name), things.get(name, ())
            choice = len(offered) > 1 or not isinstance(value, list)  # of one thing there is none
            if choice and name not in left_out:
                self._add(name, how, value, offered)
        for one in more:
            page = self._page(one.section)
            title = tr(SECTIONS[one.section].title)
            self._put(page, one.make(page.frame), f"{title} {one.search_text}")
        for key in SECTIONS:
            if key in self._pages:
                self._put_button(key)
        self._narrow: bool | None = None
        self.body.bind("<Configure>", self._arrange, add=True)
        self._arrange()
        self._show()
        self.done = self.add_button(tr("Done"), self._done, "Accent.TButton")
        self.open(self.search.entry, top=True)

    # how it is built

    def _page(self, key: str) -> _Page:
        """The page of a section, made when something is first put there."""
        if key not in self._pages:
            frame = ttk.Frame(self._settings, style="TFrame")
            frame.columnconfigure(0, weight=1)
            self._head(frame, SECTIONS[key])
            button = ttk.Button(
                self._sections,
                text=tr(SECTIONS[key].title),
                style="Row.TButton",
                command=lambda: self.show(key),
            )
            frame.grid(row=list(SECTIONS).index(key), column=0, sticky="ew")
            self._pages[key] = _Page(button, frame, [])
        return self._pages[key]

    def _head(self, frame: ttk.Frame, section: Section) -> None:
        px = self._theme.px
        ttk.Label(frame, text=tr(section.title), style="Bold.TLabel").grid(row=0, sticky="w")
        why = WrappedLabel(frame, tr(section.why), "Dim.TLabel")
        why.grid(row=1, sticky="ew", pady=(px(2), px(12)))

    def _put_button(self, key: str) -> None:
        button = self._pages[key].button
        button.bind("<Return>", lambda _event: button.invoke())
        for arrow, step in (("Up", -1), ("Left", -1), ("Down", 1), ("Right", 1)):
            button.bind(f"<{arrow}>", lambda _event, step=step: self._go_beside(key, step))  # type: ignore[misc]

    def _add(
        self, name: str, how: SettingControl, value: object, things: Sequence[tuple[str, str]]
    ) -> None:
        """Add a setting to its section."""
        page, theme = self._page(how.section), self._theme
        widget: tk.Widget
        if name == "name":
            self.field = Field(page.frame, theme, tr(how.words), on_enter=self._done)
            self.field.text = self._own_name
            widget = self.field
        elif name == "scale":
            self._size = widget = SettingRow(
                page.frame, theme, how, theme.size, on_change=lambda step: self._zoom(str(step))
            )
        else:
            widget = SettingRow(
                page.frame,
                theme,
                how,
                value,
                things=things,
                on_change=lambda chosen: self._on_change(name, chosen),
            )
        called = " ".join(words for _name, words in things)
        self._put(page, widget, f"{how.search_text} {called}")

    def _put(self, page: _Page, widget: tk.Widget, search_text: str) -> None:
        widget.grid(row=2 + len(page.rows), sticky="ew", pady=(0, self._theme.px(14)))
        page.rows.append(_Row(widget, search_text))

    def _arrange(self, _event: "tk.Event[tk.Misc] | None" = None) -> None:
        """Put the sections beside the settings, or above where it is narrow."""
        px, width = self._theme.px, self.body.winfo_width()
        narrow = 1 < width < px(_LEAST)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for number, page in enumerate(self._ordered()):
            row, column = divmod(number, 3) if narrow else (number, 0)
            page.button.grid(row=row, column=column, sticky="ew", pady=(0, px(2)))
        for column in range(3):
            self._sections.columnconfigure(
                column, weight=int(narrow), uniform="sections" if narrow else ""
            )
        self._sections.columnconfigure(0, weight=1, minsize=0 if narrow else px(_SIDE))
        self.body.columnconfigure(0, weight=int(narrow))
        self.body.columnconfigure(1, weight=int(not narrow))
        self.body.rowconfigure(0, minsize=0 if narrow else px(_HEIGHT))
        if narrow:
            self._sections.grid(row=0, column=0, sticky="new", padx=0, pady=(0, px(16)))
            self._settings.grid(row=1, column=0, sticky="new")
        else:
            self._sections.grid(row=0, column=0, sticky="new", padx=(0, px(24)), pady=0)
            self._settings.grid(row=0, column=1, sticky="new")
        self._hide_sections()

    def _ordered(self) -> list[_Page]:
        return [self._pages[key] for key in SECTIONS if key in self._pages]

    # what is shown

    def show(self, section: str) -> None:
        """Show one section, and forget what was sought."""
        self._shown = section
        self.search.text = ""
        self._show()
        page = self._pages[section]
        self.update_idletasks()
        for part in (page.rows[0].widget, *reversed(page.frame.grid_slaves(column=0)[-2:])):
            self.scrolled.see(part)  # the heading at last, should there be too little room

    def _show(self) -> None:
        """Show the section that is open, or of all of them what is sought."""
        sought = self.search.text.strip()
        some = False
        for key, page in self._pages.items():
            here = key == self._shown and not sought
            for row in page.rows:
                (row.widget.grid if here or found(row.search_text, sought) else
                 row.widget.grid_remove)()  # fmt: skip
            seen = here or (
                bool(sought) and any(found(row.search_text, sought) for row in page.rows)
            )
            some = some or seen
            (page.frame.grid if seen else page.frame.grid_remove)()
            page.button.state(["selected" if here else "!selected"])
            # As a row of tabs: one stop for Tab, and arrows go on from there.
            page.button.configure(takefocus=1 if key == self._shown else 0)
        self._hide_sections()
        if some:
            self._nothing.grid_remove()
        else:
            self._nothing.grid(row=len(SECTIONS), column=0, sticky="ew")

    def _hide_sections(self) -> None:
        """Give the room to what was found, where the sections would stand above it."""
        hidden = self._narrow and self.search.text.strip()
        (self._sections.grid_remove if hidden else self._sections.grid)()

    def _go_beside(self, key: str, step: int) -> str:
        there = [one for one in SECTIONS if one in self._pages]
        other = there[(there.index(key) + step) % len(there)]
        self.show(other)
        self._pages[other].button.focus_set()
        return "break"

    def _enter(self) -> None:
        """Go to the first setting that is shown."""
        self.update_idletasks()  # what was found is not on the screen yet where keys come fast
        for widget in self._all(self._settings):
            if widget.winfo_viewable() and self._takes_focus(widget):
                widget.focus_set()
                return

    def bind_keys(self, widget: tk.Misc) -> None:
        super().bind_keys(widget)
        for sequence in keys.sequences("search"):
            widget.bind(sequence, self._seek)
        if widget is self.search.entry:
            widget.bind("<Down>", lambda _event: self._enter())
        self.type_into(self.search, widget)  # it is sought

    def _seek(self, _event: "tk.Event[tk.Misc]") -> str:
        self.search.focus_entry()
        return "break"

    def _zoom(self, step: str) -> None:
        self._on_zoom(int(step))
        self._mark_size()

    def _mark_size(self) -> None:
        self._size.choices.mark(self._theme.size)

    def restyle(self) -> None:
        """The text may be of another size, by a key."""
        super().restyle()
        self._mark_size()

    # leaving

    def escape(self) -> None:
        """The first Esc ends a search."""
        if self.search.text:
            self.search.text = ""
            self.search.focus_entry()
        else:
            self.close()

    def has_unsaved(self) -> bool:
        return self.field.text != self._own_name

    def _done(self) -> None:
        name = " ".join(self.field.text.split())
        if self.has_unsaved() and not nick_from_name(name):
            self.show("me")
            self.field.say_wrong(tr("A name needs a letter or a digit, of any script."))
            return
        self.close()
        if name != self._own_name:
            self._on_name(name)
