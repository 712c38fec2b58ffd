"""What is asked before a place is left, or the window is closed.

First whether what can't be kept may be lost, then what becomes of the chat that this computer
hosts, or of the copy that it keeps. Where nothing is at stake, nothing is asked.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.ui.sheets.question import Answer, QuestionSheet
from desktopchat.words import tr, trn

if TYPE_CHECKING:
    from desktopchat.ui.app import Window
    from desktopchat.ui.open_place import OpenPlace

_LOOK_AGAIN = 100  # milliseconds until it is looked again whether a copy is gone


def ask_to_leave(window: "Window", place: "OpenPlace") -> None:
    """Leave a place, but ask before that loses anything, or ends a chat in which others are; where
    another computer can carry that on, whether it is to; or what becomes of the copy that this one
    keeps."""
    go_on = partial(window.leave, place)
    if place.role.heir:
        go_on = partial(_ask_who_carries_on, window, place)
    elif place.ends_for:
        go_on = partial(_ask_before_ending, window, place)
    elif place.role.keeps_copy:
        go_on = partial(_ask_what_becomes_of_copy, window, place)
    _ask_before_losing(window, [place], go_on)


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
    _ask(
        window,
        heading=tr("Lose what is not sent?"),
        words=f"{words} {trouble}".strip(),
        answers=[
            (tr("Stay here"), "Accent.TButton", lambda: None),
            (tr("Close and lose it"), "Danger.TButton", go_on),
        ],
    )


def _close(window: "Window") -> None:
    """Close the window; with others on the own host, ask what becomes of it."""
    others, own = window.others_here, window.places.own
    if not others:
        window.leave_window(end_host=True)
    elif own is not None and own.role.heir:
        _ask_who_carries_on(window, own, closes=True)
    else:
        _ask_before_closing(window, others)


def _ask_before_closing(window: "Window", others: int) -> None:
    """What becomes of the own host when `others` are still there."""
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
    _ask(
        window,
        heading=tr("Go on without you?"),
        words=words,
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


def _ask_who_carries_on(window: "Window", place: "OpenPlace", *, closes: bool = False) -> None:
    """What becomes of the own chat, which another computer can carry on. closes: the window is
    closed with it."""
    name = place.role.heir

    def end() -> None:
        if closes:
            window.leave_window(end_host=True)
        else:
            window.leave(place)

    def hand_over() -> None:
        place.hand_over()
        if closes:
            window.leave_window(end_host=True)

    stays = [_in_background(window)] if closes else []
    _ask(
        window,
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
                hand_over,
            ),
            *stays,
            (tr("End the chat for everyone"), "Danger.TButton", end),
        ],
    )


def _ask_before_ending(window: "Window", place: "OpenPlace") -> None:
    """The own chat is ended, and others are there, of whom no computer can carry it on."""
    _ask(
        window,
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


def _ask_what_becomes_of_copy(window: "Window", place: "OpenPlace") -> None:
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

    _ask(
        window,
        heading=tr("Leave, and keep the copy?"),
        words=tr(
            "This computer keeps a copy of everything said in this chat, direct messages too."
        ),
        answers=[
            (tr("Leave, and keep the copy"), "Accent.TButton", partial(window.leave, place)),
            (tr("Leave, and delete the copy"), "Danger.TButton", delete),
        ],
    )


def _ask(window: "Window", *, heading: str, words: str, answers: Sequence[Answer]) -> None:
    """Ask, unless a question is open already: that one is to be answered first."""
    if isinstance(window.sheets.current, QuestionSheet):
        return
    window.sheets.open(
        lambda: QuestionSheet(
            window.root,
            window.theme,
            heading=heading,
            words=words,
            answers=answers,
        )
    )
