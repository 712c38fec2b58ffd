"""Programs that say what they are (IRCv3 bot-mode)."""

import pytest

from desktopchat.irc import numerics as n
from tests.host.people import PASSWORD
from tests.host.world import Client, World

CAPS = (
    "message-tags", "draft/chathistory", "draft/event-playback", "batch", "setname",
    "away-notify", "account-notify",
)  # fmt: skip


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def bot(world: World) -> Client:
    bot = world.client("robodan", ["message-tags"])
    (told,) = bot.answers("MODE robodan +B")
    assert (told.source, told.params) == ("robodan!robodan@10.0.0.7", ["robodan", "+B"])
    assert told.tags["bot"] == ""
    return bot


def test_the_host_tells_which_mode_makes_a_bot(world: World) -> None:
    client = world.connect()
    answers = client.answers("NICK ada", "USER ada 0 * :Ada")
    assert any("BOT=B" in one.params for one in answers if one.command == n.RPL_ISUPPORT)
    (info,) = [one for one in answers if one.command == n.RPL_MYINFO]
    assert "B" in info.params[3]


def test_a_bot_sees_and_ends_its_mode(bot: Client) -> None:
    (modes,) = bot.answers("MODE robodan")
    assert modes.params == ["robodan", "+B"]
    bot.ask("MODE robodan -B")
    (modes,) = bot.answers("MODE robodan")
    assert modes.params == ["robodan", "+"]


def test_who_and_whois_show_a_bot(world: World, bot: Client) -> None:
    ada = world.client("ada")
    (row,) = [one for one in ada.answers("WHO robodan") if one.command == n.RPL_WHOREPLY]
    assert row.params[6] == "HB"
    (told,) = [one for one in ada.answers("WHOIS robodan") if one.command == n.RPL_WHOISBOT]
    assert told.params[:2] == ["ada", "robodan"]
    (row,) = [one for one in ada.answers("WHO ada") if one.command == n.RPL_WHOREPLY]
    assert row.params[6] == "H"
    assert n.RPL_WHOISBOT not in ada.commands("WHOIS ada")


@pytest.mark.parametrize(
    "line",
    [
        "PRIVMSG #chat :Hello!",
        "NOTICE #chat :Hello!",
        "NOTICE @#chat :Hello!",
        "@+typing=active TAGMSG #chat",
        "PRIVMSG ada :Hello!",
        "TOPIC #chat :Beep",
        "MODE #chat +m",
        "NICK robbie",
        "AWAY :Recharging",
        "SETNAME :Robo Dan",
        "INVITE ada #lab",
        "KICK #chat cy",
        f"REGISTER * * :{PASSWORD}",
        "PART #chat",
        "QUIT",
    ],
)
def test_what_a_bot_does_says_so_to_those_who_read_tags(
    world: World, bot: Client, line: str
) -> None:
    bot.send("JOIN #chat", "JOIN #lab")
    ada, plain = world.client("ada", CAPS, ["#chat"]), world.client("cy", rooms=["#chat"])
    bot.send("MODE #chat +o ada")
    ada.read()
    plain.read()
    bot.send(line)
    told, *_ = ada.messages()
    assert told.tags["bot"] == ""
    assert len(told.tags["msgid"]) == 26
    assert not any(one.startswith("@") for one in plain.read())


def test_a_bot_is_one_in_the_history_too(world: World, bot: Client) -> None:
    bot.send("JOIN #chat")
    ada = world.client("ada", CAPS, ["#chat"])
    bot.send("@+x=1 PRIVMSG #chat :Beep", "MODE robodan -B", "PRIVMSG #chat :Boop")
    ada.read()
    history = ada.answers("CHATHISTORY LATEST #chat * 9")
    beep, boop = [one for one in history if one.command == "PRIVMSG"]
    assert (beep.tags["bot"], beep.tags["+x"]) == ("", "1")
    assert "bot" not in boop.tags
