"""The thin line that appears only when the connection is not as it should be."""

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk

from desktopchat.client.model import ON_ITS_WAY, Conversation, Phase
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr, trn
from desktopchat.words.lists import sentences

COUNTED = 2.5
"""Seconds until the next try that are worth telling, and worth a button that spares them."""


def waits_long(retry_in: float | None) -> bool:
    return retry_in is not None and retry_in > COUNTED


def connection_words(
    phase: Phase,
    retry_in: float | None,
    waiting: int,
    problem: Problem | None,
    trouble: str = "",
    *,
    unhosted: bool = False,
    asks_password: bool = False,
) -> str:
    """What the line says; "" when all is well. retry_in: seconds; waiting: messages that are not
    sent yet; trouble: why nothing is kept on this computer, "" while all is; unhosted: as the
    `Context` has it; asks_password: whether a password is asked for beside it."""
    kept = _kept(waiting, trouble)
    if asks_password:
        return kept
    if phase is Phase.ONLINE:
        nothing = tr("Nothing is kept on this computer just now.")
        return f"{nothing} {trouble}" if trouble else ""
    if phase in (Phase.WAITING, Phase.CONNECTING, Phase.REGISTERING):
        if unhosted:
            nobody = tr("Nobody hosts this chat now.")
            back = tr("Once somebody does, you are back in it by yourself.")
            return sentences(nobody, back, kept)
        if problem is not None and problem.kind is ProblemKind.MOVED and not trouble:
            return ""  # all goes as it should: I am there in a moment
        if problem is not None and problem.kind is ProblemKind.ENDED:
            return sentences(problem.what, problem.next_step, kept)
        why = problem.what if problem is not None else ""
        soon = tr("Reconnecting…")
        # A short pause is not counted: with a host nearby the words would never stand still.
        if phase is Phase.WAITING and waits_long(retry_in):
            soon = tr("Reconnecting in {n} s…", n=round(retry_in or 0))
        return sentences(why, soon, kept)
    if problem is not None:
        return sentences(problem.what, problem.next_step, kept)
    return sentences(tr("Not connected."), kept)


def _kept(waiting: int, trouble: str) -> str:
    """What becomes of messages that are not sent yet."""
    if not trouble:
        kept = trn(
            "Your message is kept (1 waiting).", "Your messages are kept ({n} waiting).", waiting
        )
        return kept if waiting else ""
    if not waiting:
        return sentences(tr("What you write is in this window only."), trouble)
    only = trn(
        "Your message is in this window only: leave it open.",
        "Your {n} messages are in this window only: leave it open.",
        waiting,
    )
    return sentences(only, trouble)


def waiting_in(conversations: Iterable[Conversation]) -> int:
    """Messages that were written and are not sent yet."""
    return sum(
        1
        for conversation in conversations
        for entry in conversation.entries[-500:]
        if entry.delivery in ON_ITS_WAY
    )


class StatusLine(ttk.Frame):
    """Words about the connection, and *Try now*. Takes no room while there are none."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_retry: Callable[[], object]) -> None:
        px = theme.px
        super().__init__(parent, style="Alert.TFrame", padding=(px(16), px(4), px(12), px(4)))
        self.columnconfigure(0, weight=1)
        self._label = ttk.Label(self, style="Alert.TLabel", anchor="w", justify="left")
        self._label.grid(row=0, column=0, sticky="ew")
        self.button = ttk.Button(
            self, text=tr("Try now"), style="Alert.Link.TButton", command=on_retry
        )
        self.bind("<Configure>", self._resized)
        self._margin = px(140)

    @property
    def words(self) -> str:
        return str(self._label.cget("text"))

    def say(self, words: str, *, can_retry: bool) -> None:
        """Say this, or with "" go away."""
        shown = bidi.visual(words, 0)
        if shown != self.words:
            self._label.configure(text=shown)
        if can_retry and words:
            self.button.grid(row=0, column=1)
        else:
            self.button.grid_remove()
        if words:
            self.grid()
        else:
            self.grid_remove()

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        self._label.configure(wraplength=max(1, event.width - self._margin))
