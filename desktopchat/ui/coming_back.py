"""The places that were open when the window was closed: kept in the settings, and brought back.

All places that are open come back, wherever they were asked for, unless they were left on purpose;
also after a crash, as they are noted when they change. A window that was opened for a certain place
opens that one alone, and leaves those of before to the next start. Only the first window does all
this: a second one beside it would be twice in each place. The own host is named, not started: that
is asked for. But where others could carry it on, it comes back as a place of theirs.
"""

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from desktopchat.hosting import sign
from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.store.lock import claim
from desktopchat.store.paths import data_dir, host_dir
from desktopchat.store.person.settings import Place
from desktopchat.store.person.trust import Trust
from desktopchat.ui.start.page import JoinForm
from desktopchat.ui.waiting_window import WINDOW_LOCK

if TYPE_CHECKING:
    from desktopchat.ui.app import Window

OWN = "own host"  # no words: in the settings file
"""Stands for it among the addresses."""


class ComingBack:
    """Of one window."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._held: BinaryIO | None = None
        """The file that only one window of this person holds."""
        self._waiting: list[str] = []
        """What was open before, and comes back at the next start."""

    @property
    def first(self) -> bool:
        """Whether this is the window that comes back with its places."""
        return self._held is not None

    def bring_back(self) -> bool:
        """Open again what was open; whether that is anything but the own host."""
        settings, places = self._window.settings, self._window.places
        if not self._claim():
            return False
        if self._window.request.mode != "choose":
            self._waiting = list(settings.open_places)
            return False
        known = {place.address: place for place in settings.places}
        name = self._window.request.name or settings.name
        for kept in settings.open_places if name else ():
            if kept == OWN:
                self._bring_back_own(name)
                continue
            try:
                address = parse_address(kept)
            except AddressError:
                continue
            place = known.get(kept) or self._other_way_to(address, kept)
            form = JoinForm(name, address, "", place.room)
            places.come_back(form, place, shown=kept == settings.shown_place)
        return places.shown is not None

    def _other_way_to(self, address: Address, kept: str) -> Place:
        """What is remembered of a place by another address: where it went to, in another window."""
        trust = Trust()
        root = trust.root(trust.pin(address.authority))
        for place in self._window.settings.places if root else ():
            with contextlib.suppress(AddressError):
                if trust.root(trust.pin(parse_address(place.address).authority)) == root:
                    return replace(place, address=kept)
        return Place(kept)

    def _bring_back_own(self, name: str) -> None:
        """Go to the own chat as everybody does where others may carry it on; else it sleeps."""
        window, last = self._window, self._window.settings.last_host
        if sign.left_running(window.request.host.data or host_dir()) is None:
            with contextlib.suppress(AddressError):
                address = parse_address(last.link)
                trust = Trust()
                if len(trust.places(trust.root(address.fingerprint))) > 1:  # others than this one
                    form = JoinForm(name, address, "", last.room)
                    known = Place(str(replace(address, fingerprint="")), last.title, last.room)
                    shown = window.settings.shown_place == OWN
                    window.places.come_back(form, known, shown=shown, own=True)
                    return
        window.places.asleep = last.title

    def keep(self) -> None:
        """Note which places are open, and which is shown; `Preferences.save` writes it."""
        settings, places = self._window.settings, self._window.places
        if self._held is None:
            return
        here = [place.kept_as for place in places.there]
        if places.asleep:
            here.append(OWN)
        # Once one is open here, it is here that it is left, too.
        self._waiting = [one for one in self._waiting if one not in here]
        settings.open_places = here + self._waiting
        if places.shown is not None:
            settings.shown_place = places.shown.kept_as

    def close(self) -> None:
        """Let another window be the one."""
        if self._held is not None:
            self._held.close()

    def _claim(self) -> bool:
        try:
            data_dir().mkdir(parents=True, exist_ok=True)
            self._held = claim(data_dir() / WINDOW_LOCK)
        except OSError:
            return False
        return self._held is not None
