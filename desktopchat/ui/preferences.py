"""What people choose for themselves: each is remembered, and counts at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.store.person import settings
from desktopchat.words import tr
from desktopchat.words.reasons import reason

if TYPE_CHECKING:
    from desktopchat.ui.app import Window


class Preferences:
    """Changes the settings of a window, and the window by them."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def zoom(self, step: int) -> None:
        self._window.theme.zoom(step)
        self._window.settings.scale = self._window.look.scale
        self.save()

    def set(self, name: str, value: object) -> None:
        """Remember a setting, and let what shows it follow."""
        if name == "language":
            back = partial(self._window.show_settings, "language")
            self._window.choose_language(str(value), back)
            return
        setattr(self._window.settings, name, value)
        if name in _FOLLOWS:
            _FOLLOWS[name](self._window)
        for place in self._window.places:
            place.setting_changed(name)
        self.save()

    def set_name(self, name: str) -> None:
        """Go by another name, here and in every place that is open."""
        self._window.remember_name(name)
        for place in self._window.places:
            place.go_by(name)

    def chose_emoji(self, sign: str) -> None:
        self._window.settings.chose_emoji(sign)
        self.save()

    def save(self) -> None:
        """Keep all for the next start; where that can't be, it is said."""
        try:
            settings.save(self._window.settings)
        except OSError as error:
            import logging  # rarely of use, and a part of the start that is felt

            logging.getLogger(__name__).warning("The settings could not be saved: %s", error)
            why = reason(error)
            self._window.say(
                tr("This is not kept for the next start: {why}. Make room on the disk.", why=why)
            )


def _wear_theme(window: Window) -> None:
    window.theme.apply(window.settings.theme)


def _stand_out(window: Window) -> None:
    window.look.contrast = window.settings.contrast
    window.theme.apply(window.look.theme)


def _move(window: Window) -> None:
    window.theme.movement.choose(window.settings.movement)


def _be_near(window: Window) -> None:
    window.nearby.heed_settings()


_FOLLOWS: dict[str, Callable[[Window], None]] = {
    "theme": _wear_theme,
    "contrast": _stand_out,
    "movement": _move,
    "visible": _be_near,
    "interfaces": _be_near,
}
"""What the window itself does when a setting was changed; the rest is a page's (`on_setting`)."""
