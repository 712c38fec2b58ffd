"""What people do to messages on the conversation's page: the timeline's `Acts`."""

from __future__ import annotations

from collections import Counter
from functools import partial

from desktopchat.client.model import SPOKEN, Entry, EntryChanged
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.doing import ReplyOrEdit
from desktopchat.ui.chat.editing import NOT_NOW, editing
from desktopchat.ui.chat.emoji_choice import EmojiChoice
from desktopchat.ui.chat.pinning import Pinning
from desktopchat.ui.chat.profiles import Profiles
from desktopchat.ui.chat.searching import Searching
from desktopchat.ui.look import emoji, emoji_names
from desktopchat.ui.parts.menu import Item
from desktopchat.ui.timeline.acts import Act, ScreenPoint
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import tr

_QUICK = 4  # emoji that are offered first
_LOOKED_AT = 500  # messages whose reactions are counted for that


class MessageActs:
    def __init__(
        self,
        context: Context,
        timeline: Timeline,
        composer: Composer,
        *,
        emoji: EmojiChoice,
        pinning: Pinning,
        profiles: Profiles,
        searching: Searching,
    ) -> None:
        self._context, self._timeline, self._composer = context, timeline, composer
        self._emoji, self._profiles, self._searching = emoji, profiles, searching
        self._pinning = pinning
        self._session = context.session
        context.listeners.listen(EntryChanged, self._entry_changed)

    # what the timeline asks

    def can(self, entry: Entry, /) -> frozenset[Act]:
        room, session = self._context.active, self._session
        if room is None:
            return frozenset()
        may = {
            Act.REACT: session.messages.may_react,
            Act.REPLY: session.messages.may_reply,
            Act.EDIT: session.messages.may_edit,
            Act.DELETE: session.messages.may_redact,
        }
        return frozenset(act for act, question in may.items() if question(room, entry))

    def do(self, act: Act, entry: Entry, at: ScreenPoint, /) -> None:
        name_of = self._context.name_of
        match act:
            case Act.REACT:
                self._emoji.choose(*at, partial(self.react, entry))
            case Act.REPLY:
                said = one_line(entry.text, name_of)
                if entry.own:
                    words = tr("Replying to yourself: {words}", words=said)
                else:
                    name = name_of(entry.sender)
                    words = tr("Replying to {name}: {words}", name=name, words=said)
                self._composer.do(ReplyOrEdit(entry, edits=False, about=words))
            case Act.EDIT if (room := self._context.active) is not None:
                self._composer.do(editing(self._session, room, entry))
            case Act.DELETE:
                self._timeline.question.ask(entry)

    def items(self, entry: Entry, at: ScreenPoint, /) -> list[Item]:
        can = self.can(entry)
        labels = {Act.DELETE: tr("Delete for everyone…"), Act.REACT: tr("React…")}
        items: list[Item] = []
        for act in Act:
            if act is Act.DELETE and self._context.active is not None:
                items += self._pinning.items(self._context.active, entry)
            if act in can:
                items.append((labels.get(act, tr(act.value)), partial(self.do, act, entry, at)))
        if entry.sender and not entry.own and entry.kind in SPOKEN:
            name = self._context.name_of(entry.sender)
            items.append((tr("About {name}", name=name), partial(self.person, entry, at)))
        return items

    def person(self, entry: Entry, at: ScreenPoint, /) -> None:
        self._profiles.open(entry.sender, at)

    def react(self, entry: Entry, sign: str) -> None:
        """Give a reaction; one of mine stays as it is."""
        if not self._is_mine(entry, sign):
            self.toggle(entry, sign)

    def quick(self, _entry: Entry, /) -> list[str]:
        """What is given most in this conversation, then what I chose lately."""
        entries = self._context.active.entries[-_LOOKED_AT:] if self._context.active else []
        given = Counter[str]()
        for entry in entries:
            given.update({sign: len(nicks) for sign, nicks in entry.reactions.items()})
        liked = [sign for sign, _ in given.most_common(_QUICK) if emoji.only(sign, 1)]
        settings = self._context.settings
        # A click on one that was given joins those who gave it: that stays in their tone.
        there = {emoji_names.toneless(sign) for sign in liked}
        others = emoji_names.recent_first(settings.recent_emoji, 2 * _QUICK, settings.skin_tone)
        liked += [sign for sign in others if emoji_names.toneless(sign) not in there]
        return liked[:_QUICK]

    def toggle(self, entry: Entry, sign: str, /) -> None:
        room, session = self._context.active, self._session
        if room is not None and session.messages.may_react(room, entry):
            session.messages.react(room, entry, sign, on=not self._is_mine(entry, sign))

    def _is_mine(self, entry: Entry, sign: str) -> bool:
        return any(map(self._session.model.is_me, entry.reactions.get(sign, ())))

    def delete(self, entry: Entry, /) -> None:
        if self._context.active is not None and not self._session.messages.redact(
            self._context.active, entry
        ):
            self._context.warn(tr(NOT_NOW))

    def find(self, msgid: str, /) -> None:
        if self._context.active is not None:
            self._searching.fetch(self._context.active, msgid, Timeline.jump_to)

    def done(self) -> None:
        if self._timeline.question.about is not None:
            self._timeline.text.focus_set()
        else:
            self._context.focus()

    # what the host tells

    def _entry_changed(self, event: EntryChanged) -> None:
        """A message is another one now, or gone."""
        if event.entry.redacted:
            self._composer.lost(event.entry)
