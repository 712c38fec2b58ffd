"""Copies of this chat on other computers: whom its owner asks, and what this one keeps."""

from __future__ import annotations

import tkinter as tk

from desktopchat.client.model import CarriedOn
from desktopchat.client.model.administration import CarryOnSaid, HostPeople
from desktopchat.hosting.chosen import Keeper
from desktopchat.hosting.protocol import BATTERY, BEHIND, ENDED, GONE, IN_SYNC, MAINS
from desktopchat.irc import carry_on, fingerprint
from desktopchat.ui.chat.context import Context, Hosted
from desktopchat.ui.chat.copy_bar import CopyBar
from desktopchat.ui.chat.doors import KnocksAndInvitations
from desktopchat.ui.copy_keeper import CopyKeeper
from desktopchat.ui.parts.knock_bar import CarryOn
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.copies import CopiesSheet
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.words import tr, tr_noop, trn
from desktopchat.words.reasons import reason

_STANDINGS = {
    IN_SYNC: tr_noop("in step"),
    BEHIND: tr_noop("catching up"),
    GONE: tr_noop("not there now"),
}


_POWERS = {MAINS: tr_noop("on mains power"), BATTERY: tr_noop("on battery")}


def _how(keeper: Keeper) -> str:
    """How a copy stands, and whether its computer could carry on."""
    said = [tr(_STANDINGS[keeper.standing])]
    if keeper.standing != GONE:
        if keeper.cut_off:
            said.append(tr("can’t be reached"))
        if keeper.power in _POWERS:
            said.append(tr(_POWERS[keeper.power]))
    return " · ".join(said)


class OwnerCopies:
    """The side of the owner. able: nicks, folded, whose program can keep a copy. asked: those who
    were asked, with what they answered ("" for nothing yet)."""

    def __init__(self, context: Context) -> None:
        self._context, self._session = context, context.session
        self._able: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        context.listeners.listen(CarryOnSaid, self._heard)

    @property
    def hosted(self) -> Hosted | None:
        return self._context.window.hosted()

    def show(self) -> None:
        """Ask somebody, or take it back."""
        context, session = self._context, self._session
        self._able.clear()

        def make() -> CopiesSheet:
            sheet = CopiesSheet(
                context.sheets.root,
                context.theme,
                context.avatars,
                on_ask=self._ask,
                on_take_back=self._take_back,
            )
            context.listeners.listen(HostPeople, self._look_for, during=sheet)
            return sheet

        context.sheets.open(make)
        session.admin.ask_people()
        self.draw()

    def _look_for(self, event: HostPeople) -> None:
        """Of those who came encrypted, ask each program whether it can."""
        for row in event.rows:
            if row.secure and not self._session.model.is_me(row.nick):
                self._session.carrying_on.say(row.nick, carry_on.ABLE)

    def _heard(self, event: CarryOnSaid) -> None:
        hosted, fold = self.hosted, self._session.model.fold
        if hosted is None:
            return
        nick, (word, _, key) = fold(event.nick), event.word.partition(" ")
        if word == carry_on.CAN:
            self._able[nick] = event.nick
        elif word == carry_on.STOP:
            self._dismiss(hosted, key)
        elif nick in self._asked and word == carry_on.NO:
            self._asked[nick] = word
            self._say(tr("{name} says no.", name=self._context.name_of(event.nick)))
        elif nick in self._asked and fingerprint.are_words(word):
            self._asked[nick] = word
            self._choose(hosted, event.nick, word)
        self.draw()

    def _choose(self, hosted: Hosted, nick: str, key: str) -> None:
        name = self._context.name_of(nick)
        try:
            hosted.choose(key, name)
        except OSError as error:
            self._say(tr("This can't be noted: {why}.", why=reason(error)))
            return
        self._say(tr("{name} agrees.", name=name))

    def _dismiss(self, hosted: Hosted, key: str) -> None:
        try:
            hosted.dismiss(key)
        except OSError as error:
            self._say(tr("This can't be noted: {why}.", why=reason(error)))

    def _ask(self, key: str) -> None:
        nick = self._able.get(key)
        if nick is None:
            return  # they keep one
        self._asked[key] = ""
        self._session.carrying_on.say(nick, carry_on.ASK)
        self._say(tr("{name} was asked.", name=self._context.name_of(nick)))
        self.draw()

    def _take_back(self, key: str) -> None:
        hosted = self.hosted
        keeper = next((one for one in hosted.copies if one.key == key), None) if hosted else None
        if hosted is None or keeper is None:
            return
        self._dismiss(hosted, key)
        for person in list(self._session.model.people.values()):
            if person.name == keeper.name:
                self._session.carrying_on.say(person.nick, carry_on.DISMISS)
        self.draw()

    def _say(self, words: str) -> None:
        sheet = self._context.sheets.current
        if isinstance(sheet, CopiesSheet):
            sheet.say(words)
        else:
            self._context.say(words)

    def words(self) -> tuple[str, str]:
        """What the bar says, and its tip; "" where nothing is hosted here."""
        hosted = self.hosted
        if hosted is None:
            return "", ""
        copies = hosted.copies
        safe = 1 + sum(one.could_carry_on for one in copies)
        words = (
            trn("Safe on {n} computer", "Safe on {n} computers", safe)
            if safe > 1
            else tr("Only on this computer")
        )
        who = [tr("{name}: {how}", name=one.name, how=_how(one)) for one in copies]
        return words, "\n".join(who) or tr("Keep this chat on another computer, too")

    def draw(self) -> None:
        """Show in the sheet how all stand."""
        sheet, hosted = self._context.sheets.current, self.hosted
        if not isinstance(sheet, CopiesSheet) or hosted is None:
            return
        copies = hosted.copies
        rows = [
            Row(
                key=one.key,
                text=one.name or one.key,
                avatar=(one.name, one.name or one.key),
                detail=tr("Keeps a copy: {how}", how=_how(one)),
            )
            for one in copies
        ]
        keys = {one.key for one in copies}
        by_name = sorted(
            self._able.items(), key=lambda one: self._context.name_of(one[1]).casefold()
        )
        for key, nick in by_name:
            if self._asked.get(key) not in keys:
                name = self._context.name_of(nick)
                rows.append(Row(key, name, avatar=(nick, name), detail=self._detail(key)))
        sheet.show(rows, [one.name or one.key for one in copies if one.cut_off])

    def _detail(self, key: str) -> str:
        if key not in self._asked:
            return tr("Can be asked")
        if self._asked[key] == carry_on.NO:
            return tr("Said no")
        return tr("Was asked, and has not answered yet")


class CopyHere:
    """The side of who is asked for a copy on this computer."""

    bar: CopyBar

    def __init__(self, context: Context, doors: KnocksAndInvitations) -> None:
        self._context, self._doors = context, doors
        context.listeners.listen(CarryOnSaid, self._heard)
        context.listeners.listen(CarriedOn, self._carried_on)

    def _carried_on(self, event: CarriedOn) -> None:
        """Say who hosts it now, quietly, unless that is this window, whose bar says so."""
        hosted, keeper = self._context.window.hosted(), self._context.window.keeper
        if hosted is not None:
            own = hosted.is_at(event.fingerprint)
        else:
            own = keeper is not None and keeper.key == fingerprint.words(event.fingerprint)
        if not own:
            self._context.session.model.notice(event.what)

    def build(self, parent: tk.Misc) -> CopyBar:
        """The line that says that it keeps one."""
        self.bar = CopyBar(parent, self._context.theme, self.ask_to_stop, self._find_what_is_apart)
        return self.bar

    def _find_what_is_apart(self) -> None:
        if (keeper := self._keeper) is not None:
            self._context.window.doctor(keeper.port)

    @property
    def _keeper(self) -> CopyKeeper | None:
        keeper, window = self._context.window.keeper, self._context.window
        return keeper if keeper is not None and keeper.can and window.hosted() is None else None

    def _heard(self, event: CarryOnSaid) -> None:
        keeper, session = self._keeper, self._context.session
        if keeper is None:
            return
        name = self._context.name_of(event.nick)
        if event.word == carry_on.ABLE:
            session.carrying_on.say(event.nick, carry_on.CAN)
        elif event.word == carry_on.DISMISS and keeper.answer:
            keeper.forget()
            self._context.say(
                tr("{name} needs no copy on your computer any more: it is deleted.", name=name)
            )
        elif event.word == carry_on.ASK:
            if keeper.answer is None:
                self._doors.bar.add(CarryOn(event.nick, name, lambda: self._ask(event.nick, name)))
            elif keeper.answer:
                self._agree(event.nick)
            else:
                session.carrying_on.say(event.nick, carry_on.NO)

    def _ask(self, nick: str, name: str) -> None:
        """Say what it means, and let the person choose."""
        context = self._context
        context.sheets.open(
            lambda: QuestionSheet(
                context.sheets.root,
                context.theme,
                heading=tr("May your computer carry this chat on?"),
                words=tr(
                    "If {name}’s computer goes, yours may carry this chat on. It then keeps a copy"
                    " of everything said here, direct messages too.",
                    name=name,
                ),
                answers=[
                    (tr("Yes"), "Accent.TButton", lambda: self._agree(nick)),
                    (tr("No"), "TButton", lambda: self._refuse(nick)),
                ],
                cancel=tr("Not now"),
            )
        )

    def _agree(self, nick: str) -> None:
        keeper, session = self._keeper, self._context.session
        if keeper is not None:
            keeper.agree(lambda key: session.carrying_on.say(nick, key))

    def _refuse(self, nick: str) -> None:
        keeper = self._keeper
        if keeper is not None:
            keeper.refuse()
            self._context.session.carrying_on.say(nick, carry_on.NO)

    def ask_to_stop(self) -> None:
        """Whether to keep the copy no longer."""
        self._context.ask(
            tr("Keep no copy any more?"),
            tr(
                "The copy on this computer is deleted. If the computer that hosts the chat goes,"
                " yours does not carry it on."
            ),
            tr("Delete the copy"),
            self._stop,
        )

    def _stop(self) -> None:
        keeper, session = self._keeper, self._context.session
        if keeper is None:
            return
        word = f"{carry_on.STOP} {keeper.key}"
        keeper.forget()
        for person in list(session.model.people.values()):
            if not session.model.is_me(person.nick):
                session.carrying_on.say(person.nick, word)

    def draw(self) -> None:
        """Say how the copy stands."""
        keeper = self._keeper
        if keeper is None or not keeper.answer:
            self.bar.show("")
        elif keeper.standing == ENDED:
            self.bar.show(tr("Your computer keeps a copy of this chat, which its host has ended"))
        elif keeper.standing and keeper.is_cut_off:
            self.bar.show(
                tr("Your computer keeps a copy of this chat, but others can’t reach it"),
                cut_off=True,
            )
        elif keeper.standing == IN_SYNC:
            self.bar.show(tr("Your computer keeps a copy of this chat"))
        elif keeper.is_refused:
            self.bar.show(
                tr("This chat is not copied to your computer: who hosts it has to ask for that")
            )
        elif not keeper.is_apart:
            self.bar.show(tr("Your computer is copying this chat…"))
        else:
            self.bar.show(tr("Your computer keeps a copy of this chat, and waits for its host"))
