"""What the window reads to know how a room is run here, and that the host means the same."""

import pytest

from desktopchat.client.model.masks import Masks
from desktopchat.irc.isupport import HISTORY_TOKEN, SLOW_MODE_TOKEN, ISupport
from tests.host.people import PASSWORD, come_in, on_tls, plain, with_account
from tests.host.world import SERVER, Client, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


@pytest.fixture
def ada(world: World) -> Client:
    """The owner of #a, with an account."""
    return with_account(world, "ada", "#a")


@pytest.fixture
def root(world: World) -> Client:
    """Who runs the host, with nothing left to read."""
    client = with_account(world, "root", host="10.0.0.1")
    assert "381" in client.commands("OPER root toor")
    client.read()
    return client


def tokens(client: Client) -> ISupport:
    isupport = ISupport()
    for message in client.answers("VERSION"):
        if message.command == "005":
            isupport.update(message.params[1:-1])
    return isupport


def deeds(root: Client) -> list[str]:
    """What the audit log says was done, oldest first."""
    return [m.params[2] for m in root.answers("AUDIT 20") if m.command == "AUDIT"][:-1]


def test_the_modes_that_are_ours_are_where_the_tokens_say(ada: Client) -> None:
    isupport = tokens(ada)
    slow, history = isupport.tokens[SLOW_MODE_TOKEN], isupport.tokens[HISTORY_TOKEN]
    assert ada.ask(f"MODE #a +{slow}{history} 30 joined", "MODE #a")[:2] == [
        f":ada!ada@10.0.0.7 MODE #a +{slow}{history} 30 joined",
        f":{SERVER} 324 ada #a +nt{history}{slow} joined 30",
    ]
    for letter in (slow, history):
        assert isupport.mode_types.takes_param(letter, adding=True)
        assert not isupport.mode_types.takes_param(letter, adding=False)


def test_the_tokens_say_that_one_can_knock(ada: Client) -> None:
    assert "KNOCK" in tokens(ada).tokens


def test_the_masks_that_the_window_writes_are_those_of_the_host(world: World, ada: Client) -> None:
    bo = with_account(world, "bo", "#a", host="10.0.0.8")
    ada.read()
    masks = Masks.of(tokens(ada))
    letter, mute = masks.mute("bo") or ("", "")
    assert ada.commands(f"MODE #a +{letter} {mute}") == ["MODE"]
    bo.read()
    assert bo.commands("PRIVMSG #a :hm") == ["404"]
    assert ada.commands(f"MODE #a -{letter} {mute}", f"MODE #a +b {masks.account('bo')}") == [
        "MODE",
        "MODE",
    ]
    bo.send("PART #a")
    bo.read()
    assert bo.commands("JOIN #a") == ["474"]
    rows = [m.params[2] for m in ada.answers("MODE #a b") if m.command == "367"]
    assert [masks.read(row) for row in rows] == [("the account bo", False)]


def test_under_another_nick_one_has_knocked_all_the_same(world: World, ada: Client) -> None:
    ada.send("MODE #a +i")
    cy = world.client("cy")
    assert cy.commands("KNOCK #a", "NICK cyd", "KNOCK #a") == ["711", "NICK", "712"]
    channel = world.core.channel("#a")
    assert channel is not None
    assert list(channel.knocked) == [cy.person]
    cy.send("QUIT")
    assert not channel.knocked


def test_a_topic_by_who_runs_the_room_is_written_down(
    world: World, ada: Client, root: Client
) -> None:
    bo = with_account(world, "bo", "#a", host="10.0.0.8")
    ada.send("TOPIC #a :Tea", "MODE #a -t")
    bo.send("TOPIC #a :Coffee")
    assert deeds(root) == ["OPER root (as root)", "TOPIC #a Tea (as ada)", "MODE #a -t (as ada)"]


def test_who_runs_the_host_comes_in_everywhere_and_it_is_written_down(
    ada: Client, root: Client
) -> None:
    ada.send("PRIVMSG #a :hello", "MODE #a +ik secret", "MODE #a +b root")
    assert root.commands("JOIN #a")[0] == "JOIN"
    assert deeds(root)[-1] == "JOIN #a in spite of +b (as root)"
    root.send("PART #a")
    ada.send("MODE #a -b root")
    root.read()
    assert root.commands("JOIN #a")[0] == "JOIN"
    assert deeds(root)[-1] == "JOIN #a in spite of +i (as root)"
    root.send("PART #a")
    ada.send("MODE #a -ik x")
    root.send("JOIN #a")
    root.read()
    assert deeds(root)[-1] == "MODE #a -ik * (as ada)"


def test_an_account_that_is_banned_is_closed_when_a_guest_logs_in_with_it(
    world: World, ada: Client, root: Client
) -> None:
    assert root.commands("KLINE ~a:ada :no") == ["NOTICE"]
    assert ada.gone
    guest = come_in(on_tls(world, "10.0.0.9"), "guest", caps="sasl")
    answer = plain(guest, "ada", PASSWORD)
    assert guest.gone
    assert f":{SERVER} 465 guest :You are banned from this host: no" in answer
    assert answer[-1] == "ERROR :Banned: no"


def test_a_refused_ban_leaves_the_one_that_is_there(world: World, root: Client) -> None:
    other = with_account(world, "eve", host="10.0.0.2")
    other.send("OPER root toor", "KLINE 5 10.0.0.1 :first")
    root.send("KLINE 10.0.0.1 :mine")
    (row, _) = other.answers("STATS k")[-2:]
    assert row.params[-1].startswith("first")


def test_a_ban_that_has_run_out_is_not_kept(world: World, root: Client) -> None:
    root.send("KLINE 5 10.0.0.66 :for now", "KLINE 10.0.0.77 :for good")
    later = World()
    later.kept, later.now = world.kept, world.now + 5 * 60_000
    later.core.newest = later.now
    with world.kept.reading() as reader:
        later.core.restore(reader)
    with world.kept.reading() as reader:
        assert [ban.mask for ban in reader.bans.all()] == ["*!*@10.0.0.77"]
    assert [ban.reason for ban in later.core.bans.current(later.ticks())] == ["for good"]


@pytest.mark.parametrize(
    "words",
    ["-5 bo", "0 bo!*@*", "99999999999999999999 bo!*@*", "~m:bo"],
)
def test_a_ban_that_makes_no_sense_is_refused(world: World, root: Client, words: str) -> None:
    (told,) = root.answers(f"KLINE {words}")
    assert told.command == "FAIL"
    assert not list(world.core.bans.current(world.ticks()))


def test_the_ban_of_somebody_with_an_account_says_how_to_ban_the_address(
    ada: Client, root: Client
) -> None:
    told = [one.params[-1] for one in root.answers("KLINE ada :no") if one.command == "NOTICE"]
    assert told[1].endswith(f"KLINE *!*@{ada.person.host} bans the address")
