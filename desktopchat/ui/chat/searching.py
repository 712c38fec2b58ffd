"""Looking for what was said, and going there: what is here already at once, then what was kept on
this computer and what the host knows. A message that is further back than what is here is gone to
page by page.

In all places of the window there is one search a place, and their finds are shown as one list.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from desktopchat.client.model import Conversation, Entry, Phase, PhaseChanged, SearchFound
from desktopchat.client.model.search_terms import Wanted
from desktopchat.client.session.searches import SHOWN, Search, SearchScope
from desktopchat.ui.chat.context import Context, SearchedPlace
from desktopchat.ui.sheets.search import Hit, SearchIn, SearchSheet
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import dates, number, tr, tr_noop
from desktopchat.words.lists import comma_listed, sentences

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
    was looked at. during: for as long as this widget is there, else as the page."""

    def __init__(
        self, context: Context, on_news: Callable[[], object], *, during: tk.Misc | None = None
    ) -> None:
        self._context, self._on_news = context, on_news
        self.search: Search | None = None
        context.listeners.listen(SearchFound, self._found, during=during)
        context.listeners.listen(PhaseChanged, self._phase_changed, during=during)

    def begin(self, wanted: Wanted, where: Conversation | None) -> None:
        """Look for this in a conversation, or everywhere; what is here already is found at once, of
        which no news is told."""
        self.end()
        context, session = self._context, self._context.session
        self.search = Search(
            session.model, session.searches, wanted, where, context.name_of, self._on_news
        )

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
        self._searched: list[tuple[SearchedPlace, LiveSearch]] = []
        """Where the open sheet can look: this place first, then the window's others."""
        self._found: dict[str, Callable[[], object]] = {}
        """What goes to each hit that is shown."""
        self._goal: tuple[Conversation, str, Callable[[Timeline, Entry], object]] | None = None
        context.on_sheet_key("search", self.open)

    def take_over(self, other: Searching) -> None:
        """Go where another page is on its way to."""
        self._goal = other._goal
        self.arrived()

    def open(self) -> None:
        """Ask what to look for."""
        context, here = self._context, self._context.active
        title = context.window.this_place()
        places = [SearchedPlace(title, context, self.go), *context.window.search_elsewhere()]
        choices = {
            SearchIn.HERE: here.title if here is not None else tr("Here"),
            SearchIn.PLACE: tr("All of {place}", place=title) if title else tr("Everywhere"),
        }
        if len(places) > 1:
            choices[SearchIn.ALL] = tr("All places")

        def make() -> SearchSheet:
            sheet = self._sheet = SearchSheet(
                context.sheets.root,
                context.theme,
                context.avatars,
                choices=choices,
                chosen=SearchIn.HERE if here is not None else SearchIn.PLACE,
                on_look=self._look,
                on_go=lambda key: self._found[key](),
            )
            self._searched = [
                (place, LiveSearch(place.context, self._show, during=sheet)) for place in places
            ]
            return sheet

        context.sheets.open(make, on_closed=self._end)

    def _end(self) -> None:
        for _place, live in self._searched:
            live.end()

    def _look(self, wanted: Wanted, where: SearchIn) -> None:
        self._end()
        for _place, live in self._searched:
            live.search = None
        asked = self._searched if where is SearchIn.ALL else self._searched[:1]
        for _place, live in asked:
            live.begin(wanted, self._context.active if where is SearchIn.HERE else None)
        self._show()

    def _show(self) -> None:
        """Show what was found so far, in all places that are asked."""
        sheet = self._sheet
        if sheet is None or not sheet.winfo_exists():
            return
        asked = [(place, live.search) for place, live in self._searched if live.search is not None]
        if not asked or sheet.wanted != asked[0][1].wanted:
            return  # what is typed now makes no question
        rows = [
            (entry.time, f"{number} {key}", place, name, entry)
            for number, (place, search) in enumerate(asked)
            for key, name, entry in search.newest
        ]
        rows.sort(key=lambda row: row[:2], reverse=True)
        self._found.clear()
        hits = []
        for _time, key, place, name, entry in rows[:SHOWN]:
            self._found[key] = partial(place.go, name, entry)
            name_of = place.context.name_of
            room = "" if asked[0][1].where is not None else title_of(place.context, name)
            where = filter(None, (place.title if len(asked) > 1 else "", room))
            sender = entry.sender, name_of(entry.sender)
            text = one_line(entry.text, name_of, _LONGEST)
            hits.append(Hit(key, sender, " · ".join(where), when(entry.time), text))
        searches = [search for _place, search in asked]
        if len(asked) == 1:
            reach = reach_words(searches[0])
        else:
            reach = reach_of_all(
                [(place.title, search) for place, search in asked],
                self._context.window.asleep(),
                more=len(rows) > SHOWN,
            )
        sheet.show(hits, reach=reach, looking=any(search.looking for search in searches))

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


def title_of(context: Context, name: str) -> str:
    """What people call a conversation, which may be closed."""
    model = context.session.model
    conversation = model.conversation(name)
    if conversation is not None:
        return conversation.title
    return name[1:] if model.isupport.is_channel(name) else context.name_of(name)


def when(time: datetime) -> str:
    """The time of a message of today, else its day."""
    there, now = time.astimezone(), datetime.now(UTC).astimezone()
    if there.date() == now.date():
        return dates.clock(there)
    return dates.short_day(there, year=there.year != now.year)


def reach_words(search: Search) -> str:
    """How far was looked, for people."""
    more = tr(_MORE, n=number(SHOWN))
    if search.reach is SearchScope.EVERYTHING and search.has_more:
        return more
    words = _scope_words(search)
    return words if search.looking or not search.has_more else f"{words} {more}"


def reach_of_all(searches: Sequence[tuple[str, Search]], asleep: str, *, more: bool) -> str:
    """How far was looked in several places, by their titles: what is the same of all is said once.
    asleep: the own host where it does not run. more: found than is shown."""
    said: dict[str, list[str]] = {}
    for title, search in searches:
        if search.reach is not SearchScope.EVERYTHING:
            said.setdefault(_scope_words(search), []).append(title)
    lines = [
        tr("{place}: {words}", place=comma_listed(titles), words=words)
        for words, titles in said.items()
    ]
    if asleep:
        lines.append(tr("{place} is not hosted now: it was not searched.", place=asleep))
    if not any(search.looking for _title, search in searches):
        if more or any(search.has_more for _title, search in searches):
            lines.append(tr(_MORE, n=number(SHOWN)))
        elif not lines:
            lines.append(tr("Searched everything."))
    return sentences(*lines)


def _scope_words(search: Search) -> str:
    reach = search.reach
    if reach is SearchScope.FAILED:
        return sentences(search.failure, tr("Only a part was searched."))
    if reach is SearchScope.PART and search.looked_to is not None:
        return tr(
            "Searched back to {when}: narrow it down to look further.", when=when(search.looked_to)
        )
    return tr(_REACH[reach])
