"""Any commands in any order, by several people: the state stays whole after each of them."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktopchat.host.capabilities import OFFERED
from desktopchat.host.channels import MODE_TYPES
from tests.host.world import Client, World

NICKS = ["ada", "ADA", "bo", "Cy", "王伟", "Łukasz", "łukasz", "dee", "#x", "a b", "", "x" * 33]
ROOMS = ["#lobby", "#a", "#A", "#b", "&c", "#实验室", "#none", "lab", "#", "#x y", "0", ""]
TEXTS = ["hi", "", "你好 🌍", ":-)", "x" * 450, "题" * 150, "\x01ACTION waves\x01", "a\x07b"]
WORDS = NICKS + ROOMS + TEXTS + ["*", "0", "+", "@", ",", "#a,#b", "ada,bo", "@#a", "+@#a", "-1"]
COMMANDS = [
    "CAP",
    "NICK",
    "USER",
    "PASS",
    "PING",
    "PONG",
    "QUIT",
    "JOIN",
    "PART",
    "PRIVMSG",
    "NOTICE",
    "TAGMSG",
    "TOPIC",
    "NAMES",
    "LIST",
    "WHO",
    "WHOIS",
    "KICK",
    "INVITE",
    "MODE",
    "AWAY",
    "ISON",
    "USERHOST",
    "MOTD",
    "VERSION",
    "LUSERS",
    "OPER",
    "KILL",
    "SETNAME",
    "BATCH",
    "REDACT",
    "MARKREAD",
    "METADATA",
    "CHATHISTORY",
    "SEARCH",
    "MONITOR",
    "FROB",
    "001",
]
WORDS += ["+1", "SET", "SUB", "LIST", "LATEST", "draft/multiline", "timestamp=2026-01-01T00:00:00Z"]
TAGS = [
    "",
    "",
    "@batch=1 ",
    "@batch=1;draft/multiline-concat ",
    "@+desktopchat/edit=x ",
    "@label=x ",
    "@+react=\\:) ",
    "@label=y;+a;time=no ",
    "@",
    "@label ",
]

ABOUT = [
    "REDACT {name} {msgid}",
    "REDACT {name} {msgid} :because",
    "@+desktopchat/edit={msgid} PRIVMSG {name} :other words",
    "@+draft/react=:);+draft/reply={msgid} TAGMSG {name}",
    "CHATHISTORY AROUND {name} msgid={msgid} 10",
]

nicks, rooms, texts = (st.sampled_from(some) for some in (NICKS, ROOMS, TEXTS))
who = st.integers(0, 5)


class Chat(RuleBasedStateMachine):
    """Several connections at once; a rule is one of them doing something."""

    def __init__(self) -> None:
        super().__init__()
        # The world checks every line that is posted: one line, valid UTF-8, within the limits,
        # to nobody twice and to nobody who has been hung up on.
        self.world = World(opers={"root": "toor"}, motd=["Hello."])
        self.clients: list[Client] = []

    def one(self, index: int) -> Client:
        return self.clients[index % len(self.clients)]

    @precondition(lambda self: len(self.clients) < 6)
    @rule(nick=nicks, caps=st.sets(st.sampled_from(sorted(OFFERED)), max_size=4))
    def comes(self, nick: str, caps: set[str]) -> None:
        client = self.world.connect()
        client.send(f"CAP REQ :{' '.join(caps)}", f"NICK {nick}", "USER x 0 * :X Y", "CAP END")
        self.clients.append(client)

    @precondition(lambda self: self.clients)
    @rule(index=who, room=rooms, key=st.sampled_from(["", " key", " wrong"]))
    def joins(self, index: int, room: str, key: str) -> None:
        self.one(index).send(f"JOIN {room}{key}")

    @precondition(lambda self: self.clients)
    @rule(index=who, name=rooms | nicks, text=texts, verb=st.sampled_from(["PRIVMSG", "NOTICE"]))
    def talks(self, index: int, name: str, text: str, verb: str) -> None:
        self.one(index).send(f"{verb} {name} :{text}")

    @precondition(lambda self: self.clients)
    @rule(
        index=who,
        room=rooms,
        letters=st.text("+-ovbklimntX", max_size=6),
        params=st.lists(st.sampled_from([*NICKS, "key", "2", "*!*@*", "b?"]), max_size=4),
    )
    def changes_modes(self, index: int, room: str, letters: str, params: list[str]) -> None:
        self.one(index).send(f"MODE {room} +{letters} {' '.join(params)}")

    @precondition(lambda self: self.clients)
    @rule(index=who, nick=nicks)
    def changes_nick(self, index: int, nick: str) -> None:
        self.one(index).send(f"NICK {nick}")

    @precondition(lambda self: self.clients)
    @rule(
        index=who,
        tags=st.sampled_from(TAGS),
        command=st.sampled_from(COMMANDS),
        params=st.lists(st.sampled_from(WORDS), max_size=4),
        colon=st.booleans(),
    )
    def says_anything(
        self, index: int, tags: str, command: str, params: list[str], colon: bool
    ) -> None:
        words = [command, *params]
        if colon and params:
            words[-1] = ":" + words[-1]
        self.one(index).send(tags + " ".join(words))

    @precondition(lambda self: self.clients)
    @rule(index=who, name=rooms | nicks, lines=st.lists(texts, max_size=4), again=st.booleans())
    def says_several_lines(self, index: int, name: str, lines: list[str], again: bool) -> None:
        tags = f"@label={'l' * 20}" + (";desktopchat/resend" if again else "")
        said = [f"@batch=1 PRIVMSG {name} :{line}" for line in lines]
        self.one(index).send(f"{tags} BATCH +1 draft/multiline {name}", *said, "BATCH -1")

    @precondition(lambda self: self.clients)
    @rule(index=who, name=rooms | nicks, number=st.integers(0, 20), line=st.sampled_from(ABOUT))
    def is_about_a_message(self, index: int, name: str, number: int, line: str) -> None:
        """One of the last that were said anywhere, whether it was said there or not."""
        rows = self.world.kept._connection.execute(
            "SELECT msgid FROM events ORDER BY id DESC LIMIT 1 OFFSET ?", (number,)
        ).fetchall()
        for (msgid,) in rows:
            self.one(index).send(line.format(name=name, msgid=msgid))

    @precondition(lambda self: self.clients)
    @rule(index=who, line=st.binary(max_size=40))
    def says_noise(self, index: int, line: bytes) -> None:
        self.one(index).send(line)

    @precondition(lambda self: self.clients)
    @rule(index=who)
    def becomes_operator(self, index: int) -> None:
        self.one(index).send("OPER root toor")

    @precondition(lambda self: self.clients)
    @rule(index=who)
    def is_lost(self, index: int) -> None:
        client = self.one(index)
        self.world.core.drop(client.person, "Connection lost")

    @rule(milliseconds=st.integers(-1000, 100_000))
    def time_passes(self, milliseconds: int) -> None:
        self.world.now += milliseconds

    @invariant()
    def those_who_are_gone_are_forgotten(self) -> None:
        core = self.world.core
        for client in self.clients:
            assert client.person.gone == client.gone
            assert (client.person in core.connections) != client.gone
            if client.gone:
                assert client.inbox[-1].startswith(b"ERROR :") or b" ERROR :" in client.inbox[-1]
        self.clients = [client for client in self.clients if not client.gone]

    @invariant()
    def every_nick_names_one_connection(self) -> None:
        core = self.world.core
        for folded, person in core.people.items():
            assert folded == person.folded == core.fold(person.nick)
            assert person in core.connections
            assert person.folded_source == core.fold(person.source)
        named = [person for person in core.connections if person.nick]
        assert len(named) == len(core.people)
        assert core.registered == sum(person.registered for person in core.connections)
        assert core.most_registered >= core.registered

    @invariant()
    def rooms_and_people_know_each_other(self) -> None:
        core = self.world.core
        assert core.channels["#lobby"].permanent
        for folded, channel in core.channels.items():
            assert folded == channel.folded == core.fold(channel.name)
            assert channel.members or channel.permanent
            assert channel.everybody == tuple(channel.members)
            assert channel.invited <= core.connections
            assert not channel.invited & channel.members.keys()
            assert channel.flags <= set(MODE_TYPES.never)
            assert len({ban.folded for ban in channel.bans}) == len(channel.bans)
            for person, statuses in channel.members.items():
                assert person.registered
                assert not person.gone
                assert person.channels[folded] is channel
                assert statuses in ("", "o", "v", "ov")
        for person in core.connections:
            for folded, channel in person.channels.items():
                assert core.channels[folded] is channel
                assert person in channel.members


TestChat = Chat.TestCase
TestChat.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
