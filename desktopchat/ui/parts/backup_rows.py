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
from desktopchat.words import dates, tr, tr_noop, trn
from desktopchat.words.lists import sentences
from desktopchat.words.reasons import reason

SEARCH_TEXT = tr_noop("backup back up restore save export import move computer keys accounts copy")
_OWN = tr_noop(
    "Your settings, accounts, the keys of hosts, and what you saw and wrote, as one file."
)
_WARNING = tr_noop(
    "Whoever has this file can go by your name: it holds the keys to your accounts. Keep it where"
    " only you can read it."
)
_BACK = tr_noop("Bring all that back from such a file, here or on another computer.")


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
        WrappedLabel(self, tr(_OWN), "Small.TLabel").pack(fill="x")
        self.make, self.made = self._part(tr("Back up…"), self._back_up)
        self.made.configure(text=tr(_WARNING))
        WrappedLabel(self, tr(_BACK), "Small.TLabel").pack(fill="x", pady=(px(16), 0))
        self.bring, self.brought = self._part(tr("Restore…"), self._restore)
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
        self.made.configure(text=tr("Writing…"), style="Small.TLabel")

        def work(tell: Callable[[Backup | str], object], _stop: threading.Event) -> None:
            try:
                tell(backup.write_backup(path))
            except OSError as error:
                tell(tr("It can't be written: {why}.", why=reason(error)))

        def told(made: Backup | str) -> None:
            self.make.state(["!disabled"])
            wrong = isinstance(made, str)
            words = made if isinstance(made, str) else sentences(_holds(made), tr(_WARNING))
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
        self._wait(tr("Reading…"))

        def told(found: Backup | str) -> None:
            self.bring.state(["!disabled"])
            if isinstance(found, str):
                self._say(found, wrong=True)
                return
            self._file = path
            self.bring.configure(text=tr("Replace what is here"), style="Danger.TButton")
            self.bring.focus_set()
            self._say(
                _contents(found)
                + " "
                + tr(
                    "It replaces your settings, accounts and conversations on this computer. What"
                    " is here now is kept aside, and can be found under Storage."
                ),
                wrong=True,
            )

        Background(self, lambda tell, _stop: tell(_tried(backup.read_backup, path)), told)

    def _stage(self, path: Path) -> None:
        self._forget()
        self._wait(tr("Copying…"))

        def told(found: Backup | str) -> None:
            self.bring.state(["!disabled"])
            wrong = isinstance(found, str)
            done = tr("Close DesktopChat and start it again: then all of it is here.")
            self._say(found if isinstance(found, str) else done, wrong=wrong)

        Background(self, lambda tell, _stop: tell(_tried(backup.stage, path)), told)

    def _forget(self) -> None:
        """It was not meant."""
        if self._file is not None:
            self._file = None
            self.bring.configure(text=tr("Restore…"), style="TButton")
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
    return trn("{n} chat", "{n} chats", count)


def _holds(made: Backup) -> str:
    if made.left_out:
        return tr(
            "All is in it, with what you saw in {chats}, but for {lost} that could not be read.",
            chats=_chats(made.logbooks),
            lost=_chats(made.left_out),
        )
    return tr("All is in it, with what you saw in {chats}.", chats=_chats(made.logbooks))


def _contents(found: Backup) -> str:
    day = found.made.astimezone()
    return tr(
        "It was made on {day} at {time}, with what you saw in {chats}.",
        day=dates.month_day(day, year=True),
        time=dates.clock(day),
        chats=_chats(found.logbooks),
    )
