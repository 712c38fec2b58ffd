"""What is whose: rooms, messages and files of people with and without an account."""

from dataclasses import replace

import pytest

from desktopchat.store.place.accounts import forget_person, remove_account, write_account
from tests.host.people import PASSWORD, come_in, on_tls, plain, with_account
from tests.host.world import MOMENT, SERVER, Client, World

EDIT = "desktopchat/edit"
TALK = ["echo-message", "message-tags", "draft/message-redaction", EDIT]


@pytest.fixture
def world() -> World:
    return World()


def restarted(world: World) -> World:
    """The same host, killed and started again: only what is in the database is left of it."""
    later = World()
    later.kept, later.now = world.kept, world.now + 60_000
    with world.kept.reading() as reader:
        later.core.restore(reader)
    return later


def read(client: Client, room: str) -> list[str]:
    """The words that the history of a room has for somebody."""
    client.read()
    client.send(f"CHATHISTORY LATEST {room} * 50")
    return [m.params[-1] for m in client.messages() if m.command == "PRIVMSG"]


def newcomer(world: World, nick: str, *rooms: str) -> Client:
    return world.client(nick, ["draft/chathistory", "batch", "message-tags"], rooms)


def said(client: Client, target: str, words: str) -> str:
    """Say something; its msgid."""
    client.read()
    client.send(f"PRIVMSG {target} :{words}")
    (echo,) = [m for m in client.messages() if m.command == "PRIVMSG"][:1]
    return echo.tags["msgid"]


# Who owns a room


def test_who_makes_a_room_without_an_account_is_its_operator(world: World) -> None:
    bo = world.client("bo", rooms=["#a"])
    assert world.client("many", ["multi-prefix"]).ask("NAMES #a")[0].endswith(":@bo")
    assert bo.commands("MODE #a +q bo") == ["482"]


def test_an_owner_is_an_operator_too(world: World) -> None:
    ada = with_account(world, "ada")
    ada.send("JOIN #a", "PRIVMSG #a :hello")
    many = world.client("many", ["multi-prefix"])
    assert many.ask("NAMES #a")[0].endswith(":~@ada")
    assert " H~@ " in many.ask("WHO #a")[0]
    assert many.ask("WHOIS ada")[1].endswith(":~@#a")
    ada.read()
    assert ada.ask("MODE #a -o ada") == [":ada!ada@10.0.0.7 MODE #a -o ada"]
    assert many.ask("NAMES #a")[0].endswith(":~ada")


def test_who_is_made_an_owner_is_made_an_operator(world: World) -> None:
    ada = with_account(world, "ada")
    with_account(world, "bo").send("JOIN #a", "PART #a")
    ada.send("JOIN #a")
    bo = world.core.find("bo")
    assert bo is not None
    world.run(bo, b"JOIN #a")
    ada.read()
    assert ada.ask("MODE #a +q bo") == [":ada!ada@10.0.0.7 MODE #a +qo bo bo"]


def test_only_an_account_can_be_made_an_owner(world: World) -> None:
    ada = with_account(world, "ada")
    ada.send("JOIN #a")
    world.client("bo", rooms=["#a"])
    ada.read()
    (line,) = ada.ask("MODE #a +q bo")
    assert line.split(" :")[1].startswith("bo has no account")


def test_what_somebody_made_is_theirs_once_they_have_an_account(world: World) -> None:
    ada = come_in(on_tls(world), "ada", "#a")
    bo = come_in(on_tls(world), "bo", "#a")
    ada.send("MODE #a +o bo")
    bo.send(f"REGISTER * * :{PASSWORD}")
    assert not world.core.channels["#a"].owned, "an operator who did not make it gets nothing"
    ada.send(f"REGISTER * * :{PASSWORD}")
    assert world.core.channels["#a"].grants == {"ada": "qo", "bo": "o"}


def test_who_made_a_room_and_left_it_has_made_nothing(world: World) -> None:
    ada = come_in(on_tls(world), "ada", "#a")
    come_in(on_tls(world), "bo", "#a")
    ada.send("PART #a", "JOIN #a", f"REGISTER * * :{PASSWORD}")
    assert not world.core.channels["#a"].owned


def test_what_others_have_said_before_makes_nobody_owner(world: World) -> None:
    world.client("bo", rooms=["#a"]).send("PRIVMSG #a :everybody's", "PART #a")
    ada = with_account(world, "ada", caps="draft/channel-rename")
    ada.send("JOIN #a", "JOIN #new")
    ada.read()
    assert ada.ask("NAMES #a")[0].endswith(":@ada")
    assert ada.ask("NAMES #new")[0].endswith(":~ada")
    assert ada.commands("RENAME #a #mine", "MODE #a +q ada") == ["482", "482"]
    world.core.channels["#new"].used = True
    ada.send("PART #new", "JOIN #new")
    ada.read()
    assert ada.ask("NAMES #new")[0].endswith(":~ada"), "what one owns stays one's own"


def test_who_comes_first_into_an_old_room_does_not_own_it_with_an_account_later(
    world: World,
) -> None:
    world.client("bo", rooms=["#a"]).send("PRIVMSG #a :everybody's", "PART #a")
    eve = come_in(on_tls(world), "eve", "#a")
    eve.send(f"REGISTER * * :{PASSWORD}")
    assert eve.person.account
    assert not world.core.channels["#a"].owned


def test_a_room_whose_history_is_nobodys_to_read_is_new(world: World) -> None:
    world.client("bo", rooms=["#a"]).send("MODE #a +i", "PRIVMSG #a :inside", "PART #a")
    ada = with_account(world, "ada")
    ada.send("JOIN #a")
    assert world.core.channels["#a"].owned


# Rooms that were closed


CLOSED = ["+i", "+k sesame", "+s", "+H joined", "+b eve!*@*"]


@pytest.mark.parametrize("mode", CLOSED)
def test_what_was_said_in_a_closed_room_is_nobodys_after_a_kill(world: World, mode: str) -> None:
    bo = newcomer(world, "bo", "#a")
    bo.send("PRIVMSG #a :before")
    world.now += 1000
    bo.send(f"MODE #a {mode}", "PRIVMSG #a :inside")
    assert "inside" in read(bo, "#a")
    later = restarted(world)
    assert read(newcomer(later, "eve", "#a"), "#a") == ["before"]
    assert read(newcomer(restarted(later), "eve", "#a"), "#a") == ["before"]


def test_what_was_said_in_an_open_room_is_there_after_a_kill(world: World) -> None:
    bo = newcomer(world, "bo", "#a")
    bo.send("MODE #a +i", "MODE #a -i", "PRIVMSG #a :open")
    assert read(newcomer(restarted(world), "eve", "#a"), "#a") == ["open"]


@pytest.mark.parametrize("mode", CLOSED)
def test_a_guest_takes_no_history_away_by_closing_a_room(world: World, mode: str) -> None:
    newcomer(world, "bo", "#a").send("PRIVMSG #a :kept", "PART #a")
    world.now += 60_000
    newcomer(world, "eve", "#a").send(f"MODE #a {mode}", "PRIVMSG #a :mine", "PART #a")
    assert read(newcomer(world, "cy", "#a"), "#a") == ["kept"]


def test_a_guest_takes_no_history_away_by_renaming(world: World) -> None:
    newcomer(world, "bo", "#a").send("PRIVMSG #a :kept", "PART #a")
    eve = newcomer(world, "eve", "#a", "#b")
    assert eve.commands("RENAME #a #junk", "RENAME #b #junk") == ["482", "482"]
    root = with_account(world, "root")
    root.send("JOIN #mine", "PRIVMSG #mine :x")
    eve.send("PART #a")
    root.read()
    (line,) = root.ask("RENAME #mine #a")
    assert line.startswith("FAIL RENAME CHANNEL_NAME_IN_USE #mine #a ") or " FAIL RENAME " in line
    assert read(newcomer(world, "cy", "#a"), "#a") == ["kept"]


def test_a_guest_takes_no_message_away_that_was_there_before(world: World) -> None:
    bo = world.client("bo", TALK, ["#a"])
    msgid = said(bo, "#a", "kept")
    bo.send("PART #a")
    world.now += 60_000
    eve = world.client("eve", TALK, ["#a"])
    assert eve.answers(f"REDACT #a {msgid}")[0].params[1] == "REDACT_FORBIDDEN"
    cy = world.client("cy", TALK, ["#a"])
    assert eve.commands(f"REDACT #a {said(cy, '#a', 'new')}")[-1] == "REDACT"
    assert read(newcomer(world, "di", "#a"), "#a") == ["kept"]


def test_who_was_in_a_room_was_not_in_the_next_of_that_name(world: World) -> None:
    bo = with_account(world, "bo", caps="draft/chathistory batch")
    bo.send("JOIN #a", "MODE #a -q bo", "PART #a")
    world.now += 60_000
    ada = with_account(world, "ada")
    ada.send("JOIN #a", "MODE #a +H joined", "PRIVMSG #a :not for bo")
    world.now += 60_000
    bo.send("JOIN #a")
    assert read(bo, "#a") == []
    bo.send("PART #a")
    later = restarted(world)
    back = come_in(on_tls(later), "bo2", caps="sasl draft/chathistory batch")
    plain(back, "bo")
    back.send("JOIN #a")
    assert read(back, "#a") == []


# What somebody said without an account


def test_the_same_name_and_address_is_not_the_same_person(world: World) -> None:
    early = world.client("early", TALK, ["#a"])  # connected before the message was sent
    bo = world.client("bo", TALK, ["#a"])
    msgid = said(bo, "#a", "mine")
    bo.send("NICK gone")
    early.send("NICK bo", "USER bo 0 * :Bo")
    early.person.username = "bo"
    world.core.renew_source(early.person)
    early.read()
    edit = f"@+{EDIT}={msgid} PRIVMSG #a :yours"
    assert early.answers(edit)[0].params[1] == "EDIT_FORBIDDEN"
    cy = world.client("cy", TALK, ["#a"])
    cy.send("PART #a")
    bo.read()
    assert bo.commands(edit)[-1] == "PRIVMSG", "under another nick it is still the same connection"
    assert bo.commands(f"REDACT #a {msgid}")[-1] == "REDACT"


def test_who_comes_again_without_an_account_changes_nothing_of_before(world: World) -> None:
    world.client("cy", rooms=["#a"])
    bo = world.client("bo", TALK, ["#a"])
    msgid = said(bo, "#a", "mine")
    bo.send("QUIT")
    again = world.client("bo", TALK, ["#a"])
    assert again.person.source == bo.person.source
    assert again.answers(f"REDACT #a {msgid}")[0].params[1] == "REDACT_FORBIDDEN"


def test_a_message_that_a_guest_sent_is_known_again_after_logging_in(world: World) -> None:
    label = "f" * 24
    caps = "labeled-response echo-message message-tags desktopchat/resend batch"
    bo = come_in(on_tls(world), "bo", "#a", caps=caps)
    bo.send(f"@label={label} PRIVMSG #a :once")
    bo.send(f"REGISTER * * :{PASSWORD}")
    bo.send(f"@label={label};desktopchat/resend PRIVMSG #a :once")
    with world.kept.reading() as reader:
        assert len(reader.log.latest(["#a"], 10, kinds=["PRIVMSG"])) == 1


# Who gets the name of an account that is no more


def remove(world: World, name: str) -> None:
    """As another process does it."""
    world.kept.commit([remove_account(name), *forget_person(name, name)])


def again(world: World, name: str) -> Client:
    """The host notices, and somebody else registers the name."""
    world.now += 10_000
    with_account(world, "notices")
    before = world.core.find(name)
    assert before is not None
    assert not before.account
    world.core.drop(before, "gone")
    return with_account(world, name, caps="draft/chathistory batch message-tags", host="10.0.0.9")


def test_the_next_of_that_name_reads_no_direct_messages(world: World) -> None:
    ada = with_account(world, "ada", caps="draft/chathistory batch message-tags")
    bo = with_account(world, "bo")
    world.client("guest").send("PRIVMSG bo :from a guest")
    bo.send("PRIVMSG ada :secret", "PRIVMSG bo :to myself")
    ada.send("PRIVMSG bo :secret too")
    remove(world, "bo")
    bo.send("PRIVMSG ada :said before anybody noticed")
    new = again(world, "bo")
    for other in ("ada", "guest", "bo"):
        assert read(new, other) == []
    new.send("CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z "
             "timestamp=2030-01-01T00:00:00.000Z 50", "SEARCH * :secret")  # fmt: skip
    assert {m.command for m in new.messages()} == {"BATCH"}
    assert read(ada, "bo") == ["secret", "secret too", "said before anybody noticed"]
    ada.send("PRIVMSG bo :hello, new one")
    assert read(new, "ada") == ["hello, new one"]
    later = restarted(world)
    back = come_in(on_tls(later), "x", caps="sasl draft/chathistory batch")
    plain(back, "bo")
    assert read(back, "ada") == ["hello, new one"]


def test_the_next_of_that_name_owns_nothing(world: World) -> None:
    caps = " ".join([*TALK, "draft/metadata-2"])
    bo = with_account(world, "bo", caps=caps)
    bo.send("JOIN #a", "METADATA * SET status :here", "MODE #a +I ~a:bo")
    world.client("cy", rooms=["#a"])
    bo.send("MODE #a +i")
    msgid = said(bo, "#a", "mine")
    remove(world, "bo")
    new = again(world, "bo")
    assert not world.core.channels["#a"].grants
    assert not world.core.channels["#a"].lists["I"]
    assert not world.core.metadata.of(new.person)
    assert new.commands("JOIN #a") == ["473"]
    with world.kept.reading() as reader:
        event = reader.log.by_msgid(["#a"], msgid)
        assert event is not None
        assert event.account == ""
        assert not [one for one in reader.metadata.all() if one[0] == "bo"]


def test_an_account_made_anew_in_the_database_is_another(world: World) -> None:
    bo = with_account(world, "bo", "#a")
    with world.kept.reading() as reader:
        record = reader.accounts.find("bo")
    assert record is not None
    remove(world, "bo")
    world.kept.commit([write_account(replace(record, created=MOMENT + 5))])
    world.now += 10_000
    with_account(world, "notices")
    assert bo.person.account == ""
    assert world.core.names.account_of("bo") == "bo"
    assert f":{SERVER} MODE #a -q bo" in bo.read()


def test_two_conversations_of_one_bare_name_become_one(world: World) -> None:
    ada = with_account(world, "ada", caps="draft/chathistory batch")
    world.client("bo").send("PRIVMSG ada :as a guest", "QUIT")
    world.now += 1000
    with_account(world, "bo").send("PRIVMSG ada :as an account", "QUIT")
    remove(world, "bo")
    assert read(ada, "bo") == ["as a guest", "as an account"]


# Reactions


def test_only_who_has_reacted_takes_it_back(world: World) -> None:
    early = world.client("early", TALK, ["#a"])
    ada, bo = world.client("ada", TALK, ["#a"]), world.client("bo", TALK, ["#a"])
    msgid = said(ada, "#a", "tea?")
    words = f"+draft/reply={msgid} TAGMSG #a"
    bo.send(f"@+draft/react=👍;{words}", "QUIT")
    early.send("NICK bo")
    early.read()
    (refused,) = early.answers(f"@+draft/unreact=👍;{words}")
    assert refused.params[:2] == ["TAGMSG", "UNREACT_FORBIDDEN"]
    assert early.commands(f"@+draft/react=👎;{words}", f"@+draft/unreact=👎;{words}") == [
        "TAGMSG", "TAGMSG",
    ]  # fmt: skip


def test_a_reaction_is_taken_back_under_another_nick(world: World) -> None:
    ada, bo = world.client("ada", TALK, ["#a"]), world.client("bo", TALK, ["#a"])
    msgid = said(ada, "#a", "tea?")
    bo.send(f"@+draft/react=👍;+draft/reply={msgid} TAGMSG #a", "NICK bobby")
    ada.read()
    bo.send(f"@+draft/unreact=👍;+draft/reply={msgid} TAGMSG #a")
    assert [m.command for m in ada.messages()] == ["TAGMSG"]


def test_a_reaction_is_not_taken_back_by_naming_another_message_or_only_some_people(
    world: World,
) -> None:
    early = world.client("early", TALK, ["#a"])
    ada, bo = world.client("ada", TALK, ["#a"]), world.client("bo", TALK, ["#a"])
    msgid, other = said(ada, "#a", "tea?"), said(ada, "#a", "or coffee?")
    bo.send(f"@+draft/react=👍;+reply={msgid} TAGMSG #a", "QUIT")
    early.send("NICK bo")
    for words in (
        f"+reply={msgid};+draft/reply={other} TAGMSG #a",
        f"+reply={msgid} TAGMSG @#a",
    ):
        early.read()
        (refused,) = early.answers(f"@+draft/unreact=👍;{words}")
        assert refused.params[:2] == ["TAGMSG", "UNREACT_FORBIDDEN"]


def test_who_was_in_an_open_room_of_a_killed_host_was_not_in_the_next(world: World) -> None:
    ada = with_account(world, "ada")
    ada.send("JOIN #a")
    world.core.channels["#a"].grants.clear()
    restarted(world)
    with world.kept.reading() as reader:
        assert ("ada", "#a") not in [row[:2] for row in reader.rooms.members()]


# Rooms for invited people only


def back(world: World, account: str, nick: str = "back") -> Client:
    """Somebody comes again, with their account."""
    client = come_in(on_tls(world), nick, caps="sasl")
    plain(client, account)
    assert client.person.account == account
    client.read()
    return client


def closed_room(world: World) -> tuple[Client, Client]:
    """Ada's room, and Bo, whom she has invited."""
    ada, bo = with_account(world, "ada"), with_account(world, "bo")
    ada.send("JOIN #a", "MODE #a +i", "INVITE bo #a", "PRIVMSG #a :hello")
    bo.send("JOIN #a")
    ada.read(), bo.read()
    return ada, bo


def test_who_was_let_into_a_closed_room_comes_back_after_a_break(world: World) -> None:
    _ada, bo = closed_room(world)
    bo.send("QUIT")
    bo = back(world, "bo")
    assert "JOIN" in bo.commands("JOIN #a")
    later = restarted(world)
    bo = back(later, "bo", "later")
    assert "JOIN" in bo.commands("JOIN #a")
    assert later.client("bob").commands("JOIN #a") == ["473"]


def test_who_was_in_a_room_when_it_was_closed_comes_back_too(world: World) -> None:
    ada, bo, cy = (with_account(world, name) for name in ("ada", "bo", "cy"))
    for one in (ada, bo, cy):
        one.send("JOIN #a")
    cy.send("QUIT")  # before it was closed
    ada.send("PRIVMSG #a :hello", "MODE #a +i")
    bo.send("QUIT")
    assert "JOIN" in back(world, "bo").commands("JOIN #a")
    assert back(world, "cy", "cy-back").commands("JOIN #a") == ["473"]
    ada.send("MODE #a -i", "MODE #a +i")
    assert "bo" in world.core.channels["#a"].let_in


@pytest.mark.parametrize("way", ["PART #a", "KICK #a bo", "MODE #a +b ~a:bo"])
def test_who_left_a_closed_room_or_was_put_out_needs_an_invitation(world: World, way: str) -> None:
    ada, bo = closed_room(world)
    (bo if way.startswith("PART") else ada).send(way)
    bo.send("QUIT")
    assert back(world, "bo").commands("JOIN #a") in (["473"], ["474"])
    if "+b" not in way:
        assert back(restarted(world), "bo", "later").commands("JOIN #a") == ["473"]


def test_who_gets_the_name_of_a_removed_account_is_not_let_in_by_it(world: World) -> None:
    closed_room(world)
    channel = world.core.channels["#a"]
    assert channel.forget_account("bo")
    assert "bo" not in channel.let_in
