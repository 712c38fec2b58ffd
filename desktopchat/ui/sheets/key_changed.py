"""The host shows another key than it had: what that may mean, and what to do."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.irc import fingerprint
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_WORDS = tr_noop(
    "The key of {host} is not the one it had when you were last here. Perhaps it was set up anew."
    " Or somebody in between pretends to be it, and would read what you write.\n\n"
    "Ask the person who hosts it, not through this chat, to read out the words of its key."
)


class KeyChangedSheet(Sheet):
    """*Stop* has the focus, and Esc stops too. old, new: fingerprints in hex, old may be ""."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        host: str,
        old: str,
        new: str,
        on_stop: Callable[[], object],
        on_trust: Callable[[], object],
    ) -> None:
        super().__init__(root, theme, width=480)
        self._on_stop, self._on_trust = on_stop, on_trust
        px = theme.px
        self.body.columnconfigure(0, weight=1)
        self.heading(tr("This host has another key"))
        WrappedLabel(self.body, tr(_WORDS, host=host), "Dim.TLabel").grid(
            row=1, sticky="ew", pady=(0, px(16))
        )
        self.words: list[str] = []
        for number, (title, key) in enumerate(((tr("Before"), old), (tr("Now"), new))):
            if key:
                self._key(2 + 2 * number, title, fingerprint.words(key))
        self.stop = ttk.Button(
            self.foot, text=tr("Stop"), style="Accent.TButton", command=lambda: self._do(on_stop)
        )
        self.stop.grid(row=0, sticky="ew", pady=(px(4), px(8)))
        self.trust = ttk.Button(
            self.foot,
            text=tr("Trust the new key"),
            style="Danger.TButton",
            command=lambda: self._do(on_trust),
        )
        self.trust.grid(row=1, sticky="ew")
        for button in (self.stop, self.trust):
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
        self.open(self.stop)

    def _key(self, row: int, title: str, words: str) -> None:
        px = self._theme.px
        self.words.append(words)
        ttk.Label(self.body, text=bidi.visual(title, 0), style="Dim.TLabel").grid(
            row=row, sticky="w"
        )
        WrappedLabel(self.body, words, "Bold.TLabel").grid(
            row=row + 1, sticky="ew", pady=(0, px(12))
        )

    def escape(self) -> None:
        self._do(self._on_stop)

    def _do(self, act: Callable[[], object]) -> None:
        self.close()
        act()
