"""MODE: of channels (o v k l i m n t b) and of oneself."""

import pytest

from desktopchat.host.state.channels import LIST_MAX
from desktopchat.irc.modes import HOST_MODES, parse_modes
from tests.host.world import SERVER, Client, World

ME = ":ada!ada@10.0.0.7"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ada(world: World) -> Client:
    """The operator of #a."""
    ada = world.client("ada", rooms=["#a"])
    ada.read()
    return ada


@pytest.fixture
def bo(world: World, ada: Client) -> Client:
    """A plain member of #a."""
    bo = world.client("bo", rooms=["#a"])
    ada.read()
    bo.read()
    return bo


def test_the_modes_of_a_room_are_told(world: World, ada: Client, bo: Client) -> None:
    created = world.now // 1000
    assert ada.ask("MODE #A") == [
        f":{SERVER} 324 ada #a +nt",
        f":{SERVER} 329 ada #a {created}",
    ]
    ada.ask("MODE #a +kl sesame 9")
    assert ada.ask("MODE #a")[0] == f":{SERVER} 324 ada #a +ntkl sesame 9"
    assert world.client("cy").ask("MODE #a")[0] == f":{SERVER} 324 cy #a +ntkl * 9"
    assert ada.commands("MODE #none", "MODE #none +i") == ["403", "403"]


def test_a_change_is_told_to_all_members(ada: Client, bo: Client) -> None:
    told = [f"{ME} MODE #a +im-t"]
    assert ada.ask("MODE #a +im-t") == told
    assert bo.read() == told
    assert ada.ask("MODE #a +i-t") == [], "what changes nothing is not told"


def test_who_is_no_operator_changes_nothing(world: World, ada: Client, bo: Client) -> None:
    refusal = [f":{SERVER} 482 bo #a :You're not channel operator"]
    assert bo.ask("MODE #a +imk-t key") == refusal
    assert world.client("cy").commands("MODE #a +i") == ["482"]
    assert ada.ask("MODE #a")[0] == f":{SERVER} 324 ada #a +nt"


def test_operators_and_voices_are_made_and_unmade(world: World, ada: Client, bo: Client) -> None:
    told = [f"{ME} MODE #a +ov-v bo bo bo"]
    assert ada.ask("MODE #a +ov-v BO BO BO") == told
    assert bo.read() == told
    assert ada.ask("MODE #a -o bo") == [f"{ME} MODE #a -o bo"]
    bo.read()
    assert bo.commands("MODE #a +o bo", "KICK #a ada") == ["482", "482"]


def test_who_gives_up_their_rights_in_the_middle_of_a_line_has_none_after_it(ada: Client) -> None:
    assert ada.commands("MODE #a -q+i ada") == ["482", "MODE"]


def test_a_status_is_for_members_only(world: World, ada: Client) -> None:
    world.client("cy")
    assert ada.ask("MODE #a +o cy") == [f":{SERVER} 441 ada cy #a :They aren't on that channel"]
    assert ada.commands("MODE #a +v nobody") == ["401"]
    assert ada.commands("MODE #a +o") == ["696"]


def test_the_highest_prefix_is_shown_in_names(world: World, ada: Client, bo: Client) -> None:
    ada.ask("MODE #a +v ada", "MODE #a +v bo")
    assert world.client("cy").ask("NAMES #a")[0].endswith(":@ada +bo")


def test_a_moderated_room_is_for_those_with_a_voice(ada: Client, bo: Client) -> None:
    ada.ask("MODE #a +m")
    bo.read()
    assert bo.ask("PRIVMSG #a :hi") == [
        f":{SERVER} 404 bo #a :Cannot send to channel: only those with voice speak in it"
    ]
    ada.ask("MODE #a +v bo")
    bo.read()
    assert bo.ask("PRIVMSG #a :hi") == []
    assert ada.read() == [":bo!bo@10.0.0.7 PRIVMSG #a :hi"]


def test_messages_from_outside_need_minus_n(world: World, ada: Client) -> None:
    cy = world.client("cy")
    assert cy.commands("PRIVMSG #a :hi") == ["404"]
    ada.ask("MODE #a -n")
    assert cy.ask("PRIVMSG #a :hi") == []
    assert ada.read() == [":cy!cy@10.0.0.7 PRIVMSG #a :hi"]


def test_a_key_is_told_to_who_is_there_and_kept_from_who_comes_later(world: World) -> None:
    ada = world.client("ada", ["draft/event-playback"], ["#a"])
    bo = world.client("bo", rooms=["#a"])
    far = world.connect()
    far.send("NICK far", "USER far 0 * :F", "JOIN #a")
    far.read()
    bo.read()
    ada.send("MODE #a +kv-k+k sesame bo x other")
    for client, keys in ((bo, ("sesame", "other")), (far, ("*", "*"))):
        (line,) = client.read()
        assert line.split()[2:] == ["#a", "+kv-k+k", keys[0], "bo", "*", keys[1]]
    ada.read()
    said = " ".join(ada.ask("CHATHISTORY LATEST #a * 50"))
    assert "MODE #a +kv-k+k * bo * *" in said
    with world.kept.reading() as reader:
        kept = str([*reader.log.every(), *reader.audit.latest(50)])
        assert "+kv-k+k" in kept
        assert "sesame" not in kept


def test_a_key_is_checked_told_hidden_and_taken_away(ada: Client) -> None:
    assert ada.ask("MODE #a +k sesame") == [f"{ME} MODE #a +k sesame"]
    assert ada.commands("MODE #a +k") == ["696"]
    assert ada.commands("MODE #a +k a,b", "MODE #a +k :a b", "MODE #a +k " + "x" * 33) == [
        "525", "525", "525",
    ]  # fmt: skip
    assert ada.ask("MODE #a -k") == [f"{ME} MODE #a -k *"]
    assert ada.ask("MODE #a -k x") == []


@pytest.mark.parametrize("limit", ["0", "-1", "many", "٣", "1.5"])
def test_a_limit_is_a_number_over_0(ada: Client, limit: str) -> None:
    assert ada.commands(f"MODE #a +l {limit}") == ["696"]


def test_a_limit_is_set_once_and_taken_away_without_a_parameter(ada: Client) -> None:
    assert ada.ask("MODE #a +l 007") == [f"{ME} MODE #a +l 7"]
    assert ada.ask("MODE #a +l 7") == []
    assert ada.ask("MODE #a -l+i") == [f"{ME} MODE #a -l+i"]


def test_an_unknown_letter_is_answered_472_and_the_others_count(ada: Client) -> None:
    assert ada.ask("MODE #a +Xi") == [
        f":{SERVER} 472 ada X :is unknown mode char to me",
        f"{ME} MODE #a +i",
    ]


def test_a_sign_alone_asks(ada: Client) -> None:
    assert ada.commands("MODE #a +", "MODE #a :") == ["324", "329", "324", "329"]


# Bans


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bo", "bo!*@*"),
        ("bo!bo", "bo!bo@*"),
        ("*@10.0.0.7", "*!*@10.0.0.7"),
        ("B?!*@10.*", "B?!*@10.*"),
        ("!", "*!*@*"),
    ],
)
def test_a_ban_is_written_whole_and_keeps_its_people_out_and_quiet(
    world: World, ada: Client, bo: Client, written: str, meant: str
) -> None:
    assert ada.ask(f"MODE #a +b {written}") == [f"{ME} MODE #a +b {meant}"]
    bo.read()
    assert bo.commands("PRIVMSG #a :x", "PART #a", "JOIN #a") == ["404", "PART", "474"]
    ada.read()
    moment = world.now // 1000
    listed = [
        f":{SERVER} 367 ada #a {meant} ada {moment}",
        f":{SERVER} 368 ada #a :End of channel ban list",
    ]
    for asked in ("MODE #a b", "MODE #a +b", "MODE #a -b"):
        assert ada.ask(asked) == listed
    assert ada.ask(f"MODE #a -b {meant.upper()}") == [f"{ME} MODE #a -b {meant}"]
    assert bo.commands("JOIN #a")[0] == "JOIN"


def test_a_ban_follows_a_new_nick(ada: Client, bo: Client) -> None:
    ada.ask("MODE #a +b evil")
    assert bo.commands("NICK evil", "PRIVMSG #a :x") == ["MODE", "NICK", "404"]


def test_a_voice_speaks_through_a_ban(ada: Client, bo: Client) -> None:
    ada.ask("MODE #a +bv bo bo")
    bo.read()
    assert bo.ask("PRIVMSG #a :x") == []


def test_a_ban_is_set_once_and_their_number_has_an_end(ada: Client) -> None:
    for number in range(LIST_MAX):
        assert ada.commands(f"MODE #a +b n{number}") == ["MODE"]
    assert ada.commands("MODE #a +b N1") == [], "known in another case"
    assert ada.commands("MODE #a +b more") == ["478"]


@pytest.mark.parametrize("mask", [":a b", "::x", "x" * 140])
def test_a_mask_that_no_line_could_carry_is_refused(ada: Client, bo: Client, mask: str) -> None:
    assert ada.commands(f"MODE #a +b {mask}") == ["696"]
    assert bo.read() == []


def test_a_mask_made_to_be_slow_is_not(world: World, ada: Client) -> None:
    ada.ask("MODE #a +b " + "*a" * 60)
    cy = world.client("a" * 32)
    assert cy.commands("JOIN #a")[0] in ("JOIN", "474")


def test_many_changes_come_in_lines_that_fit(world: World) -> None:
    room = "#" + "实" * 20
    ada = world.client("王" * 30, rooms=[room])
    nicks = [f"同学{number:02}" + "甲" * 4 for number in range(18)]
    people = [world.client(nick, rooms=[room]) for nick in nicks]
    for one in (ada, *people):
        one.read()
    ada.send(f"MODE {room} +{'v' * 18} {' '.join(nicks)}")
    lines = ada.read()
    assert len(lines) > 1
    assert people[0].read() == lines
    changes = [change for line in lines for change in parse_modes(line.split(" ")[3:], HOST_MODES)]
    assert [change.param for change in changes] == nicks


def test_more_than_twenty_parameters_are_too_many(world: World, ada: Client) -> None:
    ada.send("MODE #a +" + "b" * 25 + " " + " ".join(f"n{number}" for number in range(25)))
    assert len(world.core.channel("#a").lists["b"]) == 20  # type: ignore[union-attr]


# Of oneself


def test_ones_own_modes_are_told_and_changed(world: World, ada: Client) -> None:
    assert ada.ask("MODE ADA") == [f":{SERVER} 221 ada +"]
    assert ada.ask("MODE ada +iw") == [f"{ME} MODE ada +iw"]
    assert ada.ask("MODE ada") == [f":{SERVER} 221 ada +iw"]
    assert ada.ask("MODE ada -w+i") == [f"{ME} MODE ada -w"]


def test_nobody_makes_themselves_an_operator(ada: Client) -> None:
    assert ada.ask("MODE ada +o") == []
    assert ada.ask("MODE ada") == [f":{SERVER} 221 ada +"]


def test_unknown_letters_are_told_and_the_others_count(ada: Client) -> None:
    assert ada.ask("MODE ada +iX") == [
        f":{SERVER} 501 ada :Unknown MODE flag",
        f"{ME} MODE ada +i",
    ]


def test_the_modes_of_others_are_theirs(ada: Client, bo: Client) -> None:
    assert ada.commands("MODE bo", "MODE bo +i", "MODE nobody") == ["502", "502", "401"]
