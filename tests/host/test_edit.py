"""New words for what one has said (ours: +desktopchat/edit), and reactions to it."""

import pytest

from desktopchat.host.lines import MessageIds
from desktopchat.irc.tags import ALSO
from desktopchat.store.events import moment_of
from tests.host.people import with_account
from tests.host.test_redaction import BASE, said
from tests.host.world import Client, World

CAPS = tuple(f"{BASE} desktopchat/edit draft/multiline".split())
EDIT = "+desktopchat/edit"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Client:
    return world.client("ada", CAPS, ["#channel"])


@pytest.fixture
def bo(world: World, ada: Client) -> Client:
    bo = world.client("bo", CAPS, ["#channel"])
    ada.read()
    return bo


def test_new_words_are_passed_on_as_a_message_that_names_the_old(world: World, bo: Client) -> None:
    cy = world.client("cy", rooms=["#channel"])
    dee = world.client("dee", CAPS, ["#channel"])
    msgid = said(bo, "teh words")
    for person in (cy, dee):
        person.read()
    (echo,) = bo.answers(f"@{EDIT}={msgid};label=1 PRIVMSG #channel :the words")
    (told,) = dee.messages()
    for one in (echo, told):
        assert one.params == ["#channel", "the words"]
        assert one.tags[EDIT] == msgid
        assert one.tags["msgid"] != msgid
    assert echo.tags["label"] == "1"
    assert cy.read() == [":bo!bo@10.0.0.7 PRIVMSG #channel :the words"]


def test_only_who_wrote_it_may(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "mine")
    ada.read()
    (answer,) = ada.ask(f"@{EDIT}={msgid};label=1 PRIVMSG #channel :yours")
    assert f" FAIL PRIVMSG EDIT_FORBIDDEN #channel {msgid} :" in answer
    assert answer.startswith("@label=1 ")
    assert bo.read() == []


def test_an_account_may_from_anywhere(world: World, bo: Client) -> None:
    cy = with_account(world, "cy", "#channel", caps=" ".join(CAPS))
    msgid = said(cy, "one")
    cy.ask("NICK cyrus")
    assert cy.commands(f"@{EDIT}={msgid} PRIVMSG #channel :two") == ["PRIVMSG"]


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("#channel", "UNKNOWN_MSGID #channel nothing"),
        ("bo", "UNKNOWN_MSGID bo nothing"),
        ("#nowhere", "INVALID_TARGET #nowhere"),
        ("nobody", "INVALID_TARGET nobody"),
    ],
)
def test_what_is_not_there_can_not_be_changed(
    world: World, ada: Client, bo: Client, target: str, answer: str
) -> None:
    (told,) = ada.ask(f"@{EDIT}=nothing PRIVMSG {target} :x")
    assert f" FAIL PRIVMSG {answer} :" in told
    assert bo.read() == []


def test_what_has_another_name_since_halves_became_one_is_known_by_the_one_before(
    world: World,
) -> None:
    ada, bo = (
        world.client(name, (*CAPS, "draft/message-redaction"), ["#channel"])
        for name in ("ada", "bo")
    )
    msgid = said(bo, "one")
    before = MessageIds().next(moment_of(msgid) + 10)
    also = "UPDATE events SET tags = ? WHERE msgid = ?"
    world.kept.commit([(also, (f"{ALSO}={before}", msgid))])
    ada.read()
    (refused,) = bo.ask(f"@{EDIT}={before} PRIVMSG #channel :two")
    assert " UNKNOWN_MSGID " in refused
    world.core.healed = [f"a:{moment_of(msgid) - 10}"]
    (echo,) = bo.answers(f"@{EDIT}={before} PRIVMSG #channel :two")
    (told,) = ada.messages()
    assert echo.tags[EDIT] == told.tags[EDIT] == msgid
    wrong = bo.ask(f"@{EDIT}={before[:-1]}% PRIVMSG #channel :two")
    assert " UNKNOWN_MSGID " in wrong[0]
    # Who has not heard of it yet knows it by the one name, others by the other.
    answered = [one.params[1] for one in bo.answers(f"REDACT #channel {before}")]
    assert answered == [one.params[1] for one in ada.messages()]
    assert answered == [msgid, before]
    with world.kept.reading() as reader:
        assert not [one for one in reader.log.latest(["#channel"], 100) if one.kind == "PRIVMSG"]


def test_an_edit_names_the_message_and_not_an_edit(world: World, bo: Client) -> None:
    msgid = said(bo, "one")
    edited = said(bo, "two", tags=f"@{EDIT}={msgid} ")
    (answer,) = bo.ask(f"@{EDIT}={edited} PRIVMSG #channel :three")
    assert f" UNKNOWN_MSGID #channel {edited} :" in answer
    assert bo.commands(f"@{EDIT}={msgid} PRIVMSG #channel :three") == ["PRIVMSG"]


def test_the_history_gives_both(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "one")
    edited = said(bo, "two", tags=f"@{EDIT}={msgid} ")
    ada.read()
    history = ada.answers("CHATHISTORY LATEST #channel * 9")
    one, two = (one for one in history if one.command == "PRIVMSG")
    assert (one.tags["msgid"], one.params[1]) == (msgid, "one")
    assert (two.tags["msgid"], two.tags[EDIT], two.params[1]) == (edited, msgid, "two")


def test_new_words_may_take_several_lines(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "one")
    ada.read()
    bo.send(
        f"@{EDIT}={msgid} BATCH +1 draft/multiline #channel",
        "@batch=1 PRIVMSG #channel :two",
        "@batch=1 PRIVMSG #channel :three",
        "BATCH -1",
    )
    opening, *_ = ada.messages()
    assert opening.command == "BATCH"
    assert opening.tags[EDIT] == msgid


def test_who_may_not_speak_may_not_change_what_they_said(
    world: World, ada: Client, bo: Client
) -> None:
    msgid = said(bo, "one")
    ada.send("MODE #channel +m")
    bo.read()
    assert bo.commands(f"@{EDIT}={msgid} PRIVMSG #channel :two") == ["404"]


@pytest.mark.parametrize("key", ["+draft/react", "+draft/unreact"])
def test_a_reaction_is_kept_for_those_who_come_later(
    world: World, ada: Client, bo: Client, key: str
) -> None:
    msgid = said(bo, "hello")
    ada.read()
    ada.send(f"@{key}=👋;+draft/reply={msgid} TAGMSG #channel")
    (told,) = bo.messages()
    assert (told.command, told.params) == ("TAGMSG", ["#channel"])
    assert (told.tags[key], told.tags["+draft/reply"]) == ("👋", msgid)
    cy = world.client("cy", CAPS, ["#channel"])
    history = cy.answers("CHATHISTORY LATEST #channel * 50")
    (kept,) = [one for one in history if one.command == "TAGMSG"]
    assert (kept.tags[key], kept.tags["+draft/reply"]) == ("👋", msgid)
    assert kept.tags["msgid"] == told.tags["msgid"]


def test_a_reaction_to_nothing_is_passed_on_and_not_kept(
    world: World, ada: Client, bo: Client
) -> None:
    ada.send("@+draft/react=👋 TAGMSG #channel", "@+typing=active TAGMSG #channel")
    assert len(bo.read()) == 2
    history = bo.answers("CHATHISTORY LATEST #channel * 50")
    assert not any(one.command == "TAGMSG" for one in history)


def test_a_reply_says_to_what(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "hello")
    ada.ask(f"@+draft/reply={msgid};+reply={msgid} PRIVMSG #channel :hi")
    told = bo.messages()[-1]
    assert told.tags["+draft/reply"] == told.tags["+reply"] == msgid
    history = ada.answers("CHATHISTORY LATEST #channel * 50")
    assert history[-2].tags["+reply"] == msgid
