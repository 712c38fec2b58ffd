"""Looking for what was said, and going there: what is here already at once, then what was kept on
this computer and what the host knows. A message that is further back than what is here is gone to
page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from desktopchat.client.model import Conversation, Entry, Phase, PhaseChanged, SearchFound
from desktopchat.client.model.search_terms import Wanted
from desktopchat.client.session.searches import SHOWN, Search, SearchScope
from desktopchat.ui.chat.context import Context
from desktopchat.ui.sheets.search import Hit, SearchSheet
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import dates, number, tr, tr_noop

_REACH = {
    SearchScope.ASKING: tr_noop("Still asking the host…"),
    SearchScope.READING: tr_noop("Still reading what is kept on this computer…"),
    SearchScope.EVERYTHING: tr_noop("Searched everything."),
    SearchScope.AWAY: tr_noop("The host is away: only what is kept here was searched."),
    SearchScope.UNABLE: tr_noop(
        "The host can't search: only what is kept here was looked through."
    ),
    SearchScope.WORDLESS: tr_noop(
        "The host looks for words alone: only what is kept here was searched."
    ),
}
_MORE = tr_noop("{n} newest shown: narrow it down.")
_LONGEST = 20_000  # characters of a message that are shown from


class LiveSearch:
    """One question at a time, and what the session tells of it. on_news: more was found, or more
    was looked at."""

    def __init__(self, context: Context, on_news: Callable[[], object]) -> None:
        self._context, self._on_news = context, on_news
        self.search: Search | None = None
        context.listeners.listen(SearchFound, self._found)
        context.listeners.listen(PhaseChanged, self._phase_changed)

    def begin(self, wanted: Wanted, where: Conversation | None) -> None:
        """Look for this in a conversation, or everywhere."""
        self.end()
        context, session = self._context, self._context.session
        self.search = Search(
            session.model, session.searches, wanted, where, context.name_of, self._on_news
        )
        self._on_news()

    def end(self) -> None:
        """Look no further; what was found can be gone to still."""
        if self.search is not None:
            self.search.end()

    def _found(self, event: SearchFound) -> None:
        """The host has answered."""
        if self.search is not None:
            self.search.answered(event)

    def _phase_changed(self, event: PhaseChanged) -> None:
        """Perhaps the host is there again."""
        if self.search is not None and event.phase is Phase.ONLINE:
            self.search.connected()


class Searching:
    """One for the page; it holds what the sheet that is open shows."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._sheet: SearchSheet | None = None
        self._live = LiveSearch(context, self._show)
        self._goal: tuple[Conversation, str, Callable[[Timeline, Entry], object]] | None = None
        context.on_sheet_key("search", self.open)

    def take_over(self, other: Searching) -> None:
        """Go where another page is on its way to."""
        self._goal = other._goal
        self.arrived()

    def open(self) -> None:
        """Ask what to look for."""
        context, here = self._context, self._context.active
        place = context.window.this_place()
        self._live.end()

        def make() -> SearchSheet:
            self._sheet = SearchSheet(
                context.sheets.root,
                context.theme,
                context.avatars,
                here=here.title if here is not None else tr("Here"),
                everywhere=here is None,
                all_of=tr("All of {place}", place=place) if place else "",
                on_look=self._look,
                on_go=self._go,
            )
            return self._sheet

        context.sheets.open(make, on_closed=self._live.end)

    def _look(self, wanted: Wanted, everywhere: bool) -> None:
        self._live.begin(wanted, None if everywhere else self._context.active)

    def _show(self) -> None:
        sheet, search = self._sheet, self._live.search
        if sheet is None or search is None or not sheet.winfo_exists():
            return
        if sheet.wanted != search.wanted:
            return  # what is typed now makes no question
        hits = []
        for key, name, entry in search.newest:
            where = "" if search.where is not None else self._title(name)
            sender = entry.sender, self._context.name_of(entry.sender)
            text = one_line(entry.text, self._context.name_of, _LONGEST)
            hits.append(Hit(key, sender, where, when(entry.time), text))
        sheet.show(hits, reach=reach_words(search), looking=search.looking)

    def _title(self, name: str) -> str:
        """What people call a conversation, which may be closed."""
        session = self._context.session
        conversation = session.model.conversation(name)
        if conversation is not None:
            return conversation.title
        return name[1:] if session.model.isupport.is_channel(name) else self._context.name_of(name)

    def _go(self, key: str) -> None:
        if self._live.search is not None:
            self.go(*self._live.search.found[key])

    def go(self, name: str, entry: Entry) -> None:
        """Go to a message that was found in the conversation of that name."""
        session = self._context.session
        conversation = session.model.conversation(name)
        if conversation is None:
            room = session.model.isupport.is_channel(name)
            conversation = session.model.room(name) if room else session.open_direct(name)
        self._context.open(conversation)
        if entry in conversation.entries:
            self._timeline.go_to(entry)
        elif entry.msgid:
            self.go_to(conversation, entry.msgid)
        else:
            self._context.say(
                tr("That message is further back: scroll up to {when}.", when=when(entry.time))
            )

    def go_to(self, conversation: Conversation, msgid: str) -> None:
        """Go to a message of the open conversation, which may be further back than what is here."""
        self.fetch(conversation, msgid, Timeline.go_to)

    def fetch(
        self, conversation: Conversation, msgid: str, then: Callable[[Timeline, Entry], object]
    ) -> None:
        """Have a message of the open conversation that may be further back than what is here;
        `then` gets it with the timeline. That it is nowhere any more is said."""
        self._goal = conversation, msgid, then
        self._context.session.history.back_to(conversation, msgid)
        self.arrived()

    def arrived(self) -> None:
        """More of what was said before is here: perhaps what is gone to."""
        if self._goal is None:
            return
        conversation, msgid, then = self._goal
        entry = conversation.by_msgid.get(msgid)
        if self._context.active is not conversation:
            self._goal = None  # the person went elsewhere meanwhile
        elif entry is not None:
            self._goal = None
            then(self._timeline, entry)
        elif not self._context.session.history.going_back(conversation):
            self._goal = None
            self._context.say(tr("That message is no longer there."))


def when(time: datetime) -> str:
    """The time of a message of today, else its day."""
    there, now = time.astimezone(), datetime.now(UTC).astimezone()
    if there.date() == now.date():
        return dates.clock(there)
    return dates.short_day(there, year=there.year != now.year)


def reach_words(search: Search) -> str:
    """How far was looked, for people."""
    reach = search.reach
    more = tr(_MORE, n=number(SHOWN))
    if reach is SearchScope.EVERYTHING and search.has_more:
        return more
    if reach is SearchScope.FAILED:
        words = f"{search.failure} " + tr("Only a part was searched.")
    elif reach is SearchScope.PART and search.looked_to is not None:
        words = tr(
            "Searched back to {when}: narrow it down to look further.", when=when(search.looked_to)
        )
    else:
        words = tr(_REACH[reach])
    return words if search.looking or not search.has_more else f"{words} {more}"
