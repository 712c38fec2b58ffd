"""Looking for what was said, and going there: what is here already at once, then what the host
knows. A message that is further back than what is here is gone to page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from desktopchat.client import finding
from desktopchat.client.finding import Wanted
from desktopchat.client.model import Conversation, Entry, SearchFound
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.search import Hit, SearchSheet
from desktopchat.ui.sheets.sheets import Sheets

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_SHOWN = 100
_ASKED = 200  # of the host, where it knows less exactly than we what is wanted


class Searching:
    """One for the page; it holds what the sheet that is open shows."""

    def __init__(self, page: ChatPage, theme: Theme, avatars: Avatars, sheets: Sheets) -> None:
        self._page, self._theme, self._avatars, self._sheets = page, theme, avatars, sheets
        self._sheet: SearchSheet | None = None
        self._found: dict[str, tuple[str, Entry]] = {}
        """By msgid (or a number, without one): in which conversation, and what was said."""
        self._where: Conversation | None = None
        self._goal: tuple[Conversation, str, Callable[[Entry], object]] | None = None

    def open(self) -> None:
        """Ask what to look for."""
        page = self._page
        here = page.active
        self._found.clear()

        def make() -> SearchSheet:
            self._sheet = SearchSheet(
                self._sheets.root,
                self._theme,
                self._avatars,
                here=here.title if here is not None else "Here",
                everywhere=here is None,
                on_look=self._look,
                on_go=self._go,
                on_closed=self._sheets.closed,
            )
            return self._sheet

        self._sheets.open(make)

    def _look(self, wanted: Wanted, everywhere: bool) -> None:
        page = self._page
        self._where = None if everywhere else page.active
        places = page.conversations() if self._where is None else [self._where]
        self._found = {}
        for conversation, entry in islice(finding.here(wanted, places, page.name_of), _SHOWN):
            self._found[entry.msgid or f"#{entry.number}"] = conversation.name, entry
        words, limit = " ".join(wanted.words), _ASKED if wanted.narrows else _SHOWN
        asked = page.session.online and page.session.search(words, self._where, limit)
        self._show(whole=not asked)

    def found(self, event: SearchFound) -> None:
        """The host has answered; to an earlier question, perhaps: what does not fit is left out."""
        sheet = self._sheet
        if sheet is None or not sheet.winfo_exists():
            return
        for name, entry in event.rows:
            if entry.msgid and sheet.wanted.fits(entry, self._page.name_of(entry.sender)):
                self._found.setdefault(entry.msgid, (name, entry))
        self._show(whole=True)

    def _show(self, *, whole: bool) -> None:
        sheet, page = self._sheet, self._page
        if sheet is None or not sheet.winfo_exists():
            return
        latest = sorted(self._found.items(), key=lambda one: one[1][1].time, reverse=True)
        hits = []
        for key, (name, entry) in latest[:_SHOWN]:
            conversation = page.session.conversation(name)
            title = conversation.title if conversation is not None else name
            where = title if self._where is None else ""
            sender = entry.sender, page.name_of(entry.sender)
            hits.append(Hit(key, sender, where, _when(entry.time), entry.text))
        sheet.show(hits, whole=whole)

    def _go(self, key: str) -> None:
        name, entry = self._found[key]
        conversation = self._page.session.conversation(name)
        if conversation is None:
            conversation = self._page.session.open_direct(name)
        self._page.open(conversation)
        if not entry.msgid or entry in conversation.entries:
            self._page.timeline.go_to(entry)
            return
        self.fetch(conversation, entry.msgid, self._page.timeline.go_to)

    def fetch(
        self, conversation: Conversation, msgid: str, then: Callable[[Entry], object]
    ) -> None:
        """Have a message of the open conversation that may be further back than what is here;
        `then` gets it. That it is nowhere any more is said."""
        self._goal = conversation, msgid, then
        self._page.session.history.back_to(conversation, msgid)
        self.arrived()

    def arrived(self) -> None:
        """More of what was said before is here: perhaps what is gone to."""
        if self._goal is None:
            return
        conversation, msgid, then = self._goal
        entry = conversation.by_msgid.get(msgid)
        if self._page.active is not conversation:
            self._goal = None  # the person went elsewhere meanwhile
        elif entry is not None:
            self._goal = None
            then(entry)
        elif not self._page.session.history.going_back(conversation):
            self._goal = None
            self._page.say("That message is no longer there.")


def _when(time: datetime) -> str:
    there, now = time.astimezone(), datetime.now(UTC).astimezone()
    if there.date() == now.date():
        return f"{there:%H:%M}"
    return f"{there.day} {there:%b}" if there.year == now.year else f"{there.day} {there:%b %Y}"
