"""Gathers what is new for a moment, and tells it where the person will see it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.notices import attention
from desktopchat.ui.notices.desktop import DesktopNotices
from desktopchat.ui.notices.notice import Notice, gathered, quiet
from desktopchat.ui.notices.sound import Sound
from desktopchat.ui.notices.toast import Toasts

GATHERED = 400  # milliseconds


class NoticeSettings(Protocol):
    """What is read of the window's settings."""

    @property
    def sounds(self) -> bool: ...
    @property
    def notifications(self) -> bool: ...
    @property
    def do_not_disturb(self) -> bool: ...
    @property
    def quiet_hours(self) -> str: ...


class Notifier:
    """Of a window. looked_at: whether the person looks at it now. now: the time here."""

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        settings: NoticeSettings,
        *,
        looked_at: Callable[[], bool],
        on_news: Callable[[], object],
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._root, self._settings = root, settings
        self._looked_at, self._now = looked_at, now
        self.toasts = Toasts(root, theme)
        self.desktop = DesktopNotices(on_news)
        self.sound = Sound()
        self._waiting: dict[str, tuple[Notice, Avatars]] = {}
        self._timer = ""

    def add(self, notice: Notice, avatars: Avatars) -> None:
        """Somebody wrote; told in a moment, with what others write until then."""
        before = self._waiting.pop(notice.key, None)
        if before is not None:
            notice = notice.after(before[0])
        self._waiting[notice.key] = notice, avatars
        if not self._timer:
            self._timer = self._root.after(GATHERED, self._tell)

    def withdraw(self, key: str) -> None:
        """All of a conversation was read."""
        self._waiting.pop(key, None)
        self.toasts.withdraw(key)
        self.desktop.withdraw(key)

    def take(self) -> None:
        """Do what was asked for in a notification; called at each tick of the window."""
        self.desktop.take()

    def close(self) -> None:
        if self._timer:
            self._root.after_cancel(self._timer)
        self.toasts.close()
        self.desktop.close()

    @property
    def silent(self) -> bool:
        """Whether nothing is to be told now."""
        settings = self._settings
        return settings.do_not_disturb or quiet(settings.quiet_hours, self._now())

    def _tell(self) -> None:
        self._timer = ""
        waiting, self._waiting = list(self._waiting.values()), {}
        if not waiting or self.silent:
            return
        told, avatars = gathered([notice for notice, _ in waiting]), waiting[-1][1]

        def show_here() -> None:
            self.toasts.show(told, avatars)

        here = self._looked_at()
        if not here:
            attention.ask(self._root)
        if not here and self._settings.notifications and self.desktop.possible:
            self.desktop.show(told, show_here)
        else:
            show_here()
        if self._settings.sounds:
            if self.sound.possible:
                self.sound.play()
            else:
                self._root.bell()
