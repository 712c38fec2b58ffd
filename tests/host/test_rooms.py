"""Going in and out of channels: JOIN, PART, TOPIC, NAMES, LIST, KICK, INVITE."""

import pytest

from desktopchat.host.limits import CHANNELS_MAX
from tests.host.people import with_account
from tests.host.world import SERVER, World


@pytest.fixture
def world() -> World:
    return World()


# JOIN


def test_the_first_in_a_room_is_its_operator(world: World) -> None:
    ada = world.client("ada")
    assert ada.ask("JOIN #lab") == [
        ":ada!ada@10.0.0.7 JOIN #lab",
        f":{SERVER} 353 ada = #lab :@ada",
        f":{SERVER} 366 ada #lab :End of NAMES list",
    ]


def test_a_newcomer_is_announced_and_gets_topic_and_names(world: World) -> None:
    ada = world.client("ada", rooms=["#Lab"])
    ada.send("TOPIC #lab :Tea at four")
    ada.read()
    bo = world.client("bo")
    seconds = world.now // 1000
    assert bo.ask("JOIN #LAB") == [
        ":bo!bo@10.0.0.7 JOIN #Lab",
        f":{SERVER} 332 bo #Lab :Tea at four",
        f":{SERVER} 333 bo #Lab ada {seconds}",
        f":{SERVER} 353 bo = #Lab :@ada bo",
        f":{SERVER} 366 bo #Lab :End of NAMES list",
    ]
    assert ada.read() == [":bo!bo@10.0.0.7 JOIN #Lab"]
    assert bo.ask("JOIN #lab") == [], "already there"


def test_several_rooms_are_joined_with_their_keys_in_order(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b", "#c"])
    ada.send("MODE #a +k one", "MODE #c +k three")
    bo = world.client("bo")
    codes = bo.commands("JOIN #a,#b,#c one,,three")
    assert codes.count("JOIN") == 3
    cy = world.client("cy")
    codes = cy.commands("JOIN #a,#b,#c three,one")
    assert codes == ["475", "JOIN", "353", "366", "475"]


def test_join_0_leaves_every_room(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b"])
    bo = world.client("bo", rooms=["#a"])
    ada.read()
    assert sorted(ada.ask("JOIN 0")) == [
        ":ada!ada@10.0.0.7 PART #a",
        ":ada!ada@10.0.0.7 PART #b",
    ]
    assert bo.read() == [":ada!ada@10.0.0.7 PART #a"]
    assert not ada.person.channels


@pytest.mark.parametrize("name", ["lab", "#", "", "#" + "x" * 64, "#a\x07b", "&"])
def test_what_is_no_channels_name_makes_no_channel(world: World, name: str) -> None:
    ada = world.client("ada")
    before = dict(world.core.channels)
    assert ada.commands(f"JOIN :{name}") in (["476"], [])
    assert world.core.channels == before
    assert not ada.person.channels


def test_a_space_in_a_name_is_no_way_to_a_second_parameter(world: World) -> None:
    ada = world.client("ada")
    ada.send("JOIN :#a b")
    (message,) = ada.messages()
    assert (message.command, message.params[1]) == ("476", "*")


def test_nobody_is_in_more_rooms_than_allowed(world: World) -> None:
    ada = world.client("ada", rooms=[f"#{number}" for number in range(CHANNELS_MAX)])
    ada.read()
    assert ada.ask("JOIN #more") == [f":{SERVER} 405 ada #more :You have joined too many channels"]


def test_a_full_room_a_key_an_invitation_and_a_ban_keep_people_out(world: World) -> None:
    ada = world.client("ada", rooms=["#l", "#k", "#i", "#b"])
    ada.send("MODE #l +l 1", "MODE #k +k sesame", "MODE #i +i", "MODE #b +b bo")
    bo = world.client("bo")
    assert bo.commands("JOIN #l", "JOIN #k", "JOIN #k wrong", "JOIN #i", "JOIN #b") == [
        "471", "475", "475", "473", "474",
    ]  # fmt: skip
    assert bo.commands("JOIN #k sesame")[0] == "JOIN"
    ada.send("MODE #l +l 2", "MODE #i -i", "MODE #b -b bo!*@*")
    assert bo.commands("JOIN #l,#i,#b").count("JOIN") == 3


def test_an_invitation_opens_a_room_once_but_no_ban(world: World) -> None:
    ada = world.client("ada", rooms=["#lab"])
    bo, cy = world.client("bo"), world.client("cy")
    ada.send("MODE #lab +ikl sesame 1", "INVITE bo #lab", "INVITE cy #lab", "MODE #lab +b cy")
    bo.read()
    cy.read()
    assert bo.commands("JOIN #lab")[0] == "JOIN"
    assert bo.commands("PART #lab", "JOIN #lab") == ["PART", "473"]
    assert cy.commands("JOIN #lab") == ["474"]


def test_the_first_room_stays_when_everybody_has_left_and_others_go(world: World) -> None:
    ada = world.client("ada", rooms=["#lobby", "#lab"])
    ada.person.oper = True
    ada.send("TOPIC #lobby :Hello", "PART #lobby,#lab")
    assert world.core.channel("#lobby") is not None
    assert world.core.channel("#lab") is None
    ada.read()
    codes = ada.commands("JOIN #lobby")
    assert codes == ["JOIN", "332", "333", "353", "366"]


def test_nobody_can_lock_the_first_room_and_leave(world: World) -> None:
    ada = world.client("ada", rooms=["#lobby"])
    ada.person.oper = True
    ada.send("MODE #lobby +imklb key 1 *!*@*", "QUIT")
    bo = world.client("bo")
    assert bo.ask("JOIN #lobby")[1] == f":{SERVER} 353 bo = #lobby :bo"
    assert bo.ask("MODE #lobby")[0] == f":{SERVER} 324 bo #lobby +nt"


# PART


def test_part_is_told_to_all_with_its_reason(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b"])
    bo = world.client("bo", rooms=["#a"])
    ada.read()
    told = ":ada!ada@10.0.0.7 PART #a :to tea"
    assert ada.ask("PART #a,#b :to tea") == [told, told.replace("#a", "#b")]
    assert bo.read() == [told]


def test_part_of_where_one_is_not_is_an_error(world: World) -> None:
    world.client("bo", rooms=["#b"])
    ada = world.client("ada")
    assert ada.ask("PART #b,#c") == [
        f":{SERVER} 442 ada #b :You're not on that channel",
        f":{SERVER} 403 ada #c :No such channel",
    ]


# TOPIC


def test_a_topic_is_set_shown_and_cleared(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    ada.read()
    assert ada.ask("TOPIC #a") == [f":{SERVER} 331 ada #a :No topic is set"]
    told = [":ada!ada@10.0.0.7 TOPIC #a :Tea at four"]
    assert ada.ask("TOPIC #a :Tea at four") == told
    assert bo.read() == told
    assert bo.commands("TOPIC #a") == ["332", "333"]
    assert ada.ask("TOPIC #a :") == [":ada!ada@10.0.0.7 TOPIC #a :"]
    assert ada.commands("TOPIC #a") == ["331"]


def test_only_operators_change_a_protected_topic(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    cy = world.client("cy")
    assert bo.ask("TOPIC #a :mine") == [f":{SERVER} 482 bo #a :You're not channel operator"]
    assert cy.commands("TOPIC #a :mine", "TOPIC #none :x", "TOPIC #none") == ["442", "403", "403"]
    ada.send("MODE #a -t")
    bo.read()
    assert bo.commands("TOPIC #a :mine") == ["TOPIC"]


def test_a_long_topic_is_cut_between_characters(world: World) -> None:
    ada = world.client("ada", rooms=["#" + "实" * 30])
    ada.send("TOPIC #" + "实" * 30 + " :" + "题" * 125)
    (line,) = ada.read()
    assert "题" * 80 in line


# NAMES, LIST


def test_names_lists_rooms_one_by_one(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    assert ada.ask("NAMES #a,#none") == [
        f":{SERVER} 353 ada = #a :@ada",
        f":{SERVER} 366 ada #a :End of NAMES list",
        f":{SERVER} 366 ada #none :End of NAMES list",
    ]
    assert ada.ask("NAMES") == [f":{SERVER} 366 ada * :End of NAMES list"]


def test_the_names_of_a_big_room_come_in_lines_that_fit_and_all_of_them(world: World) -> None:
    nicks = [f"somebody-{number:03}-王" for number in range(150)]
    for nick in nicks:
        world.client(nick, rooms=["#big"])
    ada = world.client("ada")
    ada.send("NAMES #big")
    listed = [
        name.lstrip("@")
        for message in ada.messages()
        if message.command == "353"
        for name in message.params[-1].split(" ")
    ]
    assert listed == nicks


def test_who_hides_is_seen_only_by_those_who_share_a_room(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo, cy = world.client("bo", rooms=["#a"]), world.client("cy")
    ada.read()
    assert ada.ask("MODE ada +i") == [":ada!ada@10.0.0.7 MODE ada +i"]
    assert bo.ask("NAMES #a")[0].endswith(":@ada bo")
    assert cy.ask("NAMES #a")[0].endswith(":bo")
    assert len(bo.ask("WHO *")) == 4
    assert len(cy.ask("WHO *")) == 3
    assert cy.ask("LUSERS")[0].endswith(":There are 2 users and 1 invisible on 1 servers")


def test_list_tells_rooms_people_and_topics(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    ada.ask("TOPIC #a :Tea")
    assert ada.ask("LIST") == [
        f":{SERVER} 321 ada Channel :Users  Name",
        f":{SERVER} 322 ada #lobby 0 :",
        f":{SERVER} 322 ada #a 1 :Tea",
        f":{SERVER} 323 ada :End of LIST",
    ]
    assert ada.ask("LIST #A,#none")[1:-1] == [f":{SERVER} 322 ada #a 1 :Tea"]


# KICK


def test_a_kick_is_told_to_all_and_to_who_is_kicked(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo, cy = world.client("bo", rooms=["#a"]), world.client("cy", rooms=["#a"])
    for one in (ada, bo, cy):
        one.read()
    told = [":ada!ada@10.0.0.7 KICK #a bo :enough"]
    assert ada.ask("KICK #A BO :enough") == told
    assert bo.read() == told
    assert cy.read() == told
    assert world.core.channel("#a").everybody == (ada.person, cy.person)  # type: ignore[union-attr]
    assert ada.ask("KICK #a cy")[0].endswith("KICK #a cy :ada"), "a reason when none is given"


def test_several_are_kicked_at_once(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b"])
    world.client("bo", rooms=["#a", "#b"])
    world.client("cy", rooms=["#a"])
    ada.read()
    assert ada.ask("KICK #a bo,cy :out") == [
        ":ada!ada@10.0.0.7 KICK #a bo :out",
        ":ada!ada@10.0.0.7 KICK #a cy :out",
    ]
    assert ada.ask("KICK #b,#a bo,ada :out") == [
        ":ada!ada@10.0.0.7 KICK #b bo :out",
        ":ada!ada@10.0.0.7 KICK #a ada :out",
    ]
    assert world.core.channel("#a") is None


def test_who_may_not_kick_is_told_why(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    cy = world.client("cy")
    bo.read()
    assert bo.commands("KICK #a ada", "KICK #none ada") == ["482", "403"]
    assert cy.commands("KICK #a ada") == ["442"]
    ada.read()
    assert ada.ask("KICK #a cy,nobody") == [
        f":{SERVER} 441 ada cy #a :They aren't on that channel",
        f":{SERVER} 401 ada nobody :Nobody of that name is here",
    ]


# INVITE


def test_an_invitation_reaches_its_guest_and_its_sender(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    cy = world.client("cy")
    for one in (ada, bo, cy):
        one.read()
    assert ada.ask("INVITE CY #A") == [f":{SERVER} 341 ada cy #a"]
    assert cy.read() == [":ada!ada@10.0.0.7 INVITE cy #a"]
    assert bo.read() == [], "nobody else is told"


def test_an_invitation_says_when_the_guest_is_away(world: World) -> None:
    ada, cy = world.client("ada", rooms=["#a"]), world.client("cy")
    cy.send("AWAY :tea")
    ada.read()
    assert ada.commands("INVITE cy #a") == ["341", "301"]


def test_who_may_not_invite_is_told_why(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    world.client("cy")
    ada.send("MODE #a +i")
    for one in (ada, bo):
        one.read()
    assert bo.commands("INVITE cy #a", "INVITE ada #a", "INVITE no #a", "INVITE cy #no") == [
        "482", "443", "401", "403",
    ]  # fmt: skip
    assert world.client("dee").commands("INVITE cy #a") == ["442"]


def test_a_room_made_anew_does_not_remember_who_was_invited(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo")
    ada.send("MODE #a +i", "INVITE bo #a", "PART #a", "JOIN #a", "MODE #a +i")
    bo.read()
    assert bo.commands("JOIN #a") == ["473"]


def test_slow_mode_is_not_got_round_by_going_out_and_in(world: World) -> None:
    ada = world.client("ada", rooms=["#slow"])
    bo = world.client("bo", rooms=["#slow"])
    ada.send("MODE #slow +f 30")
    bo.send("PRIVMSG #slow :one", "PART #slow", "JOIN #slow")
    ada.read()
    assert "404" in bo.commands("PRIVMSG #slow :two")
    assert not any("two" in line for line in ada.read())
    world.now += 30_000
    bo.send("PRIVMSG #slow :three")
    assert any("three" in line for line in ada.read())


@pytest.mark.parametrize("mask", ["bo!*@*", "~m:bo!*@*"])
def test_who_is_banned_in_a_room_keeps_their_name_there(world: World, mask: str) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    ada.send(f"MODE #a +b {mask}")
    bo.read()
    assert bo.commands("NICK bobby") == ["435"]
    ada.send("MODE #a +v bo")
    bo.read()
    assert bo.commands("NICK bobby") == ["NICK"]


@pytest.mark.parametrize("mode", ["+H joined", "+b bo!*@*"])
def test_who_makes_a_room_anew_does_not_read_what_was_not_for_all(world: World, mode: str) -> None:
    ada = world.client("ada", rooms=["#kj"])
    ada.send(f"MODE #kj {mode}", "PRIVMSG #kj :secret", "QUIT")
    bo = world.client("bo", ["draft/chathistory", "batch", "message-tags"], rooms=["#kj"])
    assert not any("secret" in line for line in bo.ask("CHATHISTORY LATEST #kj * 10"))


def test_a_secret_room_is_as_one_that_is_not_there(world: World) -> None:
    world.client("ada", rooms=["#sec"]).send("MODE #sec +s")
    bo, cy = world.client("bo"), world.client("cy")
    for command in (
        "PRIVMSG %s :x",
        "INVITE cy %s",
        "KICK %s cy",
        "PART %s",
        "TOPIC %s",
        "KNOCK %s",
    ):
        known, unknown = (bo.answers(command % name) for name in ("#sec", "#none"))
        assert [one.command for one in known] == [one.command for one in unknown], command
    assert cy.read() == []


@pytest.mark.parametrize(
    "name", ["#Lab\u200b", "#a\u202eb", "#你好，世界", "#a\u3000b", "#Lab\u200d", "#\u3164"]
)
def test_a_room_whose_name_hides_something_is_not_made(world: World, name: str) -> None:
    assert world.client("ada").commands(f"JOIN {name}") == ["476"]


def test_a_room_without_ctcp_passes_on_actions_alone() -> None:
    world = World()
    ada = world.client("ada", [], ["#lab"])
    bo = world.client("bo", [], ["#lab"])
    ada.send("MODE #lab +C")
    bo.read()
    ada.read()
    assert bo.commands("PRIVMSG #lab :\x01VERSION\x01") == ["404"]
    assert ada.commands("NOTICE #lab :\x01PING 1\x01") == []
    assert bo.read() == []
    ada.send("PRIVMSG #lab :\x01ACTION waves\x01", "PRIVMSG #lab :hello")
    assert len(bo.read()) == 2


def test_invite_without_parameters_tells_where_one_is_invited() -> None:
    world = World()
    ada = world.client("ada", [], ["#one", "#two"])
    bo = world.client("bo")
    ada.send("INVITE bo #one", "INVITE bo #two")
    bo.read()
    answers = bo.answers("INVITE")
    assert [m.command for m in answers] == ["336", "336", "337"]
    assert {m.params[1] for m in answers[:2]} == {"#one", "#two"}
    bo.send("JOIN #one")
    bo.read()
    assert [m.params[1] for m in bo.answers("INVITE")[:-1]] == ["#two"]
    assert bo.commands("INVITE ada") == ["461"]


def test_an_invitation_tells_the_account_it_comes_from() -> None:
    world = World()
    ada = with_account(world, "ada")
    ada.send("JOIN #one")
    caps = ["account-tag", "invite-notify"]
    bo = world.client("bo", caps)
    cy = world.client("cy", caps, ["#one"])
    ada.send("MODE #one +o cy")
    cy.read()
    ada.send("INVITE bo #one")
    for client in (bo, cy):
        (told,) = client.messages()
        assert (told.command, told.tags["account"]) == ("INVITE", "ada")


def test_a_host_may_have_no_room_of_its_own() -> None:
    world = World(room="")
    ada = world.client("ada")
    assert ada.commands("LIST") == ["321", "323"]
    assert "desktopchat/ROOM" not in " ".join(ada.ask("VERSION"))
    ada.send("JOIN #lab")
    ada.read()
    assert ada.commands("LIST") == ["321", "322", "323"]


def test_those_who_are_there_hear_at_once_what_comes_back() -> None:
    world = World()
    ada = with_account(world, "ada")
    ada.send("JOIN #lab", "PRIVMSG #lab :mine")
    bo = world.client("bo", rooms=["#lab"])
    ada.send("PART #lab")
    bo.read()
    ada.send("JOIN #lab")
    assert bo.read() == [
        ":ada!ada@10.0.0.7 JOIN #lab",
        f":{SERVER} MODE #lab +qo ada ada",
    ]
    assert sorted(bo.ask("NAMES #lab")[0].split(" :")[1].split()) == ["bo", "~ada"]
    cy = world.client("cy")
    cy.send("JOIN #lab")
    assert bo.read() == [":cy!cy@10.0.0.7 JOIN #lab"]
