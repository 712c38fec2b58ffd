"""What is asked before a place is left, or the window is closed.

First whether what can't be kept may be lost, then what becomes of the chat that this computer
hosts, or of the copy that it keeps. Where nothing is at stake, nothing is asked. While a question
is open it follows what there is to choose: copies come and go, and so do people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.ui.sheets.question import Answer, QuestionSheet
from desktopchat.words import tr, trn
from desktopchat.words.lists import sentences

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.open_place import OpenPlace

_LOOK_AGAIN = 100  # milliseconds until it is looked again how things stand


@dataclass(slots=True, frozen=True)
class Question:
    """As `QuestionSheet` has it."""

    heading: str
    words: str
    answers: Sequence[Answer]


def ask_to_leave(window: "Window", place: "OpenPlace") -> None:
    """Leave a place, but ask before that loses anything, or ends a chat in which others are; where
    another computer can carry that on, whether it is to; or what becomes of the copy that this one
    keeps."""

    def question() -> Question | None:
        if place.role.heir:
            return _who_carries_on(window, place)
        if place.ends_for:
            return _before_ending(window, place)
        return _what_becomes_of_copy(window, place) if place.role.keeps_copy else None

    leave = partial(window.leave, place)
    _ask_before_losing(window, [place], lambda: _ask(window, question, leave))


def ask_to_quit(window: "Window") -> None:
    """End the program, but ask before that loses anything, or ends a chat in which others are."""
    _ask_before_losing(window, list(window.places), partial(_close, window))


def _ask_before_losing(
    window: "Window", places: "Sequence[OpenPlace]", go_on: Callable[[], object]
) -> None:
    """Whether to go on though messages and drafts are lost by that."""
    lost = sum(place.unkept for place in places)
    if not lost:
        go_on()
        return
    words = trn(
        "A message has not gone out yet and can't be kept on this computer.",
        "{n} messages have not gone out yet and can't be kept on this computer.",
        lost,
    )
    trouble = next(place.trouble for place in places if place.unkept)
    question = Question(
        heading=tr("Lose what is not sent?"),
        words=f"{words} {trouble}".strip(),
        answers=[
            (tr("Stay here"), "Accent.TButton", lambda: None),
            (tr("Close and lose it"), "Danger.TButton", go_on),
        ],
    )
    _ask(window, lambda: question, go_on)


def _close(window: "Window", missed: str = "") -> QuestionSheet | None:
    """Close the window; with others on the own host, ask what becomes of it. missed: who was to
    carry on, and did not. Gives the question that is open now, if any."""

    def question() -> Question | None:
        others, own = window.others_here, window.places.own
        if not others:
            return None
        if own is not None and own.role.heir:
            return _who_carries_on(window, own, closes=True)
        return _before_closing(window, others, _not_handed_over(missed) if missed else "")

    return _ask(window, question, lambda: window.leave_window(end_host=True))


def _before_closing(window: "Window", others: int, before: str) -> Question:
    """What becomes of the own host when `others` are still there. before: what is said first."""
    if window.in_tray.there:
        words = trn(
            "Someone else is in this chat, which runs on this computer. It can go on in the"
            " background: the icon in the tray brings the window back.",
            "{n} others are in this chat, which runs on this computer. It can go on in the"
            " background: the icon in the tray brings the window back.",
            others,
        )
    else:
        words = trn(
            "Someone else is in this chat, which runs on this computer. It can go on in the"
            " background until the last one has left.",
            "{n} others are in this chat, which runs on this computer. It can go on in the"
            " background until the last one has left.",
            others,
        )
    return Question(
        heading=tr("Go on without you?"),
        words=sentences(before, words),
        answers=[
            _in_background(window, "Accent.TButton"),
            (
                tr("End the chat for everyone"),
                "Danger.TButton",
                lambda: window.leave_window(end_host=True),
            ),
        ],
    )


def _in_background(window: "Window", style: str = "TButton") -> Answer:
    def go_on() -> None:
        if window.in_tray.there:
            window.in_tray.hide()
        else:
            window.leave_window(end_host=False)

    return tr("Keep hosting in the background"), style, go_on


def _who_carries_on(window: "Window", place: "OpenPlace", *, closes: bool = False) -> Question:
    """What becomes of the own chat, which another computer can carry on. closes: the window is
    closed with it."""
    name = place.role.heir

    def end() -> None:
        if closes:
            window.leave_window(end_host=True)
        else:
            window.leave(place)

    stays = [_in_background(window)] if closes else []
    return Question(
        heading=tr("Go on without this computer?"),
        words=tr(
            "{name}’s computer has a copy of all that was said. It can host the chat from now"
            " on: nobody has to do anything.",
            name=name,
        ),
        answers=[
            (
                tr("This computer goes; {name}’s carries on", name=name)
                if closes
                else tr("{name}’s computer carries on, and I stay in the chat", name=name),
                "Accent.TButton",
                partial(_hand_over, window, place, name, closes=closes),
            ),
            *stays,
            (tr("End the chat for everyone"), "Danger.TButton", end),
        ],
    )


def _hand_over(window: "Window", place: "OpenPlace", name: str, *, closes: bool) -> None:
    """Have the computer of `name` carry on, and close the window once it does. Where it does not
    answer the chat goes on here, and it is asked what else is to be done."""
    waiting = Question(
        heading=tr("Handing over"),
        words=tr("{name}’s computer is about to carry this chat on.", name=name),
        answers=[],
    )
    sheet = _open(window, waiting, cancel=tr("Stay here")) if closes else None

    def waits_to_close() -> bool:
        return sheet is not None and window.sheets.current is sheet

    def look() -> None:
        waits = waits_to_close()
        if window.closing or place not in window.places:
            return
        if place.role.hands_over:
            window.root.after(_LOOK_AGAIN, look)
        elif place.role.hosting is None and waits:
            window.leave_window(end_host=True)
        elif place.role.hosting is not None and waits:
            window.sheets.close()
            if (asked := _close(window, missed=name)) is not None:
                asked.pause()
        elif place.role.hosting is not None:
            place.client.session.model.notice(_not_handed_over(name))

    place.hand_over(waits_to_close)
    look()


def _not_handed_over(name: str) -> str:
    return tr(
        "{name}’s computer does not answer, so it can’t carry this chat on: your computer goes on"
        " hosting it.",
        name=name,
    )


def _before_ending(window: "Window", place: "OpenPlace") -> Question:
    """The own chat is ended, and others are there, of whom no computer can carry it on."""
    return Question(
        heading=tr("End the chat for everyone?"),
        words=trn(
            "Someone else is in it. What was said stays on this computer, which can host it again.",
            "{n} others are in it. What was said stays on this computer, which can host it again.",
            place.ends_for,
        ),
        answers=[
            (
                tr("End the chat for everyone"),
                "Danger.TButton",
                partial(window.leave, place),
            ),
        ],
    )


def _what_becomes_of_copy(window: "Window", place: "OpenPlace") -> Question:
    """The place is left, of which this computer keeps a copy."""

    def leave_without_copy() -> None:
        if place in window.places:
            if place.role.keeper.is_deleting:
                window.root.after(_LOOK_AGAIN, leave_without_copy)
            else:
                window.leave(place)

    def delete() -> None:
        place.keep_no_copy()
        leave_without_copy()

    if not place.role.keeper.has_copy:
        return Question(
            heading=tr("Leave this chat?"),
            words=tr("This computer has no copy of it yet. It gets one when you are here again."),
            answers=[
                (tr("Leave"), "Accent.TButton", partial(window.leave, place)),
                (tr("Leave, and keep no copy later"), "TButton", delete),
            ],
        )
    return Question(
        heading=tr("Leave, and keep the copy?"),
        words=tr(
            "This computer keeps a copy of everything said in this chat, direct messages too."
        ),
        answers=[
            (tr("Leave, and keep the copy"), "Accent.TButton", partial(window.leave, place)),
            (tr("Leave, and delete the copy"), "Danger.TButton", delete),
        ],
    )


def _ask(
    window: "Window", question: Callable[[], Question | None], go_on: Callable[[], object]
) -> QuestionSheet | None:
    """Ask what there is to ask, also when that changes; where there is nothing, go on. A question
    that is open already is to be answered first. Gives the one that is opened."""
    if isinstance(window.sheets.current, QuestionSheet):
        return None
    first = question()
    if first is None:
        go_on()
        return None
    sheet = _open(window, first)

    def look() -> None:
        if not window.closing and window.sheets.current is sheet:
            now = question() or _nothing_at_stake(go_on)
            sheet.ask(now.heading, now.words, now.answers)
            window.root.after(_LOOK_AGAIN, look)

    window.root.after(_LOOK_AGAIN, look)
    return sheet


def _nothing_at_stake(go_on: Callable[[], object]) -> Question:
    """There was something to ask, and no longer is."""
    return Question(
        heading=tr("Leave now?"),
        words=tr("The chat ends for nobody else by that any more."),
        answers=[(tr("Leave"), "Accent.TButton", go_on)],
    )


def _open(window: "Window", question: Question, *, cancel: str = "") -> QuestionSheet:
    def make() -> QuestionSheet:
        return QuestionSheet(
            window.root,
            window.theme,
            heading=question.heading,
            words=question.words,
            answers=question.answers,
            cancel=cancel,
        )

    sheet = window.sheets.open(make)
    assert isinstance(sheet, QuestionSheet)
    return sheet
