"""The places that were open when the window was closed: kept in the settings, and brought back.

Only of a window that was opened without a wish for a certain place: what the command line asks for
this once is not to be remembered. The own host is named, not started: that is asked for.
"""

from typing import TYPE_CHECKING

from desktopchat.irc.address import AddressError, parse_address
from desktopchat.store.person.settings import Place
from desktopchat.ui.start.page import JoinForm

if TYPE_CHECKING:
    from desktopchat.ui.app import Window

OWN = "own host"
"""Stands for it among the addresses."""


def keep(window: "Window") -> None:
    """Note which places are open, and which is shown; `Preferences.save` writes it."""
    settings, places = window.settings, window.places
    if window.request.mode != "choose":
        return
    settings.open_places = [place.kept_as for place in places.there]
    if places.asleep:
        settings.open_places.append(OWN)
    if places.shown is not None:
        settings.shown_place = places.shown.kept_as


def bring_back(window: "Window") -> bool:
    """Open again what was open; whether that is anything but the own host."""
    settings, places = window.settings, window.places
    if window.request.mode != "choose" or not settings.name:
        return False
    known = {place.address: place for place in settings.places}
    for kept in settings.open_places:
        try:
            address = parse_address(kept) if kept != OWN else None
        except AddressError:
            continue
        if address is None:
            places.asleep = settings.last_host.title
        else:
            place = known.get(kept, Place(kept))
            form = JoinForm(window.request.name or settings.name, address, "", place.room)
            places.come_back(form, place, shown=kept == settings.shown_place)
    return places.shown is not None
