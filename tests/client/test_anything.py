"""Whatever a host sends, the session stays whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.client.session.dispatch import _HANDLERS
from desktopchat.irc.message import Message
from tests.client.talking import Talk

NAMES = st.sampled_from(["Ada", "ada", "Bo", "Cy[]", "#lab", "#den", "&x", "*", "", "+o", "a!b@c"])
WORDS = st.one_of(
    NAMES, st.text(max_size=12), st.sampled_from(["-n+ovk", "+b", "\x01ACTION x\x01"])
)
MESSAGES = st.builds(
    Message,
    st.sampled_from([*_HANDLERS, "999", "250", "NONSENSE"]),
    st.lists(WORDS, max_size=7),
    st.sampled_from(["", "h", "Ada!a@h", "Bo!b@h", "Cy[]!c@h", "!", "@"]),
    st.dictionaries(
        st.sampled_from(["label", "batch", "time", "msgid"]),
        st.sampled_from(["", "s-1", "s-2", "x", "2024-05-01T10:00:00.000Z", "never"]),
        max_size=2,
    ),
)


def whole(talk: Talk) -> None:
    """What must be true of a session at any time."""
    session = talk.session
    for key, conversation in session.model.conversations.items():
        assert conversation.key == key == session.model.fold(conversation.name)
        _numbered(conversation)
        for nick, member in conversation.members.items():
            assert session.model.fold(member.person.nick) == nick
            if conversation.kind is ConversationKind.ROOM:
                assert session.model.people[nick] is member.person
    assert session.model.fold(session.model.nick) in session.model.people
    for line in session.wire.out:
        assert not {"\r", "\n", "\0"} & set(line)


def _numbered(conversation: Conversation) -> None:
    numbers = [entry.number for entry in conversation.entries]
    assert numbers == sorted(set(numbers))
    assert conversation.unread <= len(conversation.entries)


@settings(max_examples=400, deadline=None)
@given(st.lists(MESSAGES, max_size=25), st.booleans())
def test_any_messages_are_taken_and_leave_the_session_whole(
    messages: list[Message], plain: bool
) -> None:
    talk = Talk(caps="") if plain else Talk()
    talk.online()
    room = talk.in_room("#lab", "@Bo", "Cy[]")
    talk.session.delivery.say(room, "one\ntwo")
    for message in messages:
        talk.session.receive(message)
        whole(talk)
    talk.session.disconnected()
    talk.online()
    whole(talk)
