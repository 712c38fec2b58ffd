"""Nobody but a host's owner asks people whether their computers may carry it on."""

import pytest

from desktopchat.irc import carry_on, tags
from tests.host.world import Client, World

TAGS = ("message-tags",)


@pytest.fixture
def world() -> World:
    return World(opers={"owner": "secret", "bo": "other"})


def said(client: Client) -> list[str]:
    return [word for one in client.messages() if (word := one.tags.get(tags.CARRY_ON))]


@pytest.mark.parametrize("word", sorted(carry_on.OWNERS))
def test_the_owner_asks(world: World, word: str) -> None:
    ada, bo = world.client("ada", caps=TAGS), world.client("bo", caps=TAGS)
    ada.ask("OPER owner secret")
    bo.read()
    ada.ask(f"@{tags.CARRY_ON}={word} TAGMSG bo")
    assert said(bo) == [word]


@pytest.mark.parametrize("login", ["", "OPER bo other"])
def test_nobody_else_does_other_operators_neither(world: World, login: str) -> None:
    ada, bo = world.client("ada", caps=TAGS), world.client("bo", caps=TAGS)
    if login:
        ada.ask(login)
    bo.read()
    for word in carry_on.OWNERS:
        ada.ask(f"@{tags.CARRY_ON}={word} TAGMSG bo")
    assert said(bo) == []


def test_everybody_may_answer(world: World) -> None:
    ada, bo = world.client("ada", caps=TAGS), world.client("bo", caps=TAGS)
    for word in (carry_on.CAN, carry_on.NO, "lusab-babad-gutih-tugad-bihod"):
        ada.read()
        bo.ask(f"@{tags.CARRY_ON}={word} TAGMSG ada")
        assert said(ada) == [word]
