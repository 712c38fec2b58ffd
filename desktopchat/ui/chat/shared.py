"""All that was shared in a conversation, in one sheet: its files, pictures and links."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from desktopchat.client.files.sizes import size_words
from desktopchat.client.model import Conversation, ConversationKind, Entry
from desktopchat.client.model.search_terms import Wanted
from desktopchat.irc.filehost import bytes_in, is_picture, parse_link, without_links
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.pictures import ConversationPictures
from desktopchat.ui.chat.searching import LiveSearch, Searching, reach_words
from desktopchat.ui.chat.viewing import Viewing
from desktopchat.ui.look import thumbnail
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.parts.menu import Item, Keyed
from desktopchat.ui.sheets.shared import SharedItem, SharedKind, SharedSheet
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.markup import shown_links
from desktopchat.ui.timeline.rows import clock, day_line
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import tr

_SIDE = 32  # pixels at 100 % of a small picture in the list
_AT_ONCE = 2  # small pictures that are made before the window goes on
_SOON = 5  # milliseconds until the next ones


class SharedThing(NamedTuple):
    """token: of a picture that was shared; "" for all else."""

    entry: Entry
    link: str
    name: str
    token: str
    icon: str


def things_in(entry: Entry, kind: SharedKind) -> Iterator[SharedThing]:
    """What a message shares of a kind, in order; what is hidden in it is left out."""
    for link in shown_links(entry.text):
        file = parse_link(link)
        if file is None:
            found, its = SharedThing(entry, link, link.partition("://")[2], "", "link"), "LINKS"
        elif is_picture(file[1]):
            found, its = SharedThing(entry, link, file[1], file[0], "picture"), "PICTURES"
        else:
            found, its = SharedThing(entry, link, file[1], "", "file"), "FILES"
        if kind in (SharedKind.ALL, SharedKind[its]):
            yield found


def things_wanted(entry: Entry, kind: SharedKind, wanted: Wanted) -> list[SharedThing]:
    """Those of a message that what is looked for tells apart: by their names, or by what is said
    with them. All of them where that tells none."""
    things, said = [*things_in(entry, kind)], without_links(entry.text)
    return [one for one in things if wanted.reads(f"{said} {one.link}")] or things


class SharedThings:
    """One for the page."""

    def __init__(
        self,
        context: Context,
        timeline: Timeline,
        pictures: ConversationPictures,
        *,
        searching: Searching,
        viewing: Viewing,
    ) -> None:
        self._context, self._timeline, self._pictures = context, timeline, pictures
        self._searching, self._viewing = searching, viewing
        self._icons = Icons(context.theme)
        self._live = LiveSearch(context, self._show)
        self._sheet: SharedSheet | None = None
        self._conversation: Conversation | None = None
        self._kind, self._wanted = SharedKind.ALL, Wanted()
        self._things: dict[str, SharedThing] = {}
        self._small: dict[str, tk.PhotoImage | None] = {}
        """Small pictures of the sheet by token; None where none is kept."""
        self._to_make: list[str] = []
        context.on_sheet_key("shared", self.show)
        context.on_room_menu(self._room_items)

    def _room_items(self, conversation: Conversation) -> Sequence[Item]:
        label, act = tr("Files, pictures and links"), partial(self.show, conversation)
        here = conversation is self._context.active
        return [Keyed(label, act, "shared") if here else (label, act)]

    def show(self, conversation: Conversation | None = None) -> None:
        """What was shared in a conversation, the open one if none is named."""
        context, place = self._context, conversation or self._context.active
        if place is None or place.kind is ConversationKind.CONSOLE:
            return
        self._conversation = place

        def make() -> SharedSheet:
            self._sheet = SharedSheet(
                context.sheets.root,
                context.theme,
                context.avatars,
                where=place.title,
                on_look=self._look,
                on_open=self._open,
                on_go=self._go,
            )
            self._sheet.start()
            return self._sheet

        context.sheets.open(make, on_closed=self._closed)

    def _closed(self) -> None:
        self._live.end()
        self._sheet = None
        self._small.clear()
        self._to_make.clear()

    def _look(self, wanted: Wanted, kind: SharedKind) -> None:
        self._kind, self._wanted = kind, wanted
        self._things.clear()
        self._live.begin(replace(wanted, has=wanted.has | {kind.value}), self._conversation)
        self._show()

    def _show(self) -> None:
        search, sheet = self._live.search, self._sheet
        if search is None or sheet is None or not sheet.winfo_exists():
            return
        items = []
        for key, _name, entry in search.newest:
            for at, thing in enumerate(things_wanted(entry, self._kind, self._wanted)):
                self._things[f"{key} {at}"] = thing
                items.append(self._item(f"{key} {at}", thing))
        sheet.show(items, reach=reach_words(search), looking=search.looking)
        if self._to_make:
            sheet.after(_SOON, self._make_some)

    def _item(self, key: str, thing: SharedThing) -> SharedItem:
        entry, name_of = thing.entry, self._context.name_of
        who = tr("You") if entry.own else name_of(entry.sender)
        size = bytes_in(thing.link)
        words = one_line(without_links(entry.text.replace(thing.link, " ")), name_of)
        told = (who, "" if size is None else size_words(size), words)
        about = " · ".join(filter(None, told))
        return SharedItem(
            key, thing.name, about, day_line(entry.time), clock(entry.time), self._image(thing)
        )

    def _image(self, thing: SharedThing) -> str:
        """The picture itself where it is kept and made, else the sign of what it is."""
        if thing.token and thing.token not in self._small:
            self._small[thing.token] = None
            self._to_make.append(thing.token)
        return str(self._small.get(thing.token) or self._icons.image(thing.icon))

    def _make_some(self) -> None:
        """A few at a time, as each takes a while."""
        made = False
        for token in self._to_make[:_AT_ONCE]:
            kept = self._pictures.small(token)
            if kept is not None:
                data = thumbnail.square(kept[0], self._context.theme.px(_SIDE))
                root = self._context.sheets.root
                self._small[token] = tk.PhotoImage(master=root, data=data, format="ppm")
                made = True
        del self._to_make[:_AT_ONCE]
        if made:
            self._show()
        elif self._to_make and self._sheet is not None:
            self._sheet.after(_SOON, self._make_some)

    # what people do with it

    def _open(self, key: str) -> None:
        """Look at a picture; what else it is is opened as by its link in the conversation."""
        thing, place = self._things[key], self._conversation
        if not thing.token or place is None or not thing.entry.msgid:
            self._timeline.on_link(thing.link)
            return
        self._context.open(place)

        def look(_timeline: Timeline, entry: Entry) -> None:
            self._viewing.open(entry, thing.token)

        self._searching.fetch(place, thing.entry.msgid, look)

    def _go(self, key: str) -> None:
        """Show the message that shared it."""
        if self._conversation is not None:
            self._searching.go(self._conversation.name, self._things[key].entry)
