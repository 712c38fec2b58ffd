"""What a chat is, as plain values, and what a host is known to be like: no input, no output.

`conversation` has the values (people, rooms, entries), `events` and `administration` what changed
in them, as `Client.poll` tells it; `phases` how a connection comes and goes; `model` is all there
is to read of one host, with its `clock`, the `names` of people and what is `unread`. A message of
the wire becomes an entry in `replay` and a change of one in `changes`; `entries` puts pages of
history among what is there. `keeping` is what a model tells of to whoever keeps it
(`client/kept`).

Imports nothing else of the client. Begin with `conversation`.
"""

from desktopchat.client.model.conversation import (
    AWAY,
    ON_ITS_WAY,
    SPOKEN,
    Conversation,
    ConversationKind,
    Deed,
    Delivery,
    Entry,
    EntryKind,
    KeptAt,
    ListedRoom,
    Member,
    Past,
    Person,
    Pin,
    Rank,
    Seen,
)
from desktopchat.client.model.events import (
    CarriedOn,
    ConversationAdded,
    ConversationRemoved,
    EntriesInserted,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    Event,
    FileToken,
    HistoryChanged,
    MembersChanged,
    NickChanged,
    NoticeShown,
    PersonChanged,
    PhaseChanged,
    PinsChanged,
    ReadMarkerChanged,
    RoomListChanged,
    SearchFound,
    SeenChanged,
    TopicChanged,
    TypingChanged,
    UnreadChanged,
)
from desktopchat.client.model.phases import Phase

# fmt: off
__all__ = [
    "AWAY", "ON_ITS_WAY", "SPOKEN", "CarriedOn", "Conversation", "ConversationAdded",
    "ConversationKind", "ConversationRemoved", "Deed", "Delivery", "EntriesInserted", "Entry",
    "EntryAdded", "EntryChanged", "EntryKind", "EntryRemoved", "Event", "FileToken",
    "HistoryChanged", "KeptAt", "ListedRoom", "Member", "MembersChanged", "NickChanged",
    "NoticeShown", "Past", "Person", "PersonChanged", "Phase", "PhaseChanged", "Pin", "PinsChanged",
    "Rank", "ReadMarkerChanged", "RoomListChanged", "SearchFound", "Seen", "SeenChanged",
    "TopicChanged", "TypingChanged", "UnreadChanged",
]
# fmt: on
