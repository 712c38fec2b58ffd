"""Asking: WHO, WHOIS, ISON, USERHOST, MOTD, VERSION, LUSERS; and OPER and KILL."""

import pytest

from desktopchat.irc import closings
from tests.host.world import SERVER, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"}, motd=["Hello."])


def test_who_lists_a_room_with_states_and_statuses(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    bo.send("AWAY :tea", "OPER root toor")
    ada.send("MODE #a +v ada")
    ada.read()
    assert ada.ask("WHO #A") == [
        f":{SERVER} 352 ada #a ada 10.0.0.7 {SERVER} ada H@ :0 Ada Name",
        f":{SERVER} 352 ada #a bo 10.0.0.7 {SERVER} bo G* :0 Bo Name",
        f":{SERVER} 315 ada #A :End of WHO list",
    ]
    assert ada.ask("WHO #none") == [f":{SERVER} 315 ada #none :End of WHO list"]


def test_who_finds_one_person_a_mask_or_everybody(world: World) -> None:
    ada = world.client("ada")
    world.client("bo")
    world.connect().send("NICK bob")  # not in yet
    assert ada.ask("WHO BO") == [
        f":{SERVER} 352 ada * bo 10.0.0.7 {SERVER} bo H :0 Bo Name",
        f":{SERVER} 315 ada BO :End of WHO list",
    ]
    assert ada.commands("WHO b*") == ["352", "315"]
    assert ada.commands("WHO nobody") == ["315"]
    for everybody in ("WHO", "WHO 0", "WHO *"):
        assert ada.commands(everybody) == ["352", "352", "315"]


def test_whois_tells_what_is_known(world: World) -> None:
    bo = world.client("bo", rooms=["#a", "#b"])
    bo.send("MODE #a +v bo", "AWAY :tea", "OPER root toor")
    ada = world.client("ada")
    signon = bo.person.connected // 1000
    world.now += 61_500
    assert ada.ask("WHOIS BO") == [
        f":{SERVER} 311 ada bo bo 10.0.0.7 * :Bo Name",
        f":{SERVER} 319 ada bo :@#a @#b",
        f":{SERVER} 312 ada bo {SERVER} :Lab 3",
        f":{SERVER} 313 ada bo :is an operator of this host",
        f":{SERVER} 301 ada bo :tea",
        f":{SERVER} 317 ada bo 61 {signon} :seconds idle, signon time",
        f":{SERVER} 318 ada BO :End of WHOIS list",
    ]
    assert ada.commands(f"WHOIS {SERVER} bo")[0] == "311"
    assert ada.commands("WHOIS bo bo")[0] == "311"


def test_speaking_ends_idleness(world: World) -> None:
    ada = world.client("ada")
    world.now += 60_000
    ada.send("PRIVMSG ada :x")
    world.now += 5_000
    ada.read()
    ada.send("WHOIS ada")
    idle = {message.command: message.params for message in ada.messages()}["317"]
    assert idle[2] == "5"


def test_whois_of_nobody(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("WHOIS nobody") == ["401", "318"]
    assert ada.commands("WHOIS", "WHOIS :") == ["431", "431"]


def test_the_rooms_of_a_busy_person_come_in_lines_that_fit(world: World) -> None:
    rooms = [f"#实验室-{number:02}-" + "房" * 20 for number in range(60)]
    world.client("bo", rooms=rooms)
    ada = world.client("ada")
    ada.send("WHOIS bo")
    seen = [
        room.lstrip("@")
        for message in ada.messages()
        if message.command == "319"
        for room in message.params[-1].split(" ")
    ]
    assert seen == rooms


def test_ison_and_userhost(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    bo.send("AWAY :tea", "OPER root toor")
    assert ada.ask("ISON BO nobody :ada x") == [f":{SERVER} 303 ada :bo ada"]
    assert ada.ask("ISON nobody") == [f":{SERVER} 303 ada :"]
    assert ada.ask("USERHOST bo ada nobody") == [
        f":{SERVER} 302 ada :bo*=-bo@10.0.0.7 ada=+ada@10.0.0.7"
    ]


def test_many_names_asked_for_come_in_lines_that_fit(world: World) -> None:
    nicks = [f"同学们都在这里-{number}-甲乙丙丁" for number in range(9)]
    for nick in nicks:
        world.client(nick)
    ada = world.client("ada")
    ada.send(f"USERHOST {' '.join(nicks)}")
    found = [word.partition("=")[0] for m in ada.messages() for word in m.params[-1].split()]
    assert found == nicks


def test_motd_version_and_lusers(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("MOTD", f"MOTD {SERVER}") == ["375", "372", "376"] * 2
    codes = ada.commands("VERSION")
    assert codes[0] == "351"
    assert set(codes[1:]) == {"005"}
    assert ada.commands("VERSION host.*")[0] == "351"
    assert ada.commands("LUSERS") == ["251", "252", "253", "254", "255", "265", "266"]
    assert (
        ada.ask("MOTD other.example", "VERSION other.example")
        == [f":{SERVER} 402 ada other.example :No such server"] * 2
    )


def test_lusers_counts_and_remembers_the_most(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    world.connect()
    bo.send("QUIT")
    lines = ada.ask("LUSERS")
    assert lines[2] == f":{SERVER} 253 ada 1 :unknown connection(s)"
    assert lines[5] == f":{SERVER} 265 ada 1 2 :Current local users 1, max 2"


def test_an_ipv6_address_never_begins_a_parameter_with_a_colon(world: World) -> None:
    six = world.connect("::1")
    six.send("NICK six", "USER six 0 * :Six")
    assert world.client("ada").ask("USERHOST six") == [f":{SERVER} 302 ada :six=+six@0::1"]


def test_multi_prefix_shows_every_status(world: World) -> None:
    world.client("bo", rooms=["#a"]).send("MODE #a +v bo")
    many, few = world.client("many", ["multi-prefix"]), world.client("few")
    assert many.ask("NAMES #a")[0].endswith(":@+bo")
    assert " H@+ " in many.ask("WHO #a")[0]
    assert many.ask("WHOIS bo")[1].endswith(":@+#a")
    assert few.ask("NAMES #a")[0].endswith(":@bo")
    assert " H@ " in few.ask("WHO #a")[0]
    assert few.ask("WHOIS bo")[1].endswith(":@#a")


def test_userhost_in_names_shows_whole_sources(world: World) -> None:
    world.client("bo", rooms=["#a"])
    assert (
        world.client("ada", ["userhost-in-names"]).ask("NAMES #a")[0].endswith(":@bo!bo@10.0.0.7")
    )


def test_extended_join_tells_the_realname(world: World) -> None:
    ada, cy = world.client("ada", ["extended-join"], ["#a"]), world.client("cy", rooms=["#a"])
    bo = world.client("bo", ["extended-join"])
    long = ":bo!bo@10.0.0.7 JOIN #a * :Bo Name"
    assert bo.ask("JOIN #a")[0] == long
    assert ada.read() == [long]
    assert cy.read() == [":bo!bo@10.0.0.7 JOIN #a"]


def test_invite_notify_tells_the_operators(world: World) -> None:
    ada = world.client("ada", ["invite-notify"], ["#a"])
    bo = world.client("bo", rooms=["#a"])
    world.client("cy")
    ada.read()
    bo.read()
    bo.send("INVITE cy #a")
    assert ada.read() == [":bo!bo@10.0.0.7 INVITE cy #a"]


# OPER, KILL


def test_the_right_name_and_password_make_an_operator(world: World) -> None:
    ada = world.client("ada")
    assert ada.ask("OPER root toor") == [
        f":{SERVER} 381 ada :You are now an operator of this host",
        ":ada!ada@10.0.0.7 MODE ada +o",
    ]
    assert ada.ask("MODE ada") == [f":{SERVER} 221 ada +o"]
    assert ada.ask("MODE ada -o") == [":ada!ada@10.0.0.7 MODE ada -o"]
    assert ada.commands("KILL ada") == ["481"]


@pytest.mark.parametrize("tried", ["root wrong", "nobody toor", "root :", "ROOT toor"])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(world: World, tried: str) -> None:
    ada = world.client("ada")
    assert ada.ask(f"OPER {tried}") == [f":{SERVER} 464 ada :Password incorrect"]
    assert not ada.person.oper


def test_an_operator_removes_somebody_who_learns_why(world: World) -> None:
    ada, bo = world.client("ada", rooms=["#a"]), world.client("bo", rooms=["#a"])
    cy = world.client("cy")
    for one in (ada, bo):
        one.read()
    assert cy.ask("KILL bo :x") == [f":{SERVER} 481 cy :Only an operator of this host can do that"]
    cy.send("OPER root toor", "KILL bo :spam")
    assert bo.read() == [
        ":cy!cy@10.0.0.7 KILL bo :spam",
        f":{SERVER} FAIL * {closings.REMOVED} :Removed by cy: spam",
        "ERROR :Removed by cy: spam",
    ]
    assert bo.gone
    assert ada.read() == [":bo!bo@10.0.0.7 QUIT :Removed by cy: spam"]
    cy.read()
    assert cy.commands("KILL bo") == ["401"]
    assert cy.commands("@label=x KILL cy")[-1] == "ERROR"
