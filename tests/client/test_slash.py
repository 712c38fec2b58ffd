"""The commands people type."""

from collections.abc import Iterator

import pytest

from desktopchat.client import slash
from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, EntryKind, Phase
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message


@pytest.fixture
def client() -> Iterator[Client]:
    """Ada, online and in #lab as far as the session can tell; nothing is connected."""
    client = Client(Address("127.0.0.1"), "Ada")
    client.phase = client.session.wire.phase = Phase.ONLINE
    for line in (":Ada!a@h JOIN #lab", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End"):
        message = Message.parse(line)
        assert message is not None
        client.session.receive(message)
    client.session.wire.out.clear()
    return client


@pytest.fixture
def lab(client: Client) -> Conversation:
    return client.session.model.conversations["#lab"]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("/join #den", ["JOIN #den"]),
        ("/j den secret", ["JOIN #den secret"]),
        ("/JOIN #a,#b", ["JOIN #a", "JOIN #b"]),
        ("/part", ["PART #lab"]),
        ("/part see you", ["PART #lab :see you"]),
        ("/part #lab see you", ["PART #lab :see you"]),
        ("/nick Ada L", ["NICK Ada_L"]),
        ("/topic what it is about", ["TOPIC #lab :what it is about"]),
        ("/away lunch time", ["AWAY :lunch time"]),
        ("/away", ["AWAY"]),
        ("/kick Bo enough now", ["KICK #lab Bo :enough now"]),
        ("/op Bo", ["MODE #lab +o Bo"]),
        ("/mode +k secret", ["MODE #lab +k secret"]),
        ("/whois Bo", ["WHOIS Bo"]),
        ("/invite Cy", ["INVITE Cy #lab"]),
        ("/list", ["LIST"]),
    ],
)
def test_a_command_does_what_it_says(
    client: Client, lab: Conversation, typed: str, lines: list[str]
) -> None:
    assert slash.run(typed, client, lab) is None
    assert client.session.wire.out == lines


def test_me_and_msg_speak(client: Client, lab: Conversation) -> None:
    assert slash.run("/me waves", client, lab) is None
    assert slash.run("/msg Bo psst, you", client, lab) is None
    assert slash.run("/query Cy", client, lab) is None
    said = [line for line in client.session.wire.out if "PRIVMSG" in line]
    assert said == ["PRIVMSG #lab :\x01ACTION waves\x01", "PRIVMSG Bo :psst, you"]
    assert {"bo", "cy"} <= set(client.session.model.conversations)


def test_two_slashes_send_one(client: Client, lab: Conversation) -> None:
    assert slash.run("//etc is a folder", client, lab) is None
    assert client.session.wire.out[0] == "PRIVMSG #lab :/etc is a folder"


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("/nonsense", "no command /nonsense"),
        ("/", "no command /"),
        ("/join", "/join ROOM"),
        ("/msg Bo", "/msg NAME WORDS"),
        ("/me", "/me DOES"),
        ("/nick", "/nick NAME"),
        ("/kick", "/kick NAME"),
        ("/whois", "/whois NAME"),
        ("/part #den", "not in #den"),
        ("/msg #den hello", "not in #den"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_and_nothing_is_sent(
    client: Client, lab: Conversation, typed: str, part: str
) -> None:
    wrong = slash.run(typed, client, lab)
    assert wrong is not None
    assert part in wrong
    assert client.session.wire.out == []


def test_room_commands_need_a_room(client: Client) -> None:
    direct = client.session.open_direct("Bo")
    for typed in ("/topic x", "/kick Bo", "/part", "/op Bo", "/invite Bo", "/mode"):
        assert slash.run(typed, client, direct) == "This works only in a room."


def test_without_a_connection_what_needs_one_says_so(client: Client, lab: Conversation) -> None:
    client.phase = Phase.WAITING
    client.session.disconnected()
    wrong = slash.run("/whois Bo", client, lab)
    assert wrong == "/whois needs a connection, and there is none now."
    assert slash.run("/me waits", client, lab) is None
    assert client.session.delivery.outbox.waiting


def test_help_lists_every_command_where_it_was_asked(client: Client, lab: Conversation) -> None:
    assert slash.run("/help", client, lab) is None
    told = [entry.text for entry in lab.entries if entry.kind is EntryKind.INFO]
    assert len(told) == len(slash.usages())
    assert any(text.startswith("/me DOES: ") for text in told)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/join den,attic", ["#den"]),
        ("/j den", ["#den"]),
        ("/j #lab", ["#lab"]),
        ("/query Bo", ["Bo"]),
        ("/q Bo", ["Bo"]),
        ("/m Bo hello", ["Bo"]),
        ("/msg #lab hello", []),
        ("/me waves", []),
    ],
)
def test_whoever_goes_somewhere_is_shown_it_by_whichever_name_they_ask(
    client: Client, lab: Conversation, typed: str, shown: list[str]
) -> None:
    told: list[str] = []
    assert slash.run(typed, client, lab, told.append) is None
    assert told == shown


def test_a_word_to_somebody_i_talk_with_already_leaves_me_where_i_am(
    client: Client, lab: Conversation
) -> None:
    client.session.open_direct("Bo")
    told: list[str] = []
    assert slash.run("/msg Bo hello", client, lab, told.append) is None
    assert not told


def test_quit_ends_the_chat(client: Client, lab: Conversation) -> None:
    assert slash.run("/quit bye", client, lab) is None
    assert client.phase is Phase.ENDED
    assert client.problem is None
