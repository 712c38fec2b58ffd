"""What is told of new messages, and when it is too early or late for that. No Tk here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from desktopchat.words import tr, trn

LONGEST = 200  # characters of a message that are told


@dataclass(frozen=True, slots=True)
class Notice:
    """New messages of one conversation, of which the last is told.

    place: what the chat is called, "" where that goes without saying. where: the conversation's
    name as people read it, "" for a direct message. who, nick: of the last one's sender. count: how
    many there are. show: goes to the message. answer, read: say something there, and mark all as
    read. key: the conversation's, unique in the window.
    """

    key: str
    place: str
    where: str
    who: str
    nick: str
    words: str
    count: int = 1
    show: Callable[[], object] = field(default=lambda: None, compare=False)
    answer: Callable[[str], object] = field(default=lambda _words: None, compare=False)
    read: Callable[[], object] = field(default=lambda: None, compare=False)

    @property
    def title(self) -> str:
        """ "Ada in Lab 3", or "Ada"; with the place behind it."""
        if not self.where:
            return self.at(self.who)
        return self.at(tr("{name} in {room}", name=self.who, room=self.where))

    def at(self, words: str) -> str:
        """Some words with the place behind them."""
        return f"{words} · {self.place}" if self.place else words

    def after(self, before: Notice) -> Notice:
        """This one, with those of the same conversation before it."""
        return Notice(
            self.key, self.place, self.where, self.who, self.nick, self.words,
            self.count + before.count, self.show, self.answer, self.read,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is shown. notice: the one that is gone to, and answered where it is the only one."""

    title: str
    words: str
    notice: Notice
    alone: bool


def gathered(notices: Sequence[Notice]) -> Told:
    """One to be told for all of a moment."""
    last = notices[-1]
    count = sum(one.count for one in notices)
    if len(notices) > 1:
        names = ", ".join(dict.fromkeys(one.at(one.where or one.who) for one in reversed(notices)))
        return Told(
            trn("{n} new message", "{n} new messages", count), names[:LONGEST], last, alone=False
        )
    if count > 1 and last.where:
        words = f"{last.who}: {last.words}"
        title = last.at(
            trn("{n} new message in {room}", "{n} new messages in {room}", count, room=last.where)
        )
        return Told(title, words, last, alone=True)
    if count > 1:
        title = last.at(
            trn("{n} new message from {name}", "{n} new messages from {name}", count, name=last.who)
        )
        return Told(title, last.words, last, alone=True)
    return Told(last.title, last.words, last, alone=True)


def quiet(hours: str, now: datetime) -> bool:
    """Whether it is one of the quiet hours: "22-7" are those from ten in the evening to seven."""
    begin, dash, end = hours.partition("-")
    if not dash:
        return False
    first, last, here = time(int(begin)), time(int(end)), now.time()
    return first <= here < last if first <= last else here >= first or here < last
