"""Taking messages away for everyone (IRCv3 draft/message-redaction)."""

import pytest

from desktopchat.store.place.log import Log
from tests.host.people import PASSWORD, come_in, on_tls, with_account
from tests.host.world import Client, World

BASE = "message-tags echo-message batch labeled-response draft/chathistory draft/event-playback"
CAPS = f"{BASE} draft/message-redaction desktopchat/edit desktopchat/search"
PLAIN = tuple(BASE.split())
WITH = tuple(CAPS.split())


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Client:
    """The operator of #channel."""
    ada = world.client("ada", WITH)
    ada.ask("JOIN #channel")
    return ada


@pytest.fixture
def bo(world: World, ada: Client) -> Client:
    bo = world.client("bo", WITH)
    bo.ask("JOIN #channel")
    ada.read()
    return bo


def said(client: Client, text: str, target: str = "#channel", tags: str = "") -> str:
    """Say something; its msgid."""
    (echo,) = client.answers(f"{tags}PRIVMSG {target} :{text}")
    return echo.tags["msgid"]


def in_log(world: World) -> list[str]:
    with world.kept.reading() as reader:
        log: Log = reader.log
        return [one.params for one in log.latest(["#channel"], 100)]


def test_who_wrote_a_message_takes_it_away(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "an example")
    ada.read()
    (echo,) = bo.answers(f"REDACT #channel {msgid} :bad example")
    (told,) = ada.messages()
    for one in (echo, told):
        assert (one.command, one.params) == ("REDACT", ["#channel", msgid, "bad example"])
        assert one.source == "bo!bo@10.0.0.7"
        assert len(one.tags["msgid"]) == 26
    assert "an example" not in in_log(world)


def test_what_was_taken_away_is_not_said_anew_where_it_is_sent_again(world: World) -> None:
    """Its echo was lost, say. Who sends it learns that it had come, and was taken away."""
    ada = world.client("ada", WITH, rooms=["#channel"])
    bo = world.client("bo", (*WITH, "desktopchat/resend"), rooms=["#channel"])
    label = "a-label-that-never-comes-again"
    (echo,) = bo.answers(f"@label={label} PRIVMSG #channel :an example")
    msgid = echo.tags["msgid"]
    ada.answers(f"REDACT #channel {msgid} :bad example")
    for one in (ada, bo):
        one.read()
    again = bo.answers(f"@label={label};desktopchat/resend PRIVMSG #channel :an example")
    said = [one for one in again if one.command in ("PRIVMSG", "REDACT")]
    assert [one.command for one in said] == ["PRIVMSG", "REDACT"]
    assert said[0].tags["msgid"] == said[1].param(1) == msgid
    assert ada.read() == []
    assert "an example" not in in_log(world)


def test_without_a_reason_there_is_none(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "oops")
    (echo,) = bo.answers(f"REDACT #channel {msgid}")
    assert echo.params == ["#channel", msgid]


def test_an_operator_takes_away_what_others_wrote(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "join my network for cold hard chats")
    ada.read()
    assert ada.commands(f"REDACT #channel {msgid} spam") == ["REDACT"]
    assert bo.messages()[-1].params == ["#channel", msgid, "spam"]
    with world.kept.reading() as reader:
        (deed,) = reader.audit.latest(9)
    assert (deed.who, deed.what, deed.target) == ("ada!ada@10.0.0.7", "REDACT", "#channel")
    assert deed.detail == f"{msgid} of bo!bo@10.0.0.7 spam"


def test_others_may_not(world: World, ada: Client, bo: Client) -> None:
    msgid = said(ada, "mine")
    bo.read()
    (answer,) = bo.ask(f"@label=7 REDACT #channel {msgid}")
    assert f" FAIL REDACT REDACT_FORBIDDEN #channel {msgid} :" in answer
    assert answer.startswith("@label=7 ")
    assert ada.read() == []
    assert "mine" in in_log(world)


def test_a_newcomer_with_the_name_did_not_write_it(world: World, ada: Client, bo: Client) -> None:
    msgid = said(bo, "mine")
    bo.send("QUIT")
    world.now += 1
    thief = world.client("bo", WITH, ["#channel"])
    (answer,) = thief.ask(f"REDACT #channel {msgid}")
    assert " REDACT_FORBIDDEN " in answer


def test_an_account_wrote_it_whatever_the_connection(world: World, ada: Client) -> None:
    cy = with_account(world, "cy", "#channel", caps=CAPS)
    msgid = said(cy, "mine")
    cy.send("NICK cyrus")
    cy.read()
    assert cy.commands(f"REDACT #channel {msgid}") == ["REDACT"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("REDACT #nowhere abc", "INVALID_TARGET #nowhere"),
        ("REDACT #lobby abc", "INVALID_TARGET #lobby"),
        ("REDACT nobody abc", "INVALID_TARGET nobody"),
        ("REDACT #channel abc", "UNKNOWN_MSGID #channel abc"),
        ("REDACT bo abc", "UNKNOWN_MSGID bo abc"),
    ],
)
def test_what_is_not_there_can_not_be_taken_away(
    world: World, ada: Client, bo: Client, line: str, answer: str
) -> None:
    (told,) = ada.ask(line)
    assert f" FAIL REDACT {answer} :" in told


def test_a_message_goes_once(world: World, ada: Client, bo: Client) -> None:
    msgid = said(ada, "oops")
    ada.ask(f"REDACT #channel {msgid}")
    bo.read()
    (answer,) = ada.ask(f"REDACT #channel {msgid}")
    assert f" UNKNOWN_MSGID #channel {msgid} :" in answer
    assert bo.read() == []


def test_what_is_no_message_stays(world: World, ada: Client, bo: Client) -> None:
    (told,) = ada.answers("TOPIC #channel :hello")
    (answer,) = ada.ask(f"REDACT #channel {told.tags['msgid']}")
    assert " UNKNOWN_MSGID " in answer


def test_a_message_of_another_room_is_not_found_in_this_one(world: World, ada: Client) -> None:
    bo = world.client("bo", WITH, ["#b"])
    msgid = said(bo, "elsewhere", "#b")
    (answer,) = ada.ask(f"REDACT #channel {msgid}")
    assert f" UNKNOWN_MSGID #channel {msgid} :" in answer


def test_who_does_not_know_the_command_does_not_get_it(world: World, ada: Client) -> None:
    cy = world.client("cy", PLAIN, ["#channel"])
    msgid = said(ada, "oops")
    cy.read()
    ada.ask(f"REDACT #channel {msgid}")
    assert cy.read() == []
    history = cy.ask("CHATHISTORY LATEST #channel * 50")
    assert not any("oops" in line or "REDACT" in line for line in history)


def test_the_history_shows_that_it_was_taken_away(world: World, ada: Client, bo: Client) -> None:
    msgid = said(ada, "oops")
    ada.ask(f"REDACT #channel {msgid} :wrong room")
    bo.read()
    history = bo.answers("CHATHISTORY LATEST #channel * 50")
    assert not any(one.tags.get("msgid") == msgid for one in history)
    assert [one.params for one in history if one.command == "REDACT"] == [
        ["#channel", msgid, "wrong room"]
    ]


def test_the_words_are_not_found_any_more(world: World, ada: Client) -> None:
    msgid = said(ada, "zebras everywhere")
    stays = said(ada, "zebras here")
    ada.ask(f"REDACT #channel {msgid}")
    found = ada.answers("SEARCH #channel :zebras")
    assert [one.tags["msgid"] for one in found if one.command == "PRIVMSG"] == [stays]
    index = world.kept.search._index
    left = index.execute("SELECT count(*) FROM words WHERE words MATCH 'everywhere'").fetchone()
    assert left == (0,)
    index.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_a_reaction_can_be_taken_away(world: World, ada: Client, bo: Client) -> None:
    msgid = said(ada, "hello")
    (echo,) = bo.answers(f"@+draft/react=👍;+draft/reply={msgid} TAGMSG #channel")[-1:]
    (told,) = bo.answers(f"REDACT #channel {echo.tags['msgid']}")
    assert told.params == ["#channel", echo.tags["msgid"]]


def test_a_direct_message_goes_for_both(world: World, bo: Client) -> None:
    ada = with_account(world, "eve", caps=CAPS)
    msgid = said(ada, "psst", "bo")
    bo.read()
    assert ada.commands(f"REDACT bo {msgid}") == ["REDACT"]
    (told,) = bo.messages()
    assert (told.source, told.params) == ("eve!eve@10.0.0.7", ["bo", msgid])
    assert not any(one.command == "PRIVMSG" for one in ada.answers("CHATHISTORY LATEST bo * 9"))


def test_what_was_said_before_logging_in_is_theirs_still(world: World, bo: Client) -> None:
    eve = come_in(on_tls(world), "eve", caps=CAPS)
    msgid = said(eve, "psst", "bo")
    eve.ask(f"REGISTER * * :{PASSWORD}")
    assert eve.commands(f"REDACT bo {msgid}") == ["REDACT"]


def test_who_got_a_direct_message_may_not_take_it_away(world: World, bo: Client) -> None:
    eve = with_account(world, "eve", caps=CAPS)
    msgid = said(eve, "psst", "bo")
    (answer,) = bo.ask(f"REDACT eve {msgid}")[-1:]
    assert f" REDACT_FORBIDDEN eve {msgid} :" in answer


def test_the_edits_of_a_message_go_with_it(world: World, ada: Client) -> None:
    old = tuple(one for one in WITH if one != "desktopchat/edit")
    cy = world.client("cy", old, ["#channel"])
    dee = world.client("dee", WITH, ["#channel"])
    msgid = said(ada, "secret one")
    edited = said(ada, "secret two", tags=f"@+desktopchat/edit={msgid} ")
    for one in (cy, dee):
        one.read()
    assert ada.commands(f"REDACT #channel {msgid}") == ["REDACT"]
    assert not any("secret" in text for text in in_log(world))
    assert [one.params[1] for one in cy.messages()] == [msgid, edited]
    assert [one.params[1] for one in dee.messages()] == [msgid]
