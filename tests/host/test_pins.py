"""Pins: who may pin, who is told, and with what they go."""

from desktopchat.host.core import Core
from desktopchat.host.state import pins
from desktopchat.irc import caps
from desktopchat.irc.message import Message
from tests.host.people import with_account
from tests.host.world import Client, World

KNOWS = (caps.PINS, caps.BATCH, caps.SERVER_TIME, caps.MESSAGE_TAGS, caps.ECHO_MESSAGE)


def said(client: Client, words: str, room: str = "#lab") -> str:
    """Say something; its msgid."""
    client.read()
    (echo,) = client.answers(f"PRIVMSG {room} :{words}")
    return echo.tags["msgid"]


def pinned(messages: list[Message]) -> list[str]:
    return [message.param(1) for message in messages if message.command == "PIN"]


def fails(messages: list[Message]) -> list[list[str]]:
    return [one.params[:-1] for one in messages if one.command in ("FAIL", "NOTE")]


def restarted(world: World) -> Core:
    core = Core(world.core.config, world, lambda: world.now, world.ticks)
    with world.kept.reading() as reader:
        core.restore(reader)
    return core


def test_members_with_the_capability_hear_of_a_pin_and_others_of_nothing() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    bo = world.client("bo", KNOWS, ["#lab"])
    irssi = world.client("cy", (caps.MESSAGE_TAGS,), ["#lab"])
    msgid = said(ada, "The kettle is on")
    for one in (bo, irssi):
        one.read()
    (echo,) = ada.answers(f"PIN #lab {msgid}")
    (told,) = bo.messages()
    assert (told.command, told.nick, told.params) == ("PIN", "ada", ["#lab", msgid])
    assert "time" in told.tags
    assert echo.params == told.params
    ada.send(f"UNPIN #lab {msgid}")
    assert [one.command for one in bo.messages()] == ["UNPIN"]
    assert irssi.read() == []


def test_a_newcomer_learns_what_is_pinned_and_when_it_was() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    first, second = said(ada, "one"), said(ada, "two")
    ada.send(f"PIN #lab {second}")
    world.now += 60_000
    ada.send(f"PIN #lab {first}")
    bo = world.client("bo", KNOWS)
    came = bo.answers("JOIN #lab")
    assert pinned(came) == [second, first]
    times = [one.tags["time"] for one in came if one.command == "PIN"]
    assert times == ["2026-11-23T08:30:00.250Z", "2026-11-23T08:31:00.250Z"]
    cy = world.client("cy", KNOWS)
    empty = [one for one in cy.answers("JOIN #other") if one.command == "BATCH"]
    assert [one.params[1:] for one in empty] == [["desktopchat/pins", "#other"], []]


def test_who_asks_gets_the_messages_with_their_newest_words() -> None:
    world = World()
    ada = world.client("ada", (*KNOWS, caps.EDIT), ["#lab"])
    first, second = said(ada, "one"), said(ada, "two")
    ada.send(f"@+desktopchat/edit={first} PRIVMSG #lab :once")
    ada.send(f"@+desktopchat/edit={first} PRIVMSG #lab :uno")
    ada.send(f"@+desktopchat/edit={second} PRIVMSG #lab :due")
    ada.send(f"PIN #lab {first}")
    ada.read()
    told = ada.answers("PINS #lab")
    assert pinned(told) == [first]
    assert [one.param(1) for one in told if one.command == "PRIVMSG"] == ["one", "uno"]


def test_only_those_who_run_the_room_pin_until_it_lets_everybody() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    bo = world.client("bo", KNOWS, ["#lab"])
    msgid = said(ada, "tea")
    bo.read()
    assert fails(bo.answers(f"PIN #lab {msgid}")) == [["PIN", "PIN_FORBIDDEN", "#lab", msgid]]
    ada.send("MODE #lab +W")
    bo.read()
    assert pinned(bo.answers(f"PIN #lab {msgid}")) == [msgid]
    ada.send("MODE #lab +b ~m:bo")  # who may not speak does not pin either
    bo.read()
    assert fails(bo.answers(f"UNPIN #lab {msgid}")) == [["UNPIN", "PIN_FORBIDDEN", "#lab", msgid]]


def test_what_cannot_be_pinned_is_refused() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    msgid = said(ada, "tea")
    assert fails(ada.answers("PIN #lab nothing")) == [["PIN", "UNKNOWN_MSGID", "#lab", "nothing"]]
    assert fails(ada.answers(f"PIN #other {msgid}")) == [["PIN", "INVALID_TARGET", "#other"]]
    assert fails(ada.answers(f"UNPIN #lab {msgid}")) == [["UNPIN", "NOT_PINNED", "#lab", msgid]]
    ada.ask(f"PIN #lab {msgid}")
    assert fails(ada.answers(f"PIN #lab {msgid}")) == [["PIN", "ALREADY_PINNED", "#lab", msgid]]
    ada.ask("MODE #lab +H none")
    assert fails(ada.answers("PINS #lab")) == [["PINS", "INVALID_TARGET", "#lab"]]


def test_there_is_a_most() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    for number in range(pins.PINS_MAX):
        ada.send(f"PIN #lab {said(ada, str(number))}")
    msgid = said(ada, "one more")
    assert fails(ada.answers(f"PIN #lab {msgid}")) == [["PIN", "TOO_MANY_PINS", "#lab", msgid]]


def test_a_message_that_is_taken_away_takes_its_pin_along() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    bo = world.client("bo", KNOWS, ["#lab"])
    msgid = said(ada, "tea")
    ada.send(f"PIN #lab {msgid}")
    bo.read()
    ada.send(f"REDACT #lab {msgid}")
    assert [(one.command, one.param(1)) for one in bo.messages()] == [("UNPIN", msgid)]
    ada.read()
    assert pinned(ada.answers("PINS #lab")) == []


def test_what_the_log_lets_go_of_loses_its_pin() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    old, new = said(ada, "old"), said(ada, "new")
    ada.ask(f"PIN #lab {old}", f"PIN #lab {new}")
    pins.forgotten(world.core, old)
    assert [(one.command, one.param(1)) for one in ada.messages()] == [("UNPIN", old)]
    assert pinned(ada.answers("PINS #lab")) == [new]


def test_who_may_read_only_since_they_came_hears_of_no_earlier_pin() -> None:
    world = World()
    ada = world.client("ada", KNOWS, ["#lab"])
    ada.send("MODE #lab +H joined")
    old = said(ada, "old")
    world.now += 1000
    bo = world.client("bo", KNOWS, ["#lab"])
    world.now += 1000
    new = said(ada, "new")
    bo.read()
    ada.ask(f"PIN #lab {old}", f"PIN #lab {new}")
    assert pinned(bo.messages()) == [new]
    assert pinned(bo.answers("PINS #lab")) == [new]
    assert pinned(ada.answers("PINS #lab")) == [old, new]


def test_pins_outlast_the_host_unless_their_messages_do_not() -> None:
    world = World()
    ada = with_account(world, "ada", "#lab", caps=" ".join(KNOWS))
    first, second = said(ada, "one"), said(ada, "two")
    ada.send(f"PIN #lab {first}", f"PIN #lab {second}")
    world.kept.commit([("DELETE FROM events WHERE msgid = ?", (first,))])
    channel = restarted(world).channel("#lab")
    assert channel is not None
    assert list(channel.pins) == [second]
    assert channel.pins[second].by == ada.person.source
