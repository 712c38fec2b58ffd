"""The clock on the wall jumps by years, ahead and back: what waits and runs out goes on, and the
log stays in order."""

import itertools

import pytest

from desktopchat.host.clocks import _AT_PACE as AT_PACE
from desktopchat.host.clocks import LogClock
from desktopchat.host.commands.membership import _KNOCK_EVERY
from desktopchat.host.filehost import grants
from desktopchat.host.state import passwords
from desktopchat.irc import timestamps
from desktopchat.store.events import moment_of
from desktopchat.store.place.bans import HostBan, write_ban
from tests.host.people import on_tls, plain, with_account
from tests.host.world import SERVER, Client, World

YEARS = 5 * 365 * 24 * 3600 * 1000
JUMPS = pytest.mark.parametrize("jump", [-YEARS, YEARS], ids=["back", "ahead"])


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"}, accounts_per_address=1, joins_burst=1)


@pytest.fixture
def root(world: World) -> Client:
    root = world.client("root")
    root.send("OPER root toor")
    root.read()
    return root


def negotiating(world: World) -> Client:
    client = on_tls(world)
    client.send("CAP REQ sasl")
    return client


def refused(client: Client, *lines: str) -> bool:
    """Whether a numeric or FAIL came."""
    return any(one in ("FAIL", "712") or one[0] in "45" for one in client.commands(*lines))


def banned(world: World) -> bool:
    client = world.connect("10.0.0.66")
    client.send("NICK cy", "USER cy 0 * :Cy")
    if not client.gone:
        client.send("QUIT")
        return False
    return True


# The log


def test_the_log_goes_on_from_where_it_is_ahead_of_the_clock() -> None:
    wall, ticks = [1000], [0]
    clock = LogClock(lambda: wall[0], lambda: ticks[0], 0)
    assert clock.now() == 1000
    wall[0] = 500
    assert clock.now() == 1000
    seen = []
    for _ in range(AT_PACE + 1500):
        wall[0] += 1
        ticks[0] += 1
        seen.append(clock.now())
    assert all(one <= other for one, other in itertools.pairwise(seen))
    assert seen[AT_PACE - 1] == wall[0] - 1000, "at first it keeps pace"
    assert seen[AT_PACE + 1] == seen[AT_PACE - 1] + 1, "then it does not stand still"
    assert seen[AT_PACE + 999] == AT_PACE + 1500, "and is caught up with"
    assert seen[-1] == wall[0]


def test_however_often_it_is_asked_it_goes_on() -> None:
    ticks = itertools.count(AT_PACE)
    clock = LogClock(lambda: 0, lambda: next(ticks), 5000)
    seen = [clock.now() for _ in range(100)]
    assert seen[0] >= 5000
    assert seen[-1] - seen[0] >= 49


def test_it_goes_on_after_what_comes_from_a_clock_that_is_fast() -> None:
    wall, ticks = [1000], [0]
    clock = LogClock(lambda: wall[0], lambda: ticks[0], 0)
    clock.go_after(500)
    assert clock.now() == 1000
    clock.go_after(1000)
    assert clock.now() == 1001
    clock.go_after(3000)
    assert clock.now() == 3001
    ticks[0] += 10
    assert clock.now() == 3011
    wall[0] = 4000
    assert clock.now() == 4000


@JUMPS
def test_after_a_jump_what_is_said_later_is_later(world: World, jump: int) -> None:
    ada = world.client("ada", ["echo-message", "message-tags", "server-time"], ["#a"])
    ada.send("PRIVMSG #a :one")
    world.jump(jump)
    for _ in range(2):
        ada.send("PRIVMSG #a :two")
        world.now += 2000
    said = [m for m in ada.messages() if m.command == "PRIVMSG"]
    times = [timestamps.parse(m.tags["time"]) or 0 for m in said]
    assert times[0] <= times[1] < times[2]
    assert [moment_of(m.tags["msgid"]) for m in said] == times
    assert sorted(m.tags["msgid"] for m in said) == [m.tags["msgid"] for m in said]


def test_time_is_told_as_the_clock_has_it(world: World) -> None:
    ada = world.client("ada")
    world.jump(-YEARS)
    (told,) = ada.answers("TIME")
    assert told.params[-1] == timestamps.write(world.now)


def test_the_start_is_told_by_the_clock_and_how_long_ago_by_what_went_by(world: World) -> None:
    start = timestamps.write(world.now)
    ada = world.connect()
    world.jump(-YEARS)
    said = ada.ask("NICK ada", "USER ada 0 * :Ada")
    assert said[2] == f":{SERVER} 003 ada :It was started {start}"
    assert any(f"running since {start}" in line for line in ada.ask("INFO"))
    world.now += 61_000
    assert ada.ask("STATS u")[0] == f":{SERVER} 242 ada :Server Up 0 days 0:01:01"


# What waits


@JUMPS
def test_a_slow_room_is_as_slow_as_before(world: World, jump: int) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    ada.send("MODE #a +f 10")
    bo.ask("PRIVMSG #a :one")
    world.jump(jump)
    assert refused(bo, "PRIVMSG #a :too soon")
    world.now += 10_000
    assert not refused(bo, "PRIVMSG #a :two")


@JUMPS
def test_a_ban_ends_when_its_minutes_are_over(world: World, root: Client, jump: int) -> None:
    root.send("KLINE 5 10.0.0.66 :for now")
    world.jump(jump)
    assert banned(world)
    world.now += 5 * 60_000
    assert not banned(world)


def test_a_ban_is_no_longer_than_it_was_where_the_clock_was_set_back_between(
    world: World, root: Client
) -> None:
    root.send("KLINE 5 10.0.0.66 :for now")
    later = World()
    later.kept = world.kept
    later.jump(-YEARS)
    with world.kept.reading() as reader:
        later.core.restore(reader)
    assert banned(later)
    later.now += 5 * 60_000
    assert not banned(later)


def test_a_start_with_a_clock_that_is_ahead_takes_no_ban_away(world: World) -> None:
    ban = HostBan("*!*@10.0.0.66", "a week", "root", world.now, world.now + 7 * 24 * 3600 * 1000)
    world.store(write_ban(ban))
    for jump, held in ((YEARS, False), (0, True)):
        later = World()
        later.kept = world.kept
        later.jump(jump)
        with world.kept.reading() as reader:
            later.core.restore(reader)
        assert bool(list(later.core.bans.current(later.ticks()))) == held


@JUMPS
def test_going_into_rooms_is_slowed_down_as_before(world: World, jump: int) -> None:
    ada = world.client("ada")
    ada.send("JOIN #a")
    world.jump(jump)
    assert refused(ada, "JOIN #b")
    world.now += 1000
    assert not refused(ada, "JOIN #c")


@JUMPS
def test_a_knock_is_heard_again_after_its_minute(world: World, jump: int) -> None:
    world.client("ada", rooms=["#a"]).send("MODE #a +i")
    bo = world.client("bo")
    assert not refused(bo, "KNOCK #a")
    world.jump(jump)
    assert refused(bo, "KNOCK #a")
    world.now += _KNOCK_EVERY
    assert not refused(bo, "KNOCK #a")


@JUMPS
def test_a_token_is_good_for_its_hour(world: World, jump: int) -> None:
    person = world.client("ada").person
    token, _ = world.core.grants.issue(person, "", world.now, world.ticks())
    world.jump(jump)
    assert world.core.grants.find(token, world.ticks())
    world.now += grants.VALID
    assert not world.core.grants.find(token, world.ticks())


@JUMPS
def test_wrong_passwords_are_remembered_and_forgotten_as_before(world: World, jump: int) -> None:
    waits: list[float] = []
    world.core.pause = waits.append
    ada = negotiating(world)
    for _ in range(passwords.FREE + 1):
        plain(ada, "ada", "wrong")
    world.jump(jump)
    plain(ada, "ada", "wrong")
    assert waits[-2:] == [0.5, 1.0]
    world.now += passwords.FORGET_AFTER + 1
    plain(ada, "ada", "wrong")
    assert waits[-1] == 0.0


@JUMPS
def test_accounts_of_an_address_are_counted_for_a_day(world: World, jump: int) -> None:
    with_account(world, "ada")
    world.jump(jump)
    with pytest.raises(AssertionError, match="Many accounts"):
        with_account(world, "bo")
    world.now += 24 * 3600 * 1000
    with_account(world, "cy")


@JUMPS
def test_accounts_are_looked_for_again_soon(world: World, jump: int) -> None:
    ada = negotiating(world)
    plain(ada, "ada", "wrong")
    world.jump(jump)
    world.now += 2000
    before = world.ticks()
    plain(ada, "ada", "wrong")
    assert world.core.names_read == before


@JUMPS
def test_how_long_somebody_said_nothing_is_what_went_by(
    world: World, root: Client, jump: int
) -> None:
    ada = world.client("ada")
    world.jump(jump)
    world.now += 7000
    idle = next(m for m in ada.answers("WHOIS ada ada") if m.command == "317")
    assert idle.params[2] == "7"
    assert "Server Up 0 days 0:00:07" in root.ask("STATS u")[0]


def test_what_had_to_be_looked_up_first_is_later_than_what_was_said_meanwhile(world: World) -> None:
    caps = ("message-tags", "server-time", "echo-message", "labeled-response")
    ada = world.client("ada", (*caps, "desktopchat/resend"), ["#a"])
    bo = world.client("bo", caps, ["#a"])
    ada.read()
    again = f"@label={'a' * 20};desktopchat/resend PRIVMSG #a :said before the break"
    waiting = world.core.receive(ada.person, again.encode())
    assert waiting is not None
    world.now += 10
    bo.send("PRIVMSG #a :said meanwhile")
    assert world.core.resume(waiting, waiting.work(world.kept)) is None
    said = [message for message in ada.messages() if message.command == "PRIVMSG"]
    assert [one.params[1] for one in said] == ["said meanwhile", "said before the break"]
    times = [one.tags["time"] for one in said]
    assert times == sorted(times)
    assert times == [timestamps.write(moment_of(one.tags["msgid"])) for one in said]
