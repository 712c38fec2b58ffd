"""The menu of a row: what may be done to its message, and what can be copied and opened."""

from collections.abc import Callable

from desktopchat.client.model import Delivery
from desktopchat.irc.filehost import parse_link
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.look.voice_card import Part
from desktopchat.ui.parts import menu
from desktopchat.ui.timeline import markup
from desktopchat.ui.timeline.acts import ScreenPoint
from desktopchat.ui.timeline.control import TimelineControl
from desktopchat.ui.timeline.rows import plain_line
from desktopchat.ui.timeline.selection import Selection
from desktopchat.ui.timeline.text import RowText
from desktopchat.words import tr


class RowMenu:
    """seen_by(number): who has read up to that row, in words."""

    def __init__(
        self,
        timeline: TimelineControl,
        text: RowText,
        selection: Selection,
        theme: Theme,
        seen_by: Callable[[int], str],
    ) -> None:
        self._timeline, self._text, self._theme = timeline, text, theme
        self._selection, self._seen_by = selection, seen_by

    def open(self, number: int | None, link: str, x: int, y: int) -> None:
        """Open the menu of a row, at a place of the screen in pixels. link: what it is about too,
        "" for none."""
        items = self.items(number, link, ScreenPoint(x, y))
        if items:
            menu.post(self._text, self._theme, items, x, y, self._timeline.acts.done)

    def items(self, number: int | None, link: str, at: ScreenPoint) -> list[menu.Item]:
        """What the menu of a row offers that opens `at`."""
        timeline, put = self._timeline, self._selection.put
        entry = None if number is None else timeline.entry_of(number)
        items: list[menu.Item] = []
        plays = timeline.voice_plays(link) if link else None
        if plays is not None:
            words = tr("Pause") if plays else tr("Play")
            items += [(words, lambda: timeline.on_voice(link, Part.BUTTON)), None]
        acts = timeline.acts.items(entry, at) if entry is not None else []
        if acts:
            items += [*acts, None]
        said = self._selection.words()
        if said:
            items.append((tr("Copy"), lambda: put(said)))
        if entry is not None:
            line = plain_line(entry, timeline.name_of)
            items.append((tr("Copy message"), lambda: put(line)))
            if self._text.tag_nextrange("hidden", *self._text.range_of(entry.number)):
                items.append((tr("Show what is hidden"), lambda: timeline.reveal(entry)))
        file = parse_link(link) if link else None
        if entry is not None and file is not None and timeline.shows_picture(entry, file[0]):
            items.append((tr("Look at it"), lambda: timeline.on_picture(entry, file[0])))
        if link:
            words = tr("Save file") if file is not None else tr("Open link")
            items.append((words, lambda: timeline.on_link(markup.target(link))))
            items.append((tr("Copy link"), lambda: put(link)))
        if entry is not None and entry.delivery is Delivery.FAILED:
            items += [
                None,
                (tr("Try again"), lambda: timeline.on_retry(entry)),
                (tr("Delete"), lambda: timeline.on_discard(entry)),
            ]
        seen_by = self._seen_by(entry.number) if entry is not None else ""
        if seen_by:
            items += [None, menu.TextLine(seen_by)]
        return items
