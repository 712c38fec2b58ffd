"""What people do to messages on the conversation's page: the timeline's `Acts`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.model import SPOKEN, Conversation, Entry, EntryChanged, EntryKind
from desktopchat.ui.chat.doing import Doing
from desktopchat.ui.parts.menu import Item
from desktopchat.ui.timeline.acts import Act, Place
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.timeline import Timeline

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_NOT_NOW = "This can't be changed now: there is no connection. Try again when it is back."
_TOO_LONG = "This host takes no messages of several lines, so it can't become one."


class MessageActs:
    def __init__(self, page: ChatPage) -> None:
        self._page = page
        self._session = page.session
        page.listeners.listen(EntryChanged, self._entry_changed)

    # what the timeline asks

    def can(self, entry: Entry, /) -> frozenset[Act]:
        room, session = self._page.active, self._session
        if room is None:
            return frozenset()
        may = {
            Act.REACT: session.messages.may_react,
            Act.REPLY: session.messages.may_reply,
            Act.EDIT: session.messages.may_edit,
            Act.DELETE: session.messages.may_redact,
        }
        return frozenset(act for act, question in may.items() if question(room, entry))

    def do(self, act: Act, entry: Entry, at: Place, /) -> None:
        page = self._page
        match act:
            case Act.REACT:
                page.emoji.choose(*at, partial(self.react, entry))
            case Act.REPLY:
                name = "yourself" if entry.own else page.name_of(entry.sender)
                words = f"Replying to {name}: {one_line(entry.text, page.name_of)}"
                page.composer.do(Doing(entry, edits=False, about=words))
            case Act.EDIT:
                page.composer.do(Doing(entry, edits=True, about=_editing(entry)))
            case Act.DELETE:
                page.timeline.question.ask(entry)

    def items(self, entry: Entry, at: Place, /) -> list[Item]:
        can = self.can(entry)
        labels = {Act.DELETE: "Delete for everyone…", Act.REACT: "React…"}
        items: list[Item] = [
            (labels.get(act, act.value), partial(self.do, act, entry, at))
            for act in Act
            if act in can
        ]
        if entry.sender and not entry.own and entry.kind in SPOKEN:
            name = self._page.name_of(entry.sender)
            items.append((f"About {name}", partial(self.person, entry, at)))
        return items

    def person(self, entry: Entry, at: Place, /) -> None:
        self._page.profiles.open(entry.sender, at)

    def react(self, entry: Entry, sign: str) -> None:
        """Give a reaction; one of mine stays as it is."""
        if not self._is_mine(entry, sign):
            self.toggle(entry, sign)

    def toggle(self, entry: Entry, sign: str, /) -> None:
        room, session = self._page.active, self._session
        if room is not None and session.messages.may_react(room, entry):
            session.messages.react(room, entry, sign, on=not self._is_mine(entry, sign))

    def _is_mine(self, entry: Entry, sign: str) -> bool:
        return any(map(self._session.model.is_me, entry.reactions.get(sign, ())))

    def delete(self, entry: Entry, /) -> None:
        if self._page.active is not None and not self._session.messages.redact(
            self._page.active, entry
        ):
            self._page.composer.say(_NOT_NOW)

    def find(self, msgid: str, /) -> None:
        page = self._page
        if page.active is not None:
            page.searching.fetch(page.active, msgid, Timeline.jump_to)

    def done(self) -> None:
        if self._page.timeline.question.about is not None:
            self._page.timeline.text.focus_set()
        else:
            self._page.focus_composer()

    # what the host tells

    def _entry_changed(self, event: EntryChanged) -> None:
        """A message is another one now, or gone."""
        if event.entry.redacted:
            self._page.composer.lost(event.entry)

    # what the composer asks

    def finish(self, conversation: Conversation, doing: Doing, text: str) -> str:
        """Send an answer or new words; gives what is wrong in plain words, "" for nothing."""
        session, entry = self._session, doing.entry
        if not doing.edits:
            session.delivery.say(conversation, text, reply_to=entry)
            self._page.timeline.scroll_to_end()
            return ""
        if text == entry.text or session.messages.edit(conversation, entry, text):
            return ""
        return _TOO_LONG if session.messages.may_edit(conversation, entry) else _NOT_NOW

    def neighbour(self, conversation: Conversation, entry: Entry | None, step: int) -> Doing | None:
        """My message above (1) or below (-1) `entry` that may be edited; the last for None."""
        may_edit = self._session.messages.may_edit
        mine = [
            one for one in conversation.entries[-500:] if one.own and may_edit(conversation, one)
        ]
        if entry is not None and entry not in mine:
            return None
        at = (len(mine) if entry is None else mine.index(entry)) - step
        if not 0 <= at < len(mine):
            return None
        return Doing(mine[at], edits=True, about=_editing(mine[at]))


def _editing(entry: Entry) -> str:
    what = "what you did" if entry.kind is EntryKind.ACTION else "your message"
    return f"Editing {what}: {one_line(entry.text)}"
