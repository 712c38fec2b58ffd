"""What counts as unread, by the object that counts it alone."""

from datetime import UTC, datetime

from desktopchat.client.model import Conversation, ConversationKind, Entry, EntryKind, Event
from desktopchat.client.model.unread import Unread

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def said(text: str, reply_to: str = "") -> Entry:
    return Entry(1, EntryKind.MESSAGE, NOON, "Grace", text, reply_to=reply_to)


def test_each_is_counted_and_in_a_room_only_what_names_me_is_meant_for_me() -> None:
    told: list[Event] = []
    unread = Unread(told.append)
    unread.called = ("Ada",)
    lab = Conversation("#lab", "#lab", ConversationKind.ROOM)
    unread.hear(lab, said("hello"))
    unread.hear(lab, said("hello Ada"))
    assert (lab.unread, lab.mentions, len(told)) == (2, 1, 2)
    unread.clear(lab)
    unread.clear(lab)
    assert (lab.unread, lab.mentions, len(told)) == (0, 0, 3)


def test_where_it_is_read_and_what_is_old_counts_nothing_but_is_known_to_be_for_me() -> None:
    told: list[Event] = []
    unread = Unread(told.append)
    unread.called = ("Ada",)
    lab = Conversation("#lab", "#lab", ConversationKind.ROOM)
    old, read = said("Ada?"), said("Ada!")
    unread.hear(lab, old, new=False)
    unread.active = lab
    unread.hear(lab, read)
    assert old.mention
    assert read.mention
    assert (lab.unread, told) == (0, [])
