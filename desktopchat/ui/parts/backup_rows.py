"""All that is a person's own into one file, and back: in the sheet of settings."""

import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

from desktopchat.store.errors import StoreError
from desktopchat.store.person import backup
from desktopchat.store.person.backup import Backup
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.background import Background
from desktopchat.ui.parts.scrolled import WrappedLabel

SEARCH_TEXT = "backup back up restore save export import move computer keys accounts copy"
_OWN = "Your settings, accounts, the keys of hosts, and what you saw and wrote, as one file."
_WARNING = (
    "Whoever has this file can go by your name: it holds the keys to your accounts. Keep it where"
    " only you can read it."
)
_BACK = "Bring all that back from such a file, here or on another computer."


class BackupRows(ttk.Frame):
    """choose_place, choose_file: let the person choose, None for nothing."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        choose_place: Callable[[], Path | None],
        choose_file: Callable[[], Path | None],
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme = theme
        self._choose_place, self._choose_file = choose_place, choose_file
        self._file: Path | None = None  # the one that was asked about
        px = theme.px
        WrappedLabel(self, _OWN, "Small.TLabel").pack(fill="x")
        self.make, self.made = self._part("Back up…", self._back_up)
        self.made.configure(text=_WARNING)
        WrappedLabel(self, _BACK, "Small.TLabel").pack(fill="x", pady=(px(16), 0))
        self.bring, self.brought = self._part("Restore…", self._restore)
        self.bring.bind("<FocusOut>", lambda _event: self._forget())

    def _part(self, words: str, command: Callable[[], object]) -> tuple[ttk.Button, WrappedLabel]:
        px = self._theme.px
        button = ttk.Button(self, text=words, command=command)
        button.bind("<Return>", lambda _event: button.invoke())
        button.pack(anchor="w", pady=(px(8), px(4)))
        label = WrappedLabel(self, "", "Small.TLabel")
        label.pack(fill="x")
        return button, label

    # there

    def _back_up(self) -> None:
        path = self._choose_place()
        if path is None:
            return
        self.make.state(["disabled"])
        self.made.configure(text="Writing…", style="Small.TLabel")

        def work(tell: Callable[[Backup | str], object], _stop: threading.Event) -> None:
            try:
                tell(backup.write_backup(path))
            except OSError as error:
                tell(f"It can't be written: {error.strerror or error}.")

        def told(made: Backup | str) -> None:
            self.make.state(["!disabled"])
            wrong = isinstance(made, str)
            words = made if isinstance(made, str) else f"{_holds(made)} {_WARNING}"
            self.made.configure(text=words, style="Error.TLabel" if wrong else "Small.TLabel")

        Background(self, work, told)

    # and back

    def _restore(self) -> None:
        """Ask when it is known what would come; a second time it is meant."""
        if self._file is not None:
            self._stage(self._file)
            return
        path = self._choose_file()
        if path is None:
            return
        self._wait("Reading…")

        def told(found: Backup | str) -> None:
            self.bring.state(["!disabled"])
            if isinstance(found, str):
                self._say(found, wrong=True)
                return
            self._file = path
            self.bring.configure(text="Replace what is here", style="Danger.TButton")
            self.bring.focus_set()
            self._say(
                f"{_contents(found)} It replaces your settings, accounts and conversations on this"
                " computer. What is here now is kept aside, and can be found under Storage.",
                wrong=True,
            )

        Background(self, lambda tell, _stop: tell(_tried(backup.read_backup, path)), told)

    def _stage(self, path: Path) -> None:
        self._forget()
        self._wait("Copying…")

        def told(found: Backup | str) -> None:
            self.bring.state(["!disabled"])
            wrong = isinstance(found, str)
            done = "Close DesktopChat and start it again: then all of it is here."
            self._say(found if isinstance(found, str) else done, wrong=wrong)

        Background(self, lambda tell, _stop: tell(_tried(backup.stage, path)), told)

    def _forget(self) -> None:
        """It was not meant."""
        if self._file is not None:
            self._file = None
            self.bring.configure(text="Restore…", style="TButton")
            self._say("")

    def _wait(self, words: str) -> None:
        self.bring.state(["disabled"])
        self._say(words)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.brought.configure(text=words, style="Error.TLabel" if wrong else "Small.TLabel")


def _tried(work: Callable[[Path], Backup], path: Path) -> Backup | str:
    try:
        return work(path)
    except StoreError as error:
        return str(error)


def _chats(count: int) -> str:
    return "1 chat" if count == 1 else f"{count} chats"


def _holds(made: Backup) -> str:
    lost = f", but for {_chats(made.left_out)} that could not be read" if made.left_out else ""
    return f"All is in it, with what you saw in {_chats(made.logbooks)}{lost}."


def _contents(found: Backup) -> str:
    day = found.made.astimezone()
    return f"It was made on {day:%Y-%m-%d at %H:%M}, with what you saw in {_chats(found.logbooks)}."
