"""Who came and went, folded into a line: as values, and in a real window."""

from datetime import UTC, datetime, timedelta

import pytest

from desktopchat.client.model import Entry, EntryKind
from desktopchat.ui.timeline.folds import Folds, summary
from desktopchat.ui.timeline.timeline import Timeline
from tests.ui.test_timeline import add, click, room, root, shown, timeline
from tests.waiting import wait_until

__all__ = ["root", "timeline"]

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KINDS = {"+": EntryKind.JOIN, "-": EntryKind.QUIT, "=": EntryKind.NICK, ".": EntryKind.MESSAGE}


def entries(told: str, minutes: int = 1) -> list[Entry]:
    """ "+ada -bo cy=di .eve": ada came, bo went, cy became di, eve spoke."""
    made = []
    for number, word in enumerate(told.split()):
        sign = "=" if "=" in word else word[0]
        nick, _, new = word.lstrip("+-.").partition("=")
        when = NOON + timedelta(minutes=minutes * number)
        made.append(Entry(number + 1, KINDS[sign], when, nick, new))
    return made


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("+ada +bo", "Ada and Bo joined"),
        ("+ada +bo +cy", "Ada, Bo and Cy joined"),
        ("+ada +bo +cy +di", "Ada, Bo, Cy and 1 other joined"),
        ("+ada +bo +cy +di +eve", "Ada, Bo, Cy and 2 others joined"),
        ("+ada -bo", "Ada joined · Bo left"),
        ("+ada -ada", "Ada came and went"),
        ("-ada +ada", "Ada left and came back"),
        ("-ada +ada -ada", "Ada left"),
        ("+ada -ada +ada", "Ada joined"),
        ("+ada ada=bo", "Bo joined"),
        ("ada=bo bo=cy", "Ada is now called Cy"),
        ("ada=bo bo=ada", "Ada took another name and came back to it"),
        (
            "a=b c=d e=f g=h i=j",
            "A is now called B · C is now called D · E is now called F · 2 others took other names",
        ),
    ],
)
def test_what_happened_all_in_all(told: str, words: str) -> None:
    assert summary(entries(told), str.title) == words


def test_a_run_ends_with_words_and_with_the_day() -> None:
    folds = Folds()
    some = entries("+a +b .c -a -b -c")
    assert [folds.run(some, at) for at in range(6)] == [
        *[range(2)] * 2, range(2, 3), *[range(3, 6)] * 3
    ]  # fmt: skip
    days = entries("+a +b", minutes=24 * 60)
    assert [folds.first(days, at) for at in (0, 1)] == [0, 1]


def test_a_long_run_is_found_quickly() -> None:
    folds, many = Folds(), entries(" ".join(f"+n{number}" for number in range(20_000)), 0)
    assert {folds.first(many, at) for at in range(20_000)} == {0}


pytestmark = pytest.mark.gui


def height(timeline: Timeline) -> int:
    timeline.update()
    counted = timeline.text.count("1.0", "end", "ypixels")
    return int(counted[0] if isinstance(counted, tuple) else counted or 0)


def test_who_comes_and_goes_takes_one_line_until_it_is_opened(timeline: Timeline) -> None:
    conversation = room(2)
    timeline.show(conversation)
    timeline.added(add(conversation, "", EntryKind.JOIN, sender="Ada"))
    alone = height(timeline)
    for number in range(20):
        timeline.added(add(conversation, "", EntryKind.JOIN, sender=f"Bo{number}"))
    wait_until(
        lambda: "Ada, Bo0, Bo1 and 18 others joined" in shown(timeline), step=timeline.update
    )
    assert height(timeline) == alone
    click(timeline, "fold")
    wait_until(lambda: height(timeline) > alone * 2, step=timeline.update)
    timeline.fold(conversation.entries[2])  # a second click so soon would be a double one
    wait_until(lambda: height(timeline) == alone, step=timeline.update)
    timeline.added(add(conversation, "hello", sender="Ada"))
    timeline.added(add(conversation, "", EntryKind.QUIT, sender="Bo1"))
    timeline.update()
    assert shown(timeline).count("18 others joined") == 1
    assert "Bo1 went offline" in shown(timeline)


def test_the_keyboard_goes_past_what_is_folded_and_opens_it(timeline: Timeline) -> None:
    conversation = room(1)
    for name in ("Ada", "Bo", "Cy"):
        add(conversation, "", EntryKind.JOIN, sender=name)
    last = add(conversation, "hello")
    timeline.show(conversation)
    timeline.text.focus_force()
    timeline.update()
    timeline.text.event_generate("<Up>")
    timeline.update()
    assert timeline.gutter.current == last.number
    timeline.text.event_generate("<Up>")
    timeline.update()
    assert timeline.gutter.current == conversation.entries[1].number
    before = height(timeline)
    timeline.text.event_generate("<Return>")
    wait_until(lambda: height(timeline) > before, step=timeline.update)
