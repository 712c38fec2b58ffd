"""Any commands in any order, by several people: the state stays whole after each of them.

How many commands are tried: DESKTOPCHAT_FUZZ (`make fuzz` tries 50,000).
"""

import base64
import gc
import itertools
import os
import sys
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktopchat.host import capabilities
from desktopchat.host.config import HostConfig
from desktopchat.host.core import Core
from desktopchat.host.dispatch import COMMANDS, LABEL_MAX, WaitingCommand
from desktopchat.host.state.people import Person
from desktopchat.irc.message import Message
from desktopchat.irc.sasl import encode_chunks, plain_message
from desktopchat.irc.scram import ScramClient
from tests.host import whole
from tests.host.said import ABOUT, ALL_CAPS, EVERY, NICKS, OFTEN, ROOMS, TAGS, TEXTS, Asked, Words
from tests.host.world import Client, World

STEPS = 40
"""Rules in one world."""
COMMANDS_EACH = 130
"""Commands in one world, about."""
YEAR = 365 * 24 * 3600 * 1000
HOW_MANY = int(os.environ.get("DESKTOPCHAT_FUZZ", "1500"))

LABELLED = capabilities.LABELED_RESPONSE | capabilities.BATCH
picks = st.lists(st.integers(0, 200), min_size=5, max_size=5)
who = st.integers(0, 5)
runs = itertools.count(1)


def lines_of(*commands: str) -> st.SearchStrategy[Asked]:
    return st.tuples(
        st.sampled_from(sorted(commands)), st.integers(0, 9), st.sampled_from(TAGS), picks
    )


@dataclass(slots=True, eq=False)
class Speaker:
    """One connection of the machine's, and what is known of it.

    held: the command that waits for work outside the lock. asked: what it was labelled, and
    whether just one answer must say so. answers: how many lines have carried a label.
    """

    client: Client
    held: WaitingCommand | None = None
    asked: str = ""
    strict: bool = False
    answers: Counter[str] = field(default_factory=Counter)
    challenge: str = ""

    @property
    def person(self) -> Person:
        return self.client.person


class Chat(RuleBasedStateMachine):
    """Several connections at once; a rule is one of them doing something."""

    commands = 0
    """Lines run, in all runs."""

    def __init__(self) -> None:
        super().__init__()
        # The world checks every line that is posted: one line, valid UTF-8, within the limits,
        # to nobody twice and to nobody who has been hung up on.
        self.config = {"opers": {"root": "toor"}, "motd": ["Hello."], "replay": 3}
        self.world = World(**self.config)
        self.core = self.world.core
        self.speakers: list[Speaker] = []
        self.words = Words()
        self.run = next(runs)
        self.enter("ada", ALL_CAPS, secure=True, room="#lobby,#a")
        self.enter("bo", ["message-tags", "sasl", "account-tag"], secure=False, room="#a,#lobby")
        self.enter("Cy", [], secure=False, room="#lobby,&c")

    def one(self, index: int) -> Speaker:
        return self.speakers[index % len(self.speakers)]

    # How lines are run

    def say(self, speaker: Speaker, line: str, *, hold: bool = False) -> None:
        """Run one line, all of it or (hold) up to the first work outside the lock."""
        while speaker.held is not None:
            self.go_on(speaker)
        if speaker.person.gone:
            return
        type(self).commands += 1
        message = Message.parse(line)
        speaker.asked = message.tags.get("label", "") if message else ""
        if not 0 < len(speaker.asked.encode()) <= LABEL_MAX:
            speaker.asked = ""
        speaker.answers[speaker.asked] = 0
        # What is part of a larger message is answered when that is whole, if at all.
        speaker.strict = message is not None and "batch" not in message.tags
        speaker.strict = speaker.strict and message is not None and message.command != "BATCH"
        for data in speaker.client.buffer.feed(line.encode() + b"\r\n"):
            speaker.held = self.core.receive(speaker.person, data)
        while speaker.held is not None and not hold:
            self.go_on(speaker)
        if speaker.held is None:
            self.done(speaker)
        self.check()

    def check(self) -> None:
        """Everything that is always so: after each line, not only after each rule."""
        self.all_lines_are_as_they_should_be()
        self.the_state_is_whole()

    def go_on(self, speaker: Speaker) -> None:
        """Take the command that waits one piece of work further."""
        held = speaker.held
        assert held is not None
        outcome: object
        try:
            outcome = held.work(self.world.kept)
        except Exception as error:  # noqa: BLE001 - raised again where the command waits
            outcome = error
        speaker.held = self.core.resume(held, outcome)
        if speaker.held is None:
            self.done(speaker)

    def done(self, speaker: Speaker) -> None:
        """A command is over: if it had a label, just one answer has it."""
        self.read(speaker)
        person = speaker.person
        if speaker.asked and not person.gone and person.has(LABELLED):
            count = speaker.answers[speaker.asked]
            assert count == 1 if speaker.strict else count <= 1, speaker.asked

    def read(self, speaker: Speaker) -> None:
        """Look at what has come: whole batches, and no tags but those asked for."""
        caps = speaker.person.caps
        open_batches: set[str] = set()
        for line in speaker.client.inbox:
            message = Message.parse(line.decode().removesuffix("\r\n"))
            assert message is not None
            tags = message.tags
            if "label" in tags:
                speaker.answers[tags["label"]] += 1
            if message.command == "AUTHENTICATE" and message.params[0] != "+":
                speaker.challenge = base64.b64decode(message.params[0]).decode()
            if "msgid" in tags:
                self.words.said.append((message.param(0, "*"), tags["msgid"]))
            if "batch" in tags:
                assert tags["batch"] in open_batches, line
            if message.command == "BATCH":
                sign, name = message.params[0][0], message.params[0][1:]
                assert (name in open_batches) == (sign == "-"), line
                open_batches ^= {name}
            if message.command not in ("AUTHENTICATE", "ERROR"):
                assert message.source, line
            self.check_tags(tags, caps)
        assert not open_batches
        speaker.client.inbox.clear()

    def check_tags(self, tags: dict[str, str], caps: int) -> None:
        needed = {
            "time": capabilities.SERVER_TIME,
            "account": capabilities.ACCOUNT_TAG,
            "label": LABELLED,
            "batch": capabilities.BATCH,
        }
        for tag in tags:
            assert caps & needed.get(tag, capabilities.MESSAGE_TAGS), (tag, tags)

    # What people do

    def enter(self, nick: str, caps: list[str], *, secure: bool, room: str) -> None:
        client = self.world.connect(f"10.0.{self.run}.{len(self.speakers)}")
        client.person.secure = secure
        speaker = Speaker(client)
        self.speakers.append(speaker)
        for at in range(0, len(caps), 8):
            self.say(speaker, f"CAP REQ :{' '.join(caps[at : at + 8])}")
        for line in (f"NICK {nick}", "USER x 0 * :X Y", "CAP END", f"JOIN {room}"):
            self.say(speaker, line)

    @precondition(lambda self: len(self.speakers) < 6)
    @rule(
        nick=st.sampled_from(NICKS),
        some=st.lists(st.sampled_from(ALL_CAPS), max_size=4),
        every=st.booleans(),
        secure=st.booleans(),
        room=st.sampled_from(["#lobby", "#a", ""]),
    )
    def comes(self, nick: str, some: list[str], every: bool, secure: bool, room: str) -> None:
        self.enter(nick, ALL_CAPS if every else some, secure=secure, room=room)

    @precondition(lambda self: self.speakers)
    @rule(
        index=who, lines=st.lists(lines_of(*COMMANDS), min_size=1, max_size=8), hold=st.booleans()
    )
    def uses_every_command(self, index: int, lines: list[Asked], hold: bool) -> None:
        for asked in lines:
            self.say(self.one(index), self.words.line(asked), hold=hold)

    @precondition(lambda self: self.speakers)
    @rule(lines=st.lists(st.tuples(who, lines_of(*OFTEN)), min_size=1, max_size=8))
    def talk(self, lines: list[tuple[int, Asked]]) -> None:
        for index, asked in lines:
            if self.speakers:
                self.say(self.one(index), self.words.line(asked))

    @precondition(lambda self: self.speakers)
    @rule(
        index=who,
        command=st.sampled_from([*sorted(COMMANDS), "FROB", "001"]),
        params=st.lists(st.sampled_from(EVERY), max_size=5),
        tags=st.sampled_from(TAGS),
        numbers=picks,
        colon=st.booleans(),
    )
    def says_anything(
        self,
        index: int,
        command: str,
        params: list[str],
        tags: str,
        numbers: list[int],
        colon: bool,
    ) -> None:
        if colon and params:
            params = [*params[:-1], ":" + params[-1]]
        tags = self.words.fill(f"@{tags} ", numbers) if tags else ""
        self.say(self.one(index), tags + " ".join([command, *params]).replace("\0", ""))

    @precondition(lambda self: self.speakers)
    @rule(
        index=who,
        nick=st.sampled_from(NICKS),
        by=st.sampled_from(["REGISTER", "PLAIN", "SCRAM-SHA-256"]),
        password=st.sampled_from(["correct horse", "correct horse", "wrong"]),
    )
    def proves_who_they_are(self, index: int, nick: str, by: str, password: str) -> None:
        speaker = self.one(index)
        speaker.person.secure = True
        if by == "REGISTER":
            self.say(speaker, f"REGISTER * * :{password}")
            return
        self.say(speaker, "CAP REQ :sasl")
        self.say(speaker, f"AUTHENTICATE {by}")
        if by == "PLAIN":
            self.authenticate(speaker, plain_message(nick, password))
            return
        side, speaker.challenge = ScramClient(nick, password), ""
        self.authenticate(speaker, side.first().encode())
        if speaker.challenge.startswith("r="):
            self.authenticate(speaker, side.answer(speaker.challenge).encode())
            self.authenticate(speaker, b"")

    def authenticate(self, speaker: Speaker, message: bytes) -> None:
        for chunk in encode_chunks(message):
            self.say(speaker, f"AUTHENTICATE {chunk}")

    @precondition(lambda self: self.speakers)
    @rule(index=who, place=st.sampled_from([*ROOMS, *NICKS]), numbers=picks, whole=st.booleans())
    def says_several_lines(self, index: int, place: str, numbers: list[int], whole: bool) -> None:
        speaker = self.one(index)
        label = self.words.word("label", 0)
        self.say(speaker, f"@label={label} BATCH +r1 draft/multiline {place}")
        for number in numbers[: 1 + numbers[0] % 5]:
            self.say(speaker, f"@batch=r1 PRIVMSG {place} :{TEXTS[number % len(TEXTS)]}")
        if whole:
            self.say(speaker, "BATCH -r1")
        assert speaker.answers[label] <= 1

    @precondition(lambda self: self.speakers and self.words.said)
    @rule(index=who, form=st.sampled_from(ABOUT), number=st.integers(0, 20))
    def is_about_what_was_said(self, index: int, form: str, number: int) -> None:
        self.say(self.one(index), self.words.fill(form, [number]))

    @precondition(lambda self: any(speaker.held for speaker in self.speakers))
    @rule(index=who)
    def work_is_done(self, index: int) -> None:
        waiting = [speaker for speaker in self.speakers if speaker.held]
        self.go_on(waiting[index % len(waiting)])

    @precondition(lambda self: self.speakers)
    @rule(
        index=who,
        what=st.sampled_from(["noise", "noise", "time", "time", "time", "lost"]),
        noise=st.binary(max_size=40),
        milliseconds=st.sampled_from([-YEAR, -1000, 1, 300, 100_000]),
    )
    def mishap(self, index: int, what: str, noise: bytes, milliseconds: int) -> None:
        speaker = self.one(index)
        if what == "time":
            if milliseconds > 0:
                self.world.now += milliseconds
            else:
                self.world.jump(milliseconds)
        elif what == "lost":
            self.core.drop(speaker.person, "Connection lost")
        elif speaker.held is None:
            speaker.client.send(noise)

    # What is always so

    @invariant()
    def all_lines_are_as_they_should_be(self) -> None:
        for speaker in self.speakers:
            self.read(speaker)

    @invariant()
    def those_who_are_gone_are_forgotten(self) -> None:
        for speaker in self.speakers:
            client = speaker.client
            assert client.person.gone == client.gone
            assert (client.person in self.core.connections) != client.gone
        for speaker in self.speakers:
            if speaker.client.gone and speaker.held is not None:
                self.go_on(speaker)
                assert speaker.held is None
        self.speakers = [one for one in self.speakers if not one.client.gone]

    @invariant()
    def the_state_is_whole(self) -> None:
        whole.check(self.core, {one.person for one in self.speakers if one.held})

    def teardown(self) -> None:
        """When all are gone nothing knows them any more, and another start goes well."""
        if sys.exception() is not None:
            return  # what has failed already says more than what it leaves behind
        core, world = self.core, self.world
        while core.connections:
            core.drop(next(iter(core.connections)), "The end")
        self.those_who_are_gone_are_forgotten()
        assert not self.speakers
        world.inboxes.clear()
        world.hung_up.clear()
        assert not core.people
        assert core.registered == 0
        assert all(channel.stays for channel in core.channels.values())
        assert not list(core.monitors)
        gc.collect()
        mark = f"10.0.{self.run}."
        left = [
            one for one in gc.get_objects() if type(one) is Person and one.host.startswith(mark)
        ]
        assert not left
        config = HostConfig(**self.config)  # type: ignore[arg-type]
        again = Core(config, world, lambda: world.now, world.ticks)
        with world.kept.reading() as reader:
            again.restore(reader)
        whole.same_after_a_restart(core, again)


@pytest.mark.timeout(900)
def test_the_state_stays_whole_whatever_is_said() -> None:
    before = Chat.commands
    while Chat.commands - before < HOW_MANY:
        left = HOW_MANY - (Chat.commands - before)
        run_state_machine_as_test(
            Chat,
            settings=settings(
                max_examples=max(1, left // COMMANDS_EACH),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
