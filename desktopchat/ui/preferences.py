"""What people choose for themselves: each is remembered, and counts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.irc.names import nick_from_name

if TYPE_CHECKING:
    from desktopchat.ui.app import Window


class Preferences:
    """Changes the settings of a window, and the window by them."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def zoom(self, step: int) -> None:
        self._window.theme.zoom(step)
        self._window.settings.scale = self._window.look.scale
        self._window.save()

    def set_theme(self, name: str) -> None:
        """Wear "light", "dark" or what the system has, and remember it."""
        self._window.settings.theme = name
        self._window.theme.apply(name)
        self._window.save()

    def set_order(self, *, by_talk: bool) -> None:
        """List the rooms by recent talk, or by name, and remember it."""
        self._window.settings.by_talk = by_talk
        if self._window.chat is not None:
            self._window.chat.mark("side")
        self._window.save()

    def set_typing(self, on: bool) -> None:
        """Show others that I am typing, or not, and remember it."""
        self._window.settings.tell_typing = on
        if self._window.client is not None:
            self._window.client.session.typing.show_others(on)
        self._window.save()

    def set_visible(self, visible: bool) -> None:
        """Be seen by people nearby, or not, and remember it."""
        self._window.settings.visible = visible
        self._window.nearby.heed_settings()
        self._window.save()

    def set_interfaces(self, names: list[str]) -> None:
        """Look for others by these network cards only, none for all, and remember it."""
        self._window.settings.interfaces = names
        self._window.nearby.heed_settings()
        self._window.save()

    def set_name(self, name: str) -> None:
        """Go by another name, here and in the chat that is open."""
        self._window.remember_name(name)
        if self._window.client is not None:
            self._window.client.session.me.set_realname(name)
            self._window.client.session.me.change_nick(nick_from_name(name))
