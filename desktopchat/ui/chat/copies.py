"""Copies of this chat on other computers: whom its owner asks, and what this one keeps."""

from __future__ import annotations

import tkinter as tk

from desktopchat.client.model import CarriedOn
from desktopchat.client.model.administration import CarryOnSaid, HostPeople
from desktopchat.hosting import chosen
from desktopchat.hosting.chosen import Keeper
from desktopchat.hosting.protocol import BATTERY, BEHIND, ENDED, GONE, IN_SYNC, MAINS, STUCK
from desktopchat.irc import carry_on, fingerprint
from desktopchat.ui.chat.context import Context, Hosted
from desktopchat.ui.chat.copy_bar import CopyBar
from desktopchat.ui.chat.doors import KnocksAndInvitations
from desktopchat.ui.copy_keeper import CopyKeeper
from desktopchat.ui.parts.knock_bar import CarryOn
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.copies import CopiesSheet
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.sheets import Cover
from desktopchat.words import tr, tr_noop, trn
from desktopchat.words.reasons import reason

_STANDINGS = {
    IN_SYNC: tr_noop("in step"),
    BEHIND: tr_noop("catching up"),
    STUCK: tr_noop("its disk may be full"),
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


def _not_needed(name: str) -> str:
    return tr("{name} needs no copy on your computer any more: it is deleted.", name=name)


def _not_asked(name: str) -> str:
    return tr("{name} no longer asks whether your computer may carry this chat on.", name=name)


def _refused(keeper: CopyKeeper) -> str:
    if keeper.is_twin:
        return tr(
            "Another computer keeps this very copy: its folder was copied. Stop it here, then you"
            " can be asked for a new one"
        )
    return tr("This chat is not copied to your computer: who hosts it has to ask for that")


class OwnerCopies:
    """The side of the owner. By nicks, folded: here: those who came encrypted. able: the nicks of
    those whose program can keep a copy. answers: of those who were asked or keep one, the key of
    their copy, or a word of `carry_on`, "" for nothing yet."""

    def __init__(self, context: Context) -> None:
        self._context, self._session = context, context.session
        self._here: set[str] = set()
        self._able: dict[str, str] = {}
        self._seen: set[str] | None = None
        """Who was in the chat when it was looked last how they came."""
        self._answers: dict[str, str] = {}
        self._coming: set[str] = set()
        """The keys of copies that were agreed to here, of which the first has not begun to come."""
        context.listeners.listen(CarryOnSaid, self._heard)

    @property
    def hosted(self) -> Hosted | None:
        return self._context.window.hosted()

    def show(self) -> None:
        """Ask somebody, or take it back."""
        context = self._context
        self._here.clear()
        self._able.clear()
        self._seen = None

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
        self.draw()

    def _look_for(self, event: HostPeople) -> None:
        """Of those who came encrypted, ask each program once whether it can."""
        model = self._session.model
        secure = [row.nick for row in event.rows if row.secure and not model.is_me(row.nick)]
        came = {model.fold(nick): nick for nick in secure}
        for nick in came.keys() - self._here:
            self._session.carrying_on.say(came[nick], carry_on.ABLE)
        for nick in self._here - came.keys():
            self._able.pop(nick, None)
        self._here = set(came)
        self.draw()

    def _heard(self, event: CarryOnSaid) -> None:
        hosted, fold = self.hosted, self._session.model.fold
        if hosted is None:
            return
        nick, (word, _, key) = fold(event.nick), event.word.partition(" ")
        waited = self._answers.get(nick) == ""
        name = self._context.name_of(event.nick)
        if word == carry_on.CAN:
            self._able[nick] = event.nick
            kept = next((one.key for one in hosted.copies if chosen.names(one.key, key)), "")
            if kept:
                self._answers[nick] = kept
            elif self._answers.get(nick) == carry_on.NEVER:
                del self._answers[nick]
        elif word == carry_on.NEVER:
            self._able[nick], self._answers[nick] = event.nick, word
            if waited:
                self._say(tr("{name} doesn’t want to be asked.", name=name))
        elif word == carry_on.STOP:
            self._dismiss(hosted, key)
        elif word == carry_on.NO and waited:
            self._answers[nick] = word
            self._say(tr("{name} says: not now.", name=name))
        elif fingerprint.are_words(word) and waited:
            self._answers[nick] = word
            self._choose(hosted, event.nick, word)
        elif fingerprint.are_words(word) and all(one.key != word for one in hosted.copies):
            # The question was taken back meanwhile.
            self._session.carrying_on.say(event.nick, carry_on.DISMISS)
        self.draw()

    def _choose(self, hosted: Hosted, nick: str, key: str) -> None:
        name = self._context.name_of(nick)
        try:
            hosted.choose(key, name)
        except OSError as error:
            self._say(tr("This can't be noted: {why}.", why=reason(error)))
            return
        self._coming.add(key)
        self._say(tr("{name} agrees.", name=name))

    def _dismiss(self, hosted: Hosted, key: str) -> None:
        try:
            hosted.dismiss(key)
        except OSError as error:
            self._say(tr("This can't be noted: {why}.", why=reason(error)))
        self._answers = {nick: one for nick, one in self._answers.items() if one != key}

    def _ask(self, key: str) -> None:
        """key: of a row of the sheet."""
        nick = self._able[key]
        self._answers[key] = ""
        self._session.carrying_on.say(nick, carry_on.ASK)
        self._say(tr("{name} was asked.", name=self._context.name_of(nick)))
        self.draw()

    def _take_back(self, key: str) -> None:
        """A copy, or the question for one. key: of a row of the sheet."""
        hosted, say = self.hosted, self._session.carrying_on.say
        if hosted is None:
            return
        rows = self._one_each(hosted)
        keeper = next((one for one in rows if self._row_of(one) == key), None)
        if keeper is not None:
            name = self._name(keeper)
            for one in hosted.copies:
                if one == keeper or (one.standing == GONE and self._name(one) == name):
                    self._dismiss(hosted, one.key)
            for person in list(self._session.model.people.values()):
                if person.name == keeper.name or self._session.model.fold(person.nick) == key:
                    say(person.nick, carry_on.DISMISS)
            self._say(tr("{name} keeps no copy any more.", name=name))
        elif self._answers.get(key) == "":
            del self._answers[key]
            say(self._able[key], carry_on.DISMISS)
            name = self._context.name_of(self._able[key])
            self._say(tr("{name} is asked no longer.", name=name))
        self.draw()

    def _how(self, keeper: Keeper) -> str:
        """How a copy stands; one that has only been agreed to is on its way while its person is
        there."""
        if keeper.standing != GONE:
            self._coming.discard(keeper.key)
        if keeper.key in self._coming and self._row_of(keeper) in self._session.model.people:
            return tr("the first one is on its way")
        return _how(keeper)

    def _row_of(self, keeper: Keeper) -> str:
        """The key of their row, which stays the same when they agree: who was picked stays it."""
        return next((nick for nick, one in self._answers.items() if one == keeper.key), keeper.key)

    def _name(self, keeper: Keeper) -> str:
        """Theirs, or, of one who was never chosen, that of the person whose program has said it."""
        nick = self._nick(keeper)
        return keeper.name or (self._context.name_of(nick) if nick else keeper.key)

    def _nick(self, keeper: Keeper) -> str:
        """That of the person whose program has said that the copy is theirs, "" for nobody yet."""
        return self._able.get(self._row_of(keeper), "")

    def _one_each(self, hosted: Hosted) -> list[Keeper]:
        return chosen.one_each(hosted.copies, self._name)

    def _say(self, words: str) -> None:
        sheet = self._context.sheets.current
        if isinstance(sheet, CopiesSheet):
            sheet.say(words)
        else:
            self._session.model.notice(words)

    def words(self) -> tuple[str, str]:
        """What the bar says, and its tip; "" where nothing is hosted here."""
        hosted = self.hosted
        if hosted is None:
            return "", ""
        copies = self._one_each(hosted)
        safe = 1 + sum(one.could_carry_on for one in copies)
        if safe > 1:
            words = trn("Safe on {n} computer", "Safe on {n} computers", safe)
        elif copies:
            words = tr("No copy elsewhere just now")
        else:
            words = tr("Keep a copy elsewhere…")
        who = [tr("{name}: {how}", name=self._name(one), how=self._how(one)) for one in copies]
        return words, "\n".join(who) or tr("Keep this chat on another computer, too")

    def draw(self) -> None:
        """Show in the sheet how all stand."""
        sheet, hosted = self._context.sheets.current, self.hosted
        if not isinstance(sheet, CopiesSheet) or hosted is None:
            return
        people = set(self._session.model.people)
        if people != self._seen and self._session.wire.online:
            self._seen = people
            self._session.admin.ask_people()
        copies = self._one_each(hosted)
        rows = [
            Row(
                key=self._row_of(one),
                text=self._name(one),
                avatar=(self._nick(one) or one.name, self._name(one)),
                detail=tr("Keeps a copy: {how}", how=self._how(one)),
            )
            for one in copies
        ]
        keeping = {row.key for row in rows}
        # Whose program has not said which copy is theirs is known by the name it was chosen by.
        unknown = {self._name(one) for one in copies if self._row_of(one) == one.key}
        others = {
            key: nick
            for key, nick in self._able.items()
            if key not in keeping and self._context.name_of(nick) not in unknown
        }
        for key in sorted(others, key=lambda key: self._context.name_of(others[key]).casefold()):
            name = self._context.name_of(others[key])
            rows.append(Row(key, name, avatar=(others[key], name), detail=self._detail(key)))
        sheet.show(
            rows,
            askable={key for key in others if self._answers.get(key) not in ("", carry_on.NEVER)},
            asked={key for key in others if self._answers.get(key) == ""},
            keeping=keeping,
            cut_off=[self._name(one) for one in copies if one.cut_off],
            stuck=[self._name(one) for one in copies if one.standing == STUCK],
        )

    def _detail(self, key: str) -> str:
        match self._answers.get(key):
            case "":
                return tr("Was asked, and has not answered yet")
            case carry_on.NO:
                return tr("Said: not now")
            case carry_on.NEVER:
                return tr("Doesn’t want to be asked")
        return tr("Can be asked")


class CopyHere:
    """The side of who is asked for a copy on this computer."""

    bar: CopyBar

    def __init__(self, context: Context, doors: KnocksAndInvitations) -> None:
        self._context, self._doors = context, doors
        self._question: Cover | None = None
        self._asked_by: CarryOn | None = None  # in that question
        doors.on_carry_on = self._answer
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
        refuses = keeper.answer is False
        if event.word == carry_on.ABLE:
            able = f"{carry_on.CAN} {keeper.key}" if keeper.answer else carry_on.CAN
            session.carrying_on.say(event.nick, carry_on.NEVER if refuses else able.strip())
        elif event.word == carry_on.DISMISS and keeper.answer:
            keeper.forget()
            session.model.notice(_not_needed(name))
        elif event.word == carry_on.DISMISS:
            self._asked_no_longer(name)
        elif event.word == carry_on.ASK:
            for words in (_not_needed(name), _not_asked(name)):
                self._context.unsay(words)
            if keeper.answer:
                self._keep_for(event.nick)
            elif refuses:
                session.carrying_on.say(event.nick, carry_on.NEVER)
            else:
                self._doors.bar.add(CarryOn(event.nick, name))

    def _asked_no_longer(self, name: str) -> None:
        """The owner has taken the question back."""
        bar, sheets = self._doors.bar, self._context.sheets
        asked = [one for one in bar.waiting if isinstance(one, CarryOn)]
        bar.keep(lambda one: one not in asked)
        if self._question is not None and sheets.current is self._question:
            sheets.close()
        if asked:
            self._context.session.model.notice(_not_asked(name))

    def take_over(self, other: CopyHere) -> None:
        """Go on asking where another page did, which goes. Called once the doors are taken over."""
        asked, question = other._asked_by, other._question
        if asked is not None and question is not None and question.winfo_exists():
            self._ask(asked)

    def _answer(self, asked: CarryOn, more: bool) -> None:
        """In the line that says who asks. more: the person wants to know what it means."""
        if more:
            self._ask(asked)
        else:
            self._put_off(asked)

    def _ask(self, asked: CarryOn) -> None:
        """Say what it means, and let the person choose. Until they have, the line stays: another
        sheet may take this one's place."""
        context, name = self._context, asked.name
        words = [
            tr(
                "If {name}’s computer goes, yours may carry this chat on. It then keeps a copy"
                " of everything said here, direct messages too.",
                name=name,
            ),
            tr(
                "So that others can come to it, a port opens on your computer; once it carries on,"
                " also one without encryption, if {name}’s has one.",
                name=name,
            ),
        ]
        self._asked_by = asked
        self._question = context.sheets.open(
            lambda: QuestionSheet(
                context.sheets.root,
                context.theme,
                heading=tr("May your computer carry this chat on?"),
                words="\n\n".join(words),
                answers=[
                    (tr("Yes, keep a copy"), "Accent.TButton", lambda: self._agree(asked)),
                    (tr("No, and don’t ask again"), "TButton", lambda: self._refuse(asked)),
                ],
                cancel=tr("Not now"),
                on_cancel=lambda: self._put_off(asked),
            )
        )

    def _answered(self, asked: CarryOn) -> None:
        self._doors.bar.keep(lambda one: one != asked)

    def _agree(self, asked: CarryOn) -> None:
        self._answered(asked)
        self._keep_for(asked.nick)

    def _keep_for(self, nick: str) -> None:
        keeper, session = self._keeper, self._context.session
        if keeper is not None:
            keeper.agree(lambda key: session.carrying_on.say(nick, key))

    def _refuse(self, asked: CarryOn) -> None:
        self._answered(asked)
        keeper, session = self._keeper, self._context.session
        if keeper is not None:
            keeper.refuse()
            session.carrying_on.say(asked.nick, carry_on.NEVER)
            session.model.notice(
                tr("You won’t be asked again. The menu beside the chat’s name can change that.")
            )

    def _put_off(self, asked: CarryOn) -> None:
        self._answered(asked)
        self._context.session.carrying_on.say(asked.nick, carry_on.NO)

    def let_ask(self) -> None:
        """The person who did not want to be asked any more may be asked again."""
        keeper, model = self._keeper, self._context.session.model
        if keeper is not None and keeper.answer is False:
            keeper.forget()
            model.notice(tr("You can be asked again whether your computer may keep a copy."))

    def ask_to_stop(self) -> None:
        """Whether to keep the copy no longer."""
        words = tr(
            "The copy on this computer is deleted. If the computer that hosts the chat goes,"
            " yours does not carry it on."
        )
        if self._keeper is not None and self._keeper.is_twin:
            words = tr(
                "The copy on this computer is deleted, and the other computer keeps its own. Who"
                " hosts the chat can ask for a new one here."
            )
        delete = tr("Delete the copy")
        self._context.ask(tr("Keep no copy any more?"), words, delete, self.stop)

    def stop(self) -> None:
        """Delete the copy, and tell who has it carry the chat on."""
        keeper, session = self._keeper, self._context.session
        if keeper is None:
            return
        word, is_twin = f"{carry_on.STOP} {keeper.key}", keeper.is_twin
        keeper.forget()
        if is_twin:
            return  # by that key, the other computer goes on keeping it
        for person in list(session.model.people.values()):
            if not session.model.is_me(person.nick):
                session.carrying_on.say(person.nick, word)

    @staticmethod
    def _why_none(keeper: CopyKeeper) -> str:
        """What is said while the first copy has not come whole."""
        if keeper.standing == STUCK:
            return tr("This chat can’t be copied to your computer: its disk may be full")
        if keeper.is_refused:
            return _refused(keeper)
        if keeper.standing == ENDED or keeper.is_apart:
            return tr("Your computer has no copy of this chat yet, and waits for its host")
        return tr("Your computer is copying this chat…")

    def _is_elsewhere(self, keeper: CopyKeeper) -> bool:
        """Whether I am at another host than what the copy has become, which is a half of the
        chat."""
        client = self._context.client
        key = client.fingerprint if self._context.online else ""
        return bool(key) and fingerprint.words(key) != keeper.key

    def draw(self) -> None:
        """Say how the copy stands."""
        keeper = self._keeper
        if keeper is None or not keeper.answer or keeper.rests:
            self.bar.show("")
        elif keeper.hosts and not self._is_elsewhere(keeper):
            self.bar.show(tr("Your computer hosts this chat"), can_stop=False)
        elif not keeper.has_copy:
            self.bar.show(self._why_none(keeper))
        elif keeper.standing == ENDED:
            self.bar.show(tr("Your computer keeps a copy of this chat, which its host has ended"))
        elif keeper.standing == STUCK:
            self.bar.show(
                tr("What is new here can’t be copied to your computer: its disk may be full")
            )
        elif keeper.standing and keeper.is_cut_off:
            self.bar.show(
                tr("Your computer keeps a copy of this chat, but others can’t reach it"),
                cut_off=True,
            )
        elif keeper.is_whole:
            self.bar.show(tr("Your computer keeps a copy of this chat"))
        elif keeper.is_refused:
            self.bar.show(_refused(keeper))
        elif not keeper.is_apart:
            self.bar.show(tr("Your computer is copying this chat…"))
        else:
            self.bar.show(tr("Your computer keeps a copy of this chat, and waits for its host"))
