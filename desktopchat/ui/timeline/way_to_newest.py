"""The way back to the newest message, offered to whoever reads above it."""

from collections.abc import Iterable

from desktopchat.client.model import Entry
from desktopchat.ui.timeline.edge_buttons import EdgeButtons
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.rows import SAID
from desktopchat.ui.timeline.scrollbar import EntriesScrollbar

FAR = 2  # views below the one that is seen: then it is offered though nothing is new


class WayToNewest:
    """unseen: messages of others that came below the view since it left the end."""

    def __init__(self, live: LiveRows, bar: EntriesScrollbar, edges: EdgeButtons) -> None:
        self._live, self._bar, self._edges = live, bar, edges
        self.unseen = 0

    def came(self, entries: Iterable[Entry]) -> None:
        """These were said below the view, if that is not at the end."""
        if not self._live.stick:
            self.unseen += sum(entry.kind in SAID and not entry.own for entry in entries)
            self.offer()

    def offer(self) -> None:
        """Offer it, or no more.

        The button takes some of the view, so that the end is further away once it is shown: it
        does not come and go at one and the same place.
        """
        at_end = self._live.stick
        if at_end:
            self.unseen = 0
        top, bottom = self._bar.seen()
        far = not at_end and 1 - bottom > FAR * (bottom - top)
        self._edges.offer_newest(self.unseen, far=far)
