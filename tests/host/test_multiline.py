"""Messages of several lines (IRCv3 draft/multiline), in and out."""

import pytest

from desktopchat.host.capabilities import MULTILINE_BYTES, MULTILINE_LINES
from desktopchat.irc.message import Message
from desktopchat.irc.multiline import join, split
from tests.host.world import Client, World

TAGS = ("message-tags", "batch", "server-time", "echo-message", "labeled-response")
CAPS = (*TAGS, "draft/multiline")
ME = "ada!ada@10.0.0.7"
HELLO = (
    "BATCH +123 draft/multiline #channel",
    "@batch=123 PRIVMSG #channel hello",
    "@batch=123 privmsg #channel :how is ",
    "@batch=123;draft/multiline-concat PRIVMSG #channel :everyone?",
    "BATCH -123",
)
"""The example of the text."""


@pytest.fixture
def world() -> World:
    return World()


def room(world: World, *caps: tuple[str, ...]) -> list[Client]:
    """People in a room, by their capabilities; nothing left to read."""
    names = ("ada", "bo", "cy", "dee")
    people = [world.client(name, one) for name, one in zip(names, caps, strict=False)]
    for client in people:
        client.send("JOIN #channel")
    for client in people:
        client.read()
    return people


def words(messages: list[Message]) -> list[str]:
    return [one.params[1] for one in messages if one.command == "PRIVMSG"]


def test_a_batch_reaches_others_as_one(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    assert ada.commands(*HELLO) == ["BATCH", "PRIVMSG", "PRIVMSG", "PRIVMSG", "BATCH"]
    opening, *said, closing = bo.messages()
    reference = opening.params[0][1:]
    assert opening.params == [f"+{reference}", "draft/multiline", "#channel"]
    assert opening.source == ME
    assert len(opening.tags["msgid"]) == 26
    assert opening.tags["time"]
    assert closing.params == [f"-{reference}"]
    assert words(said) == ["hello", "how is ", "everyone?"]
    assert [one.tags for one in said] == [
        {"batch": reference},
        {"batch": reference},
        {"batch": reference, "draft/multiline-concat": ""},
    ]


def test_who_does_not_know_batches_gets_a_message_a_line(world: World) -> None:
    ada, bo, cy = room(world, CAPS, TAGS, ())
    ada.send(
        "@+draft/reply=abc BATCH +1 draft/multiline #channel",
        "@batch=1 PRIVMSG #channel :",
        "@batch=1 PRIVMSG #channel :one",
        "@batch=1 PRIVMSG #channel :",
        "@batch=1 PRIVMSG #channel :two",
        "BATCH -1",
    )
    (opening, *_) = ada.messages()
    one, two = bo.messages()
    assert words([one, two]) == ["one", "two"]
    assert one.tags["msgid"] == opening.tags["msgid"]
    assert "msgid" not in two.tags
    assert one.tags["time"] == two.tags["time"] == opening.tags["time"]
    assert one.tags["+draft/reply"] == two.tags["+draft/reply"] == "abc"
    assert cy.read() == [f":{ME} PRIVMSG #channel :one", f":{ME} PRIVMSG #channel :two"]


def test_the_label_comes_back_on_the_opening_line_alone(world: World) -> None:
    (ada,) = room(world, CAPS)
    opening, *rest = HELLO
    assert ada.read() == []
    answers = ada.answers(f"@label=xyz {opening}", *rest)
    assert answers[0].command == "BATCH"
    assert answers[0].tags["label"] == "xyz"
    assert not any("label" in one.tags for one in answers[1:])


def test_without_an_echo_the_label_is_acknowledged_at_the_end(world: World) -> None:
    caps = tuple(one for one in CAPS if one != "echo-message")
    ada, bo = room(world, caps, CAPS)
    opening, *rest = HELLO
    assert ada.ask(f"@label=xyz {opening}", *rest[:-1]) == []
    (answer,) = ada.answers(rest[-1])
    assert (answer.command, answer.tags["label"]) == ("ACK", "xyz")
    assert words(bo.messages()) == ["hello", "how is ", "everyone?"]


def test_a_batch_of_one_line_is_a_message(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    ada.send("BATCH +1 draft/multiline #channel", "@batch=1 PRIVMSG #channel :hi", "BATCH -1")
    (message,) = bo.messages()
    assert message.params == ["#channel", "hi"]


def test_a_person_gets_a_batch_as_a_room_does(world: World) -> None:
    ada, bo = world.client("ada", CAPS), world.client("bo", CAPS)
    ada.send(
        "BATCH +1 draft/multiline bo",
        "@batch=1 NOTICE bo :one",
        "@batch=1 NOTICE BO :two",
        "BATCH -1",
    )
    opening, one, two, _ = bo.messages()
    assert opening.params[2] == "bo"
    assert [one.command, two.command] == ["NOTICE", "NOTICE"]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (
            ["BATCH +456 draft/multiline #channel", "@batch=456 PRIVMSG #bar hello"],
            "MULTILINE_INVALID_TARGET #channel #bar",
        ),
        (
            ["BATCH +1 draft/multiline #channel", "@batch=2 PRIVMSG #channel hi"],
            "MULTILINE_INVALID",
        ),
        (
            [
                "BATCH +1 draft/multiline #channel",
                "@batch=1 PRIVMSG #channel hi",
                "@batch=1;draft/multiline-concat PRIVMSG #channel :",
            ],
            "MULTILINE_INVALID",
        ),
        (
            [
                "BATCH +1 draft/multiline #channel",
                "@batch=1 PRIVMSG #channel hi",
                "@batch=1 NOTICE #channel hi",
            ],
            "MULTILINE_INVALID",
        ),
        (["BATCH +1 draft/multiline #channel", "BATCH -1"], "MULTILINE_INVALID"),
        (
            ["BATCH +1 draft/multiline #channel", "@batch=1 PRIVMSG #channel :", "BATCH -1"],
            "MULTILINE_INVALID",
        ),
        (["BATCH +1 netsplit #channel"], "MULTILINE_INVALID"),
        (["BATCH +1 draft/multiline"], "MULTILINE_INVALID"),
        (["BATCH 1"], "MULTILINE_INVALID"),
        (["BATCH -1"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #channel hi"], "MULTILINE_INVALID"),
        (
            ["BATCH +1 draft/multiline #channel", "BATCH +2 draft/multiline #channel"],
            "MULTILINE_INVALID",
        ),
    ],
)
def test_what_is_wrong_is_told_once(world: World, lines: list[str], answer: str) -> None:
    ada, bo = room(world, CAPS, CAPS)
    (told,) = ada.ask(*lines)
    assert f" FAIL BATCH {answer} :" in told
    assert bo.read() == []


def test_what_still_comes_of_a_refused_batch_is_passed_over(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    answers = ada.answers(
        "@label=l1 BATCH +1 draft/multiline #channel",
        "@batch=1 PRIVMSG #other hi",
        "@batch=1 PRIVMSG #channel hi",
        "BATCH -1",
    )
    assert [(one.command, one.tags["label"]) for one in answers] == [("FAIL", "l1")]
    assert bo.read() == []
    ada.send(*HELLO)
    assert len(words(bo.messages())) == 3


def test_a_batch_may_have_so_many_lines_and_no_more(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    line = "@batch=1 PRIVMSG #channel :x"
    ada.send("BATCH +1 draft/multiline #channel", *[line] * MULTILINE_LINES, "BATCH -1")
    assert len(words(bo.messages())) == MULTILINE_LINES
    ada.read()
    (told,) = ada.ask(
        "BATCH +1 draft/multiline #channel", *[line] * (MULTILINE_LINES + 5), "BATCH -1"
    )
    assert f" FAIL BATCH MULTILINE_MAX_LINES {MULTILINE_LINES} :" in told
    assert bo.read() == []


def test_a_batch_may_have_so_many_bytes_and_no_more(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    tag = "@batch=1;draft/multiline-concat"
    fills = [f"{tag} PRIVMSG #channel :{'x' * 256}"] * (MULTILINE_BYTES // 256)
    ada.send("BATCH +1 draft/multiline #channel", *fills, "BATCH -1")
    assert len("".join(words(bo.messages()))) == MULTILINE_BYTES
    ada.read()
    (told,) = ada.ask(
        "BATCH +1 draft/multiline #channel", *fills, f"{tag} PRIVMSG #channel x", "BATCH -1"
    )
    assert f" FAIL BATCH MULTILINE_MAX_BYTES {MULTILINE_BYTES} :" in told


def test_a_batch_needs_the_capability(world: World) -> None:
    ada, bo = room(world, TAGS, CAPS)
    (told,) = ada.ask(*HELLO)
    assert " FAIL BATCH MULTILINE_INVALID :" in told
    assert bo.read() == []


def test_other_lines_may_come_in_between(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    assert ada.commands(*HELLO[:2], "PING x", *HELLO[2:])[0] == "PONG"
    assert words(bo.messages()) == ["hello", "how is ", "everyone?"]


def test_what_may_not_be_said_is_refused_as_a_whole(world: World) -> None:
    ada, bo = room(world, CAPS, CAPS)
    ada.send("PART #channel")
    bo.read()
    ada.read()
    (answer,) = ada.answers("@label=l " + HELLO[0], *HELLO[1:])
    assert answer.command in ("403", "404")
    assert answer.tags["label"] == "l"
    assert bo.read() == []


def test_a_batch_is_one_message_of_the_history(world: World) -> None:
    ada, bo = room(world, (*CAPS, "draft/chathistory"), (*TAGS, "draft/chathistory"))
    opening, *_ = ada.answers(*HELLO)
    outer, inner, *said = ada.answers("CHATHISTORY LATEST #channel * 10")[:-2]
    assert outer.params[1] == "chathistory"
    assert inner.params[1] == "draft/multiline"
    assert inner.tags["msgid"] == opening.tags["msgid"]
    assert words(said) == ["hello", "how is everyone?"]
    bo.read()
    assert words(bo.answers("CHATHISTORY LATEST #channel * 10")) == ["hello", "how is everyone?"]


def test_a_line_too_long_for_one_comes_from_the_history_whole(world: World) -> None:
    (ada,) = room(world, (*CAPS, "draft/chathistory"))
    long = "字" * 100
    ada.send(
        "BATCH +1 draft/multiline #channel",
        f"@batch=1 PRIVMSG #channel :{long}",
        f"@batch=1;draft/multiline-concat PRIVMSG #channel :{long}",
        "BATCH -1",
    )
    ada.read()
    said = [one for one in ada.answers("CHATHISTORY LATEST #channel * 10") if one.command[0] == "P"]
    pieces = [(one.params[1], "draft/multiline-concat" in one.tags) for one in said]
    assert len(pieces) > 1
    assert join(pieces) == long * 2


def test_what_is_sent_again_is_delivered_once(world: World) -> None:
    caps = (*CAPS, "desktopchat/resend")
    ada, bo = room(world, caps, CAPS)
    label = "a-label-that-never-comes-again"
    first = ada.answers(f"@label={label} {HELLO[0]}", *HELLO[1:])
    assert len(words(bo.messages())) == 3
    again = ada.answers(f"@label={label};desktopchat/resend {HELLO[0]}", *HELLO[1:])
    assert bo.read() == []
    assert again[0].tags["msgid"] == first[0].tags["msgid"]
    assert again[0].tags["label"] == label
    fresh = ada.answers(f"@label={label}2;desktopchat/resend {HELLO[0]}", *HELLO[1:])
    assert fresh[0].tags["msgid"] != first[0].tags["msgid"]
    assert len(words(bo.messages())) == 3


@pytest.mark.parametrize("text", ["a", "a\n\nb", "x" * 300 + "\n" + "y " * 200, "字" * 99])
def test_lines_joined_are_the_text(text: str) -> None:
    pieces = split(text, 100)
    assert join(pieces) == text
    assert all(len(line.encode()) <= 100 for line, _ in pieces)
