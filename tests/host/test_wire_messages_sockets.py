"""Edits, redactions, batches, markers and metadata on a real host, over sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.capabilities import MULTILINE_LINES
from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from desktopchat.irc.sasl import encode_chunks, plain_message
from desktopchat.store.errors import StoreError
from tests.host.people import PASSWORD, Secure, registered
from tests.host.wire import Raw, running

pytestmark = pytest.mark.sockets

CAPS = (
    "message-tags batch echo-message labeled-response server-time sasl draft/chathistory "
    "draft/event-playback draft/message-redaction draft/metadata-2 draft/multiline "
    "draft/read-marker desktopchat/edit desktopchat/search"
)
LISTEN = [Address("127.0.0.1", 0, True), Address("127.0.0.1", 0)]
EARLY = "timestamp=2019-01-04T14:33:26.123Z"


@pytest.fixture
def host() -> Iterator[Host]:
    with running(listen=LISTEN) as host:
        yield host


def ready(client: Raw, nick: str, *rooms: str) -> Raw:
    client.register(nick, *rooms)
    client.send(f"CAP REQ :{CAPS}")
    client.until("CAP")
    return client


def log_in(client: Raw, account: str) -> None:
    client.send("AUTHENTICATE PLAIN")
    client.until("AUTHENTICATE")
    chunks = encode_chunks(plain_message(account, PASSWORD))
    client.send(*(f"AUTHENTICATE {one}" for one in chunks))
    client.until("900")


def say(client: Raw, text: str, tags: str = "") -> str:
    """Say something in #lab; its msgid."""
    client.send(f"{tags}PRIVMSG #lab :{text}")
    return client.says(text).tags["msgid"]


def opens(message: Message) -> bool:
    """Whether a message of several lines begins."""
    return message.command == "BATCH" and "draft/multiline" in message.params


def until_pong(client: Raw) -> list[Message]:
    """All that came before the answer to a PING."""
    seen: list[Message] = []

    def ends(message: Message) -> bool:
        seen.append(message)
        return message.command == "PONG"

    client.send("PING now")
    client.until(ends)
    return seen[:-1]


def test_a_long_text_arrives_whole_in_spite_of_the_throttle(host: Host) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        lines = [f"line {number} 行" for number in range(MULTILINE_LINES)]
        ada.send(
            "@label=1 BATCH +1 draft/multiline #lab",
            *(f"@batch=1 PRIVMSG #lab :{line}" for line in lines),
            "BATCH -1",
        )
        bo.until(opens)
        assert [bo.until("PRIVMSG").params[1] for _ in lines] == lines
        assert bo.until("BATCH").params[0].startswith("-")
        assert ada.until(opens).tags["label"] == "1"
        bo.send("CHATHISTORY LATEST #lab * 10")
        bo.until(opens)
        assert [bo.until("PRIVMSG").params[1] for _ in lines] == lines


def test_words_are_changed_and_taken_away(host: Host) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        msgid = say(bo, "teh secret")
        edited = say(bo, "the secret", f"@+desktopchat/edit={msgid} ")
        assert ada.says("the secret").tags["+desktopchat/edit"] == msgid
        ada.send(f"@+desktopchat/edit={msgid} PRIVMSG #lab :mine")
        assert ada.until("FAIL").params[:2] == ["PRIVMSG", "EDIT_FORBIDDEN"]
        bo.send(f"@+draft/react=👍;+draft/reply={msgid} TAGMSG #lab")
        assert ada.until("TAGMSG").tags["+draft/react"] == "👍"
        ada.send(f"REDACT #lab {msgid} :spam")
        assert bo.until("REDACT").params == ["#lab", msgid, "spam"]
        bo.send("CHATHISTORY LATEST #lab * 50", "SEARCH #lab :secret")
        seen = until_pong(bo)
        assert "REDACT" in [one.command for one in seen]
        assert not any("secret" in one.params[-1] for one in seen)
        assert edited not in [one.tags.get("msgid") for one in seen]


def test_an_account_has_its_markers_and_metadata_after_a_restart(tmp_path: Path) -> None:
    with running(listen=LISTEN, data=tmp_path) as host, registered(host, "ada") as ada:
        ada.send(f"CAP REQ :{CAPS}", f"MARKREAD #lab {EARLY}", "METADATA * SET avatar :pic")
        assert ada.until("MARKREAD").params == ["#lab", EARLY]
        assert ada.until("761").params[2:] == ["avatar", "*", "pic"]
        with Secure(host) as phone:
            ready(phone, "ada-phone")
            log_in(phone, "ada")
            late = EARLY.replace("2019", "2020")
            phone.send(f"MARKREAD #lab {late}")
            assert ada.until("MARKREAD").params == ["#lab", late]
    with running(listen=LISTEN, data=tmp_path) as host, Secure(host) as ada:
        ready(ada, "ada-again")
        log_in(ada, "ada")
        ada.send("JOIN #lab")
        assert ada.until("MARKREAD").params == ["#lab", late]
        ada.send("METADATA * GET avatar")
        assert ada.until("761").params[2:] == ["avatar", "*", "pic"]


def test_those_who_asked_are_told_what_people_say_of_themselves(host: Host) -> None:
    with Secure(host) as ada, Secure(host) as bo:
        ready(ada, "ada", "#lab")
        ready(bo, "bo", "#lab")
        bo.send("METADATA * SUB avatar")
        bo.until("770")
        ada.send("METADATA * SET avatar :pic", "MODE ada +B", "PRIVMSG #lab :beep")
        assert bo.until("METADATA").params == ["ada", "avatar", "*", "pic"]
        assert "bot" in bo.says("beep").tags


def test_a_host_with_a_full_disk_says_that_it_can_not_look(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Secure(host) as ada:
        ready(ada, "ada", "#lab")
        msgid = say(ada, "oops")
        monkeypatch.setattr(host.store, "reading", _refuse)
        ada.send(f"@label=9 REDACT #lab {msgid}")
        failed = ada.until("FAIL")
        assert failed.params[:2] == ["REDACT", "TEMPORARILY_UNAVAILABLE"]
        assert failed.tags["label"] == "9"


def _refuse() -> None:
    raise StoreError("The disk is full.")


def test_others_hear_how_far_somebody_has_read_who_tells_it(host: Host) -> None:
    with Raw(host.listeners[1].address) as ada, Raw(host.listeners[1].address) as bo:
        for client, nick in ((ada, "ada"), (bo, "bo")):
            client.register(nick)
            client.send("CAP REQ :desktopchat/seen draft/read-marker", "JOIN #lab")
            client.until("366")
        ada.until(lambda m: m.command == "JOIN" and m.nick == "bo")
        ada.send(f"MARKREAD #lab {EARLY}", f"SEEN #lab {EARLY}", "PING over")
        assert bo.until("SEEN").params == ["#lab", EARLY]
        ada.until("PONG")
        ada.send("SEEN #lab *")
        assert bo.until("SEEN").params == ["#lab", "*"]
