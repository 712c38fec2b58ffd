"""In which order conversations are listed, and who is shown as typing. No window."""

from datetime import UTC, datetime, timedelta

import pytest

from desktopchat.client.model import Conversation, ConversationKind, Entry, EntryKind
from desktopchat.store.settings import Settings
from desktopchat.ui.chat.choices import Choices
from desktopchat.ui.chat.order import Order
from desktopchat.ui.chat.typing_line import typing_words

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def talked(name: str, minutes: int, kind: EntryKind = EntryKind.MESSAGE) -> Conversation:
    """A conversation with something said so many minutes after noon."""
    where = ConversationKind.ROOM if name[0] == "#" else ConversationKind.DIRECT
    conversation = Conversation(name, name, where)
    moment = NOON + timedelta(minutes=minutes)
    conversation.entries.append(Entry(1, kind, moment, "Ada", "hello"))
    return conversation


def test_by_name_or_the_newest_words_first_and_favourites_before_all() -> None:
    settings = Settings()
    choices = Choices(settings, "key", lambda: None)
    order = Order(choices, lambda: False)
    a, b, c = talked("#a", 1), talked("#b", 3), talked("#c", 2)
    bo = talked("bo", 9)
    there = [bo, c, a, b]
    assert order.of(there) == [a, b, c, bo]
    settings.newest_first = True
    assert order.of(there) == [b, c, a, bo]
    choices.favour(a, True)
    assert order.of(there) == [a, b, c, bo]


def test_who_comes_and_goes_is_no_talk() -> None:
    settings = Settings(newest_first=True)
    order = Order(Choices(settings, "key", lambda: None), lambda: False)
    spoken, joined = talked("#a", 1), talked("#b", 9, EntryKind.JOIN)
    assert order.of([joined, spoken]) == [spoken, joined]


def test_nothing_moves_from_under_the_pointer() -> None:
    held = False
    order = Order(
        Choices(Settings(newest_first=True), "key", lambda: None),
        lambda: held,
    )
    a, b = talked("#a", 2), talked("#b", 1)
    assert order.of([a, b]) == [a, b]
    held = True
    b.entries.append(Entry(2, EntryKind.MESSAGE, NOON + timedelta(hours=1), "Bo", "new"))
    new = talked("#c", 99)
    assert order.of([a, b, new]) == [a, b, new]
    held = False
    assert order.of([a, b, new]) == [new, b, a]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Ada"], "Ada is typing…"),
        (["Ada", "Bo"], "Ada and Bo are typing…"),
        (["Ada", "Bo", "王伟"], "Ada, Bo and 王伟 are typing…"),
        (["Ada", "Bo", "Cy", "Di"], "Several people are typing…"),
    ],
)
def test_who_types_in_words(names: list[str], words: str) -> None:
    assert typing_words(names) == words
