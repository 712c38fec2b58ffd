"""`join --plain` with a script in the place of a host: what is told of what has moved."""

import threading
from types import SimpleNamespace
from typing import cast

from desktopchat.cli.plain import PlainChat
from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, Phase, PhaseChanged
from tests.client.talking import OWN_CAPS, Talk

EARLY, SOON, LATER = (f"2024-05-01T12:00:0{second}.000Z" for second in (1, 2, 3))


class Lines:
    """What was written of a conversation."""

    def __init__(self) -> None:
        self.talk = Talk(caps=OWN_CAPS).online("CASEMAPPING=ascii CHATHISTORY=100")
        self.written: list[str] = []
        client = SimpleNamespace(
            session=self.talk.session,
            phase=Phase.ONLINE,
            problem=None,
            address=None,
            fingerprint="",
            poll=self._poll,
        )
        self._seen = 0
        self.chat = PlainChat(
            cast("Client", client),
            as_json=False,
            write=self.written.append,
            wake=threading.Event(),
        )

    def _poll(self) -> list[object]:
        events, self._seen = self.talk.events[self._seen :], len(self.talk.events)
        return [*events, *self.talk.session.model.take_events()]

    def in_room(self) -> Conversation:
        room = self.talk.in_room("#lab", "Bo")
        self.page(("m0", EARLY, "before"))
        self.look()
        return room

    def page(self, *rows: tuple[str, str, str], of: str = "Bo", where: str = "#lab") -> None:
        target = where if where[0] == "#" else "Ada"
        self.talk.hears(
            f":h BATCH +p chathistory {where}",
            *(
                f"@batch=p;msgid={msgid};time={time} :{of}!b@h PRIVMSG {target} :{text}"
                for msgid, time, text in rows
            ),
            ":h BATCH -p",
        )

    def look(self) -> None:
        self.chat._turn()

    def breaks(self) -> None:
        self.talk.events += [*self.talk.session.disconnected(), PhaseChanged(Phase.WAITING)]
        self.look()

    def comes_back(self) -> list[str]:
        """The lines that were sent then."""
        self.talk.online("CASEMAPPING=ascii CHATHISTORY=100")
        self.talk.events.append(PhaseChanged(Phase.ONLINE))
        self.talk.hears(
            ":Ada!a@h JOIN #lab * :Ada", ":h 353 Ada = #lab :Ada Bo", ":h 366 Ada #lab :End"
        )
        self.look()
        return self.talk.sent()

    @property
    def said(self) -> list[str]:
        """The messages, without their times."""
        return [f"{line[:4]}{line[10:]}" for line in self.written if line.startswith("[")]


def test_a_message_of_mine_that_the_host_sorts_behind_another_is_told_once() -> None:
    lines = Lines()
    lines.in_room()
    lines.chat.do("mine")
    lines.look()
    (sent,) = [line for line in lines.talk.sent() if "PRIVMSG" in line]
    label = sent.split("label=")[1].split(";")[0].split(" ")[0]
    lines.talk.hears(f"@msgid=m1;time={SOON} :Bo!b@h PRIVMSG #lab :theirs")
    lines.look()
    lines.talk.hears(f"@label={label};msgid=m2;time={LATER} :Ada!a@h PRIVMSG #lab :mine")
    lines.look()
    assert lines.said == ["[1] Bo: before", "[2] Ada: mine", "[3] Bo: theirs"]
    lines.chat.do("/delete 2")
    lines.look()
    assert any("REDACT #lab m2" in line for line in lines.talk.sent())


def test_what_the_host_sorts_in_front_of_what_was_told_is_told_late() -> None:
    lines = Lines()
    room = lines.in_room()
    lines.talk.hears(f"@msgid=m9;time={LATER} :Bo!b@h PRIVMSG #lab :later")
    lines.look()
    lines.page(("m5", SOON, "between"))
    lines.look()
    assert lines.said == ["[1] Bo: before", "[2] Bo: later", "[3] Bo: between (said earlier)"]
    assert [entry.text for entry in room.entries if entry.sender == "Bo"][-1] == "later"


def test_what_came_from_both_halves_is_told_once_and_its_number_stays() -> None:
    lines = Lines()
    lines.in_room()
    lines.talk.hears(f"@msgid=m9;time={LATER} :Bo!b@h PRIVMSG #lab :to both")
    lines.look()
    lines.talk.hears(
        ":h BATCH +p chathistory #lab",
        f"@batch=p;msgid=m4;desktopchat/also=m9;time={SOON} :Bo!b@h PRIVMSG #lab :to both",
        ":h BATCH -p",
    )
    lines.look()
    assert lines.said == ["[1] Bo: before", "[2] Bo: to both"]
    lines.chat.do("/react 2 +")
    assert any("m4" in line for line in lines.talk.sent())


def test_a_message_is_pinned_by_its_number_and_unpinned_again() -> None:
    lines = Lines()
    lines.in_room()
    lines.talk.hears(":h MODE #lab +o Ada")
    lines.chat.do("/pin 1")
    assert any("PIN #lab m0" in line for line in lines.talk.sent())
    lines.talk.hears(f"@time={LATER} :Ada!a@h PIN #lab m0")
    lines.look()
    assert any("You pinned a message" in line for line in lines.written)
    lines.chat.do("/pin 1")
    assert any("UNPIN #lab m0" in line for line in lines.talk.sent())
    lines.chat.do("/pin 99")
    assert "/pin NUMBER" in lines.written[-1]


def test_a_message_of_mine_that_had_arrived_when_it_broke_is_told_once_and_its_end_is_known() -> (
    None
):
    lines = Lines()
    lines.in_room()
    lines.chat.do("mine")
    lines.look()
    lines.breaks()
    lines.comes_back()
    lines.page(("m1", SOON, "mine"), of="Ada")
    lines.look()
    (again,) = [line for line in lines.talk.sent() if "PRIVMSG" in line]
    assert not lines.chat._nothing_waits()
    label = again.split("label=")[1].split(";")[0]
    lines.talk.hears(f"@label={label};msgid=m1;time={SOON} :Ada!a@h PRIVMSG #lab :mine")
    lines.look()
    assert lines.chat._nothing_waits()
    assert lines.said == ["[1] Bo: before", "[2] Ada: mine"]


def test_what_is_typed_is_done_though_it_broke_while_older_words_were_asked_for() -> None:
    lines = Lines()
    lines.in_room().has_older = True
    lines.chat.do("/history")
    lines.look()
    lines.breaks()
    assert any("here once the connection is back" in line for line in lines.written)
    lines.chat.type("hello")
    lines.look()
    lines.look()
    assert lines.said[-1] == "[2] Ada: hello (waits for the host)"


def test_what_was_said_to_me_alone_while_it_was_broken_is_told() -> None:
    lines = Lines()
    lines.in_room()
    lines.talk.hears(f"@msgid=d1;time={SOON} :Bo!b@h PRIVMSG Ada :psst")
    lines.look()
    lines.breaks()
    lines.comes_back()
    lines.page(("d2", LATER, "are you there?"), where="Bo")
    lines.talk.hears(
        ":h BATCH +t draft/chathistory-targets",
        f"@batch=t :h CHATHISTORY TARGETS Cy {LATER}",
        ":h BATCH -t",
    )
    lines.page(("d0", EARLY, "long ago"), ("d3", LATER, "me too"), of="Cy", where="Cy")
    lines.look()
    assert lines.said[1:] == [
        "[2] with Bo, Bo: psst",
        "[3] with Bo, Bo: are you there?",
        "[4] with Cy, Cy: me too",
    ]
