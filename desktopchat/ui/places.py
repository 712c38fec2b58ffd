"""The places that are open beside each other in one window, and which of them is shown.

Each goes on while another one is shown: it is looked at in each tick, and its page keeps what it
has. Closing one touches no other.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.problems import Problem
from desktopchat.irc.address import Address
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.standing import Standing, State
from desktopchat.ui.start.page import JoinForm

if TYPE_CHECKING:
    from desktopchat.client.model import Entry
    from desktopchat.store.person.settings import Place
    from desktopchat.ui.app import Window
    from desktopchat.ui.chat.context import SearchedPlace
    from desktopchat.ui.open_place import OpenPlace
    from desktopchat.ui.place_strip import PlaceStrip
    from desktopchat.ui.sheets.jump import Goal
    from desktopchat.ui.start.hosting import Hosting

_LEAST_WAIT = 0.05  # seconds that each goodbye may take


class Places:
    """Those of a window, in the order in which they were opened.

    shown: the one that is seen, None while the first page is. wanted: the one that the first page
    is on its way to. asleep: the title of the own host that was open when the window was closed,
    until it is hosted again; "" for none. unread: how many messages there are to be read in all.
    """

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._open: list[OpenPlace] = []
        self.shown: OpenPlace | None = None
        self.wanted: OpenPlace | None = None
        self._last: OpenPlace | None = None  # shown before the first page was
        self._titled = ""
        self.unread = 0
        self._dotted = False  # whether the icon says that there is something to read
        self.asleep = ""
        self._turn_taken = False  # in this tick a page was built out of sight
        self._strip: PlaceStrip | None = None

    def __iter__(self) -> "Iterator[OpenPlace]":
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    @property
    def own(self) -> "OpenPlace | None":
        """The one that this window hosts."""
        return next((place for place in self._open if place.role.hosting is not None), None)

    @property
    def there(self) -> "list[OpenPlace]":
        """Those that can be shown."""
        return [place for place in self._open if place is not self.wanted]

    @property
    def several(self) -> bool:
        """Whether it has to be said which of them is meant."""
        return len(self.there) + bool(self.asleep) > 1

    @property
    def last(self) -> "OpenPlace | None":
        """The one to go back to from the first page."""
        if self._last in self._open:
            return self._last
        return next(iter(self.there), None)

    @property
    def edge(self) -> int:
        """Pixels of the window's left that the strip of places takes."""
        return self._strip.wide if self._strip is not None else 0

    def put_strip(self) -> None:
        """Place the strip, in the size that all has now."""
        if self._strip is not None:
            self._strip.place(x=0, y=0, width=self._strip.wide, relheight=1)

    @property
    def words(self) -> list[str]:
        """What the strip says of each place; nothing where there is no strip."""
        return self._strip.words if self._strip is not None else []

    # keys

    def step(self, by: int) -> None:
        """Show the place below (1) or above (-1), and round again."""
        there = self.there
        at = there.index(self.shown) if self.shown in there else -1 if by > 0 else 0
        if there:
            self.show(there[(at + by) % len(there)])

    def show_number(self, number: int) -> None:
        """Show one by its number in the strip, from 0."""
        if number < len(self.there):
            self.show(self.there[number])
        elif number == len(self.there) and self.asleep:
            self._window.first.offer_hosting()

    # what is in the other places

    def elsewhere(self, place: "OpenPlace") -> "dict[Goal, Callable[[], object]]":
        """Where one can go in all but this one, and what goes there."""
        ways: dict[Goal, Callable[[], object]] = {}
        for number, other in enumerate(self.there):
            if other is not place and other.chat is not None:
                for goal in other.chat.navigation.goals():
                    key = f"{number}:{goal.key}"  # two places may have one title
                    ways[replace(goal, key=key, place=other.title)] = partial(self._go, other, goal)
        return ways

    def _go(self, place: "OpenPlace", goal: "Goal") -> None:
        self.show(place)  # which may build its page anew
        if place.chat is not None:
            place.chat.navigation.go(goal)

    def searched_elsewhere(self, place: "OpenPlace") -> "list[SearchedPlace]":
        """All but this one, to be searched."""
        from desktopchat.ui.chat.context import SearchedPlace

        return [
            SearchedPlace(other.title, other.chat.context, partial(self._go_found, other))
            for other in self.there
            if other is not place and other.chat is not None
        ]

    def _go_found(self, place: "OpenPlace", name: str, entry: "Entry") -> None:
        self.show(place)
        if place.chat is not None:
            place.chat.searching.go(name, entry)

    def new_elsewhere(self, place: "OpenPlace", mentions: bool) -> bool:
        """Go to what is new, or names me, in the next place after this one that has any."""
        there = self.there
        after = there.index(place) + 1
        for other in there[after:] + there[: after - 1]:
            if other.chat is not None and other.chat.navigation.go_to_new(mentions=mentions):
                self.show(other)
                return True
        return False

    # coming and going

    def enter(self, form: JoinForm, hosting: "Hosting | None" = None) -> bool:
        """Go to a place that the first page asks for. False where it is open already: then it is
        shown."""
        if hosting is not None:
            self.asleep = ""
        elif (known := self._at(form.address)) is not None:
            if not known.is_over:
                self.go_to(known, form.room)
                return False
            self.close(known, go_on=False)
        from desktopchat.ui.open_place import OpenPlace

        self.wanted = OpenPlace(self._window, form, hosting)
        self._open.append(self.wanted)
        return True

    def come_back(self, form: JoinForm, known: "Place", *, shown: bool, own: bool = False) -> None:
        """Open one that was open when the window was closed. shown: it is the one to be seen. own:
        it was hosted here, and others may carry it on."""
        from desktopchat.ui.open_place import OpenPlace

        place = OpenPlace(self._window, form, known=known, was_own=own)
        self._open.append(place)
        if shown or self.shown is None:
            self.shown = place

    def turn_of(self, place: "OpenPlace") -> bool:
        """Whether a place that comes back may build its page now: the one that is seen first, then
        one in each tick."""
        if place is self.shown:
            return True
        if self._turn_taken or (self.shown is not None and self.shown.chat is None):
            return False
        self._turn_taken = True
        return True

    def make_way(self, place: "OpenPlace") -> bool:
        """A place has something to show: whether it is to be seen now, in place of the first page.
        A person who has gone elsewhere meanwhile stays there."""
        window = self._window
        if place is not self.wanted:
            return place is self.shown
        self.wanted = None
        window.start.progress("")
        if self.shown is not None:
            window.focus_back()
            return False
        window.start.place_forget()
        window.take_focus()
        self.shown = place
        return True

    def twin(self, place: "OpenPlace") -> "OpenPlace | None":
        """Another one that is the same chat, by another address."""
        same = (one for one in self._open if one is not place and one.key == place.key)
        return next(same, None) if place.key else None

    def give_way(self, place: "OpenPlace", twin: "OpenPlace", room: str) -> None:
        """A place turned out to be one that is open already, which stays."""
        wanted = place is self.wanted
        self.close(place)
        if wanted:
            self._window.start.progress("")
            self.go_to(twin, room)

    def go_to(self, place: "OpenPlace", room: str = "") -> None:
        """Show a place, and there a room ("" for the one that is open)."""
        self.show(place)
        place.return_to(room)

    def show(self, place: "OpenPlace") -> None:
        """Show one; what was shown goes on out of sight."""
        if place is self.shown:
            return
        self.hide()
        self._window.start.place_forget()
        self.shown = place
        place.appear()
        self._window.be_seen()

    def hide(self) -> None:
        """Show none of them."""
        window = self._window
        window.sheets.close()  # it acts on the page that it was opened from
        window.take_focus()
        if self.shown is not None:
            self.shown.disappear()
            self._last, self.shown = self.shown, None

    def close(
        self, place: "OpenPlace", wait: float = 0.0, *, end_host: bool = True, go_on: bool = True
    ) -> None:
        """Leave one. wait: seconds that the goodbye may take. end_host: an own host ends; else it
        runs until the last one has left. go_on: show another one in its stead, or the first page.
        """
        at = self._open.index(place)
        self._open.remove(place)
        if place is self.wanted:
            self.wanted = None
        seen = place is self.shown
        if seen:
            self.shown = None
            self._window.sheets.close()
        place.close(wait, end_host=end_host)
        if not self._window.closing:
            self._window.coming_back.keep()
            self._window.preferences.save()
        if seen and go_on:
            left = self.there
            if left:
                self.show(left[min(at, len(left) - 1)])
            else:
                self._window.show_start()

    def keep_no_copy(self, root: str) -> None:
        """Delete the copy on this computer of the chat that is known by this root, or no longer
        begin with it when the chat is open again."""
        settings = self._window.settings
        for place in self._open:
            if place.role.keeper.folder.name == root:
                if place.role.hosting is not None:
                    return  # the copy is the host now
                place.keep_no_copy()
        if settings.carries_on.pop(root, None) is not None:
            self._window.preferences.save()

    def begin_again(self, place: "OpenPlace") -> None:
        """Leave one that was hosted here, and is hosted nowhere, and host it again."""
        self.close(place, go_on=False)
        self.asleep = self._window.settings.last_host.title
        self._window.show_start()
        self._window.first.host_again()

    def close_all(self, wait: float, *, end_host: bool) -> None:
        """Leave all of them; the goodbyes may take so many seconds together."""
        deadline = time.monotonic() + wait
        for place in self:
            left = max(_LEAST_WAIT, deadline - time.monotonic())
            self.close(place, left, end_host=end_host, go_on=False)

    def failed(self, place: "OpenPlace", problem: Problem) -> None:
        """A place did not come about: say why beside the fields that mend it, and leave the others
        as they are."""
        window, seen = self._window, place is self.shown
        self.close(place, go_on=False)
        if seen:
            window.first.renew()
        window.say_problem(problem)

    # the tick

    def look(self) -> bool:
        """Take in what came at each, and draw it; whether anything came or is about to."""
        self._turn_taken = False
        busy = [place.look() for place in self]
        self._draw_title()
        self._draw_strip()
        return any(busy)

    def _draw_strip(self) -> None:
        """Show the strip where there are several places, else nothing of it."""
        there = self.there
        if self.several != (self._strip is not None):
            if self._strip is not None:
                take_away(self._strip)
            self._strip = self._new_strip() if self.several else None
            self._window.lay_out()
        if self._strip is not None:
            selected = there.index(self.shown) if self.shown in there else -1
            standings = [place.standing for place in there]
            if self.asleep:
                standings.append(Standing(self.asleep, State.ASLEEP))
            self._strip.show(standings, selected)

    def renew_strip(self) -> None:
        """Make the strip anew, in another language."""
        if self._strip is not None:
            take_away(self._strip)
            self._strip = None
            self._draw_strip()

    def _new_strip(self) -> "PlaceStrip":
        from desktopchat.ui.place_strip import PlaceStrip

        window = self._window
        return PlaceStrip(
            window.root,
            window.theme,
            on_open=self.show_number,
            on_menu=self._ask_menu,
            on_add=window.first.add_place,
        )

    def _ask_menu(self, number: int, x: int, y: int) -> None:
        from desktopchat.ui import window_sheets

        if number >= len(self.there):
            return  # the own host, which is not there
        place = self.there[number]
        self.show(place)
        window_sheets.place_menu(self._window, place, x, y)

    def _draw_title(self) -> None:
        unread = self.unread = sum(place.unread for place in self._open)
        words = [f"({unread}) " if unread else ""]
        shown = self.shown
        if shown is not None and shown.where:
            words.append(f"{shown.where} — ")
        if shown is not None and shown.title and self.several:
            words.append(f"{shown.title} — ")
        title = "".join([*words, "DesktopChat"])
        if title != self._titled:
            self._titled = title
            self._window.root.title(title)
        if bool(unread) != self._dotted:
            self._dotted = bool(unread)
            self._window.icon.show(unread=self._dotted)

    def _at(self, address: Address) -> "OpenPlace | None":
        """The one that an address leads to."""
        return next((place for place in self._open if place.is_at(address)), None)
