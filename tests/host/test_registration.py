"""Coming in and going: CAP, PASS, NICK, USER, PING, PONG, QUIT, SETNAME, and the welcome."""

import pytest

from desktopchat.host.capabilities import OFFERED
from desktopchat.irc.caps import parse_caps
from desktopchat.irc.isupport import ISupport
from tests.host.world import SERVER, World

OLD = " ".join(name for name in OFFERED if "/" not in name)


@pytest.fixture
def world() -> World:
    return World()


def test_the_welcome_comes_in_the_order_of_the_modern_irc_document(world: World) -> None:
    ada = world.connect()
    codes = ada.commands("NICK ada", "USER ada 0 * :Ada Lovelace")
    assert codes[:4] == ["001", "002", "003", "004"]
    assert codes[4] == "005"
    rest = [code for code in codes[4:] if code != "005"]
    assert rest == ["251", "252", "253", "254", "255", "265", "266", "422"]
    assert codes.index("251") - codes.index("005") == codes.count("005"), "005 lines are adjacent"


def test_user_may_come_before_nick(world: World) -> None:
    ada = world.connect()
    assert ada.ask("USER ada 0 * :Ada") == []
    assert ada.commands("NICK ada")[0] == "001"


def test_isupport_says_what_the_host_really_does(world: World) -> None:
    ada = world.connect()
    ada.send("NICK ada", "USER ada 0 * :Ada")
    support = ISupport()
    for message in ada.messages():
        if message.command == "005":
            assert message.params[-1] == "are supported by this server"
            assert len(message.params) <= 15
            support.update(message.params[1:-1])
    assert support.casemapping == "rfc7613"
    assert support.network == "Lab 3"
    assert support.room == "#lobby"
    assert support.chantypes == "#&"
    assert support.statusmsg == "~@+"
    assert support.tokens["CHANMODES"] == "beI,k,HSfl,CWimnst"
    assert support.tokens["PREFIX"] == "(qov)~@+"
    assert "UTF8ONLY" in support.tokens


def test_a_long_title_and_a_long_nick_still_fit_in_the_lines_of_isupport() -> None:
    title = "计算机科学与技术学院第三实验室的聊天室" * 3
    world = World(title=title[:64], room="#" + "房" * 40)
    ada = world.connect()
    ada.send("NICK " + "王" * 32, "USER ada 0 * :Ada")
    support = ISupport()
    for message in ada.messages():
        if message.command == "005":
            assert message.params[-1] == "are supported by this server"
            support.update(message.params[1:-1])
    assert support.network == title[:64]
    assert support.room == "#" + "房" * 40


def test_the_message_of_the_day_ends_the_welcome() -> None:
    ada = World(motd=["Welcome.", "", "Be kind."]).connect()
    lines = ada.ask("NICK ada", "USER ada 0 * :Ada")
    assert lines[-5:] == [
        f":{SERVER} 375 ada :- {SERVER} Message of the day -",
        f":{SERVER} 372 ada :- Welcome.",
        f":{SERVER} 372 ada :- ",
        f":{SERVER} 372 ada :- Be kind.",
        f":{SERVER} 376 ada :End of MOTD command",
    ]


@pytest.mark.parametrize(
    "line", ["JOIN #a", "PRIVMSG #a :hi", "WHOIS x", "LUSERS", "MOTD", "NOSUCH", "SETNAME :x"]
)
def test_before_registration_only_a_few_commands_are_known(world: World, line: str) -> None:
    ada = world.connect()
    assert ada.ask(line) == [f":{SERVER} 451 * :You have not registered"]


# NICK


def test_nick_without_a_name_is_answered_431(world: World) -> None:
    ada = world.connect()
    assert ada.ask("NICK") == [f":{SERVER} 431 * :No nickname given"]
    assert ada.ask("NICK :") == [f":{SERVER} 431 * :No nickname given"]


@pytest.mark.parametrize(
    "nick", ["a b", "#ada", "@ada", "+ada", ":ada", "a!b", "a@b", "a.b", "a,b", "a*", "~x", "$x"]
)
def test_a_nick_that_means_something_else_on_the_wire_is_refused(world: World, nick: str) -> None:
    ada = world.connect()
    ada.send(f"NICK :{nick}")
    (message,) = ada.messages()
    assert message.command == "432"
    assert len(message.params) == 3


def test_a_nick_of_10000_characters_is_refused(world: World) -> None:
    ada = world.connect()
    assert ada.commands("NICK " + "a" * 400) == ["432"]
    assert ada.commands("NICK " + "a" * 10_000) == ["417"]
    assert not world.core.people


def test_a_taken_nick_is_answered_433_whatever_its_case(world: World) -> None:
    world.client("Ada")
    bo = world.connect()
    assert bo.ask("NICK aDA") == [f":{SERVER} 433 * aDA :Nickname is already in use"]


def test_a_nick_is_taken_from_the_moment_it_is_asked_for_and_free_when_they_go(
    world: World,
) -> None:
    first, second = world.connect(), world.connect()
    assert first.ask("NICK ada") == []
    assert second.commands("NICK ada") == ["433"]
    first.send("QUIT")
    assert second.commands("NICK ada", "USER x 0 * :x")[0] == "001"


def test_a_new_nick_is_told_once_to_everybody_who_shares_rooms(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b"])
    bo = world.client("bo", rooms=["#a", "#b"])
    cy = world.client("cy", rooms=["#c"])
    told = [":ada!ada@10.0.0.7 NICK :countess"]
    ada.read()
    bo.read()
    assert ada.ask("NICK countess") == told
    assert bo.read() == told
    assert cy.read() == []
    assert world.core.find("ADA") is None
    assert world.core.find("Countess") is ada.person


def test_the_case_of_ones_own_nick_can_be_changed(world: World) -> None:
    ada = world.client("ada")
    assert ada.ask("NICK Ada") == [":ada!ada@10.0.0.7 NICK :Ada"]
    assert ada.ask("NICK Ada") == [], "nothing changes"
    assert world.core.find("ada") is ada.person
    assert len(world.core.people) == 1


@pytest.mark.parametrize("nick", ["王伟", "Łukasz", "Åsa", "Владимир", "田中さん"])
def test_names_of_every_script_are_nicks(world: World, nick: str) -> None:
    wang = world.client(nick, rooms=["#实验室"])
    bo = world.client("bo", rooms=["#实验室"])
    wang.read()
    assert wang.ask("PRIVMSG bo :你好") == []
    assert bo.read() == [f":{wang.person.source} PRIVMSG bo :你好"]
    assert wang.person.source.startswith(f"{nick}!")


def test_nicks_that_differ_only_in_width_case_or_composition_are_one_name(world: World) -> None:
    world.client("Åsa")
    assert world.connect().commands("NICK åsa") == ["433"]
    world.client("Łukasz")
    assert world.connect().commands("NICK łUKASZ") == ["433"]


# USER, PASS


def test_user_needs_four_parameters(world: World) -> None:
    ada = world.connect()
    assert ada.ask("USER ada 0 *") == [f":{SERVER} 461 * USER :Not enough parameters"]
    assert ada.ask("PASS") == [f":{SERVER} 461 * PASS :Not enough parameters"]


def test_nobody_registers_twice(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("USER x 0 * :x", "PASS x") == ["462", "462"]
    assert ada.person.username == "ada"


def test_a_username_is_cut_and_cleaned(world: World) -> None:
    ada = world.connect()
    ada.send("NICK ada", "USER a!d@a" + "x" * 30 + " 0 * :Ada")
    assert ada.person.username == ("ada" + "x" * 30)[:16]


def test_an_empty_username_gets_a_default(world: World) -> None:
    ada = world.connect()
    ada.send("NICK ada", "USER 王 0 * :Ada")
    assert ada.person.source == "ada!user@10.0.0.7"


def test_the_right_password_opens_and_the_last_one_sent_counts() -> None:
    ada = World(password="open sesame").connect()
    codes = ada.commands("PASS wrong", "PASS :open sesame", "NICK ada", "USER a 0 * :A")
    assert codes[0] == "001"
    assert ada.person.password == "", "nobody keeps it"


@pytest.mark.parametrize("before", [[], ["PASS wrong"], ["PASS :"]])
def test_a_wrong_password_is_said_and_ends_the_connection(before: list[str]) -> None:
    world = World(password="open sesame")
    ada = world.connect()
    lines = ada.ask(*before, "NICK ada", "USER a 0 * :A")
    assert lines == [f":{SERVER} 464 ada :Password incorrect", "ERROR :Password incorrect"]
    assert ada.gone
    assert not world.core.people
    assert world.core.registered == 0


def test_a_password_is_not_needed_where_none_is_set(world: World) -> None:
    ada = world.connect()
    assert ada.commands("PASS whatever", "NICK ada", "USER a 0 * :A")[0] == "001"


# PING, PONG, QUIT, SETNAME


def test_pong_repeats_the_token_after_the_answers_to_earlier_lines(world: World) -> None:
    ada = world.client("ada")
    lines = ada.ask("JOIN #a", "PING :one two", "PING ::x")
    assert lines[-2:] == [f":{SERVER} PONG {SERVER} :one two", f":{SERVER} PONG {SERVER} ::x"]
    assert lines[0].endswith("JOIN #a")


def test_ping_without_a_token_is_answered_409(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("PING", "PING :") == ["409", "409"]


def test_ping_works_before_registration_and_pong_is_never_answered(world: World) -> None:
    ada = world.connect()
    assert ada.ask("PING x") == [f":{SERVER} PONG {SERVER} :x"]
    assert ada.ask("PONG x", "PONG") == []


def test_the_host_asks_for_a_sign_of_life(world: World) -> None:
    ada = world.client("ada")
    world.core.ping(ada.person)
    assert ada.read() == [f"PING :{SERVER}"]


def test_a_quit_is_told_once_to_those_who_share_rooms(world: World) -> None:
    ada = world.client("ada", rooms=["#a", "#b", "#lobby"])
    bo = world.client("bo", rooms=["#a", "#b", "#lobby"])
    cy = world.client("cy", rooms=["#c"])
    ada.read()
    assert ada.ask("QUIT :to tea") == ["ERROR :Quit: to tea"]
    assert bo.read() == [":ada!ada@10.0.0.7 QUIT :Quit: to tea"]
    assert cy.read() == []
    assert ada.gone
    assert world.core.find("ada") is None


def test_a_quit_before_registration_is_answered_with_error(world: World) -> None:
    ada = world.connect()
    assert ada.ask("QUIT") == ["ERROR :Quit"]
    assert ada.gone
    assert not world.core.connections


def test_who_was_dropped_is_dropped_once(world: World) -> None:
    ada, bo = world.client("ada", rooms=["#a"]), world.client("bo", rooms=["#a"])
    ada.read()
    world.core.drop(ada.person, "Ping timeout")
    world.core.drop(ada.person, "Connection lost")
    assert bo.read() == [":ada!ada@10.0.0.7 QUIT :Ping timeout"]
    assert ada.read() == ["ERROR :Ping timeout"]
    assert world.core.registered == 1


def test_setname_is_told_to_those_who_understand_it(world: World) -> None:
    ada = world.client("ada", ["setname"], ["#a"])
    bo = world.client("bo", ["setname"], ["#a"])
    cy = world.client("cy", rooms=["#a"])
    for one in (ada, bo, cy):
        one.read()
    told = [":ada!ada@10.0.0.7 SETNAME :Countess of Lovelace"]
    assert ada.ask("SETNAME :Countess of Lovelace") == told
    assert bo.read() == told
    assert cy.read() == []
    assert ada.person.realname == "Countess of Lovelace"


def test_setname_without_the_capability_is_done_in_silence(world: World) -> None:
    ada = world.client("ada")
    assert ada.ask("SETNAME :Countess") == []
    assert ada.person.realname == "Countess"


@pytest.mark.parametrize("name", ["", "   ", "x" * 129])
def test_a_realname_that_is_none_is_refused_with_fail(world: World, name: str) -> None:
    ada = world.client("ada", ["setname"])
    assert ada.ask(f"SETNAME :{name}") == [
        f":{SERVER} FAIL SETNAME INVALID_REALNAME :Realname is not valid"
    ]


# CAP


def test_cap_ls_lists_what_is_offered_and_holds_the_welcome_until_cap_end(world: World) -> None:
    ada = world.connect()
    *more, last = ada.answers("CAP LS 302")
    assert more
    assert all(one.params[:3] == ["*", "LS", "*"] for one in more)
    assert last.params[:2] == ["*", "LS"]
    offered = parse_caps(" ".join(one.params[-1] for one in (*more, last)))
    assert offered.keys() == OFFERED.keys()
    assert offered["sasl"] == "SCRAM-SHA-256"
    assert ada.ask("NICK ada", "USER a 0 * :A") == []
    assert ada.ask("CAP REQ :message-tags batch") == [f":{SERVER} CAP ada ACK :message-tags batch"]
    assert ada.commands("CAP END")[0] == "001"


def test_a_request_holds_the_welcome_too_and_a_list_does_not(world: World) -> None:
    ada = world.connect()
    assert ada.commands("CAP REQ multi-prefix", "NICK ada", "USER a 0 * :A") == ["CAP"]
    assert ada.commands("CAP END")[0] == "001"
    bo = world.connect()
    assert bo.commands("CAP LIST", "NICK bo", "USER b 0 * :B")[:2] == ["CAP", "001"]


def test_a_request_is_granted_whole_or_not_at_all(world: World) -> None:
    ada = world.connect()
    assert ada.ask("CAP REQ :batch nosuch server-time") == [
        f":{SERVER} CAP * NAK :batch nosuch server-time"
    ]
    assert ada.ask("CAP LIST") == [f":{SERVER} CAP * LIST :"]


def test_capabilities_are_turned_on_and_off_again_also_later(world: World) -> None:
    ada = world.client("ada")
    assert ada.ask("CAP REQ :batch multi-prefix") == [f":{SERVER} CAP ada ACK :batch multi-prefix"]
    assert ada.ask("CAP REQ :batch -multi-prefix") == [
        f":{SERVER} CAP ada ACK :batch -multi-prefix"
    ]
    assert ada.ask("CAP REQ :-multi-prefix") == [f":{SERVER} CAP ada ACK :-multi-prefix"]
    assert ada.ask("CAP LIST") == [f":{SERVER} CAP ada LIST :batch"]
    assert ada.ask("CAP END") == [], "ignored once registered"


def test_version_302_brings_cap_notify_for_good(world: World) -> None:
    ada = world.client("ada")
    ada.ask("CAP LS 307")
    assert ada.ask("CAP LIST") == [f":{SERVER} CAP ada LIST :cap-notify"]
    assert ada.ask("CAP REQ :-cap-notify") == [f":{SERVER} CAP ada NAK :-cap-notify"]
    assert ada.ask("CAP REQ :cap-notify") == [f":{SERVER} CAP ada ACK :cap-notify"]
    assert ada.ask("CAP LS") == [f":{SERVER} CAP ada LS :{OLD}"], "as the request wants it"
    assert ada.person.cap_version == 307, "a lower version takes nothing back"


def test_without_302_cap_notify_comes_and_goes_as_asked(world: World) -> None:
    ada = world.client("ada", ["cap-notify"])
    assert ada.ask("CAP REQ :-cap-notify", "CAP LIST") == [
        f":{SERVER} CAP ada ACK :-cap-notify",
        f":{SERVER} CAP ada LIST :",
    ]


@pytest.mark.parametrize("version", ["", " x", " -1", " ٣٠٢"])
def test_an_odd_version_is_no_trouble(world: World, version: str) -> None:
    ada = world.connect()
    assert ada.ask(f"CAP LS{version}") == [f":{SERVER} CAP * LS :{OLD}"]


@pytest.mark.parametrize("sub", ["FOO", "ACK", "NAK", "NEW", "DEL", "CLEAR"])
def test_an_unknown_subcommand_is_answered_410(world: World, sub: str) -> None:
    ada = world.connect()
    assert ada.ask(f"CAP {sub} :batch") == [f":{SERVER} 410 * {sub} :Invalid CAP command"]


def test_cap_alone_needs_a_parameter(world: World) -> None:
    assert world.connect().ask("CAP") == [f":{SERVER} 461 * CAP :Not enough parameters"]


# What can't be read at all


def test_a_line_over_the_limits_is_answered_417(world: World) -> None:
    ada = world.client("ada")
    assert ada.commands("PRIVMSG ada :" + "x" * 500) == ["417"]
    assert ada.commands("@a=" + "x" * 4094 + " PING x") == ["417"]
    assert ada.commands("@a=" + "x" * 9000) == ["417"]
    assert ada.commands("@a=" + "x" * 4091 + " PING x") == ["PONG"]


def test_text_that_is_not_utf_8_is_refused_with_fail(world: World) -> None:
    ada, bo = world.client("ada"), world.client("bo")
    (line,) = ada.ask(b"PRIVMSG bo :caf\xe9")
    assert line.startswith(f":{SERVER} FAIL PRIVMSG INVALID_UTF8 :")
    assert bo.read() == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("@label=x ", "*"),
        (":source", "*"),
        ("@x ", "*"),
        ("? y", "?"),
        (":", "*"),
        ("@ ", "*"),
        (":source :cmd", "CMD"),
        ("NONEXISTENT_COMMAND a", "NONEXISTENT_COMMAND"),
        ("über :all", "ÜBER"),
        ("x" * 500, "X" * 100),
    ],
)
def test_a_line_without_a_command_that_there_is_gets_its_answer(
    world: World, line: str, word: str
) -> None:
    assert world.client("ada").ask(line) == [f":{SERVER} 421 ada {word} :Unknown command"]


def test_an_odd_command_is_answered_under_its_label(world: World) -> None:
    ada = world.client("ada", ["labeled-response", "batch"])
    for line in ("@label=x NONEXISTENT_COMMAND", "@label=x :source", "@label=x"):
        (answer,) = ada.ask(line)
        assert answer.startswith(f"@label=x :{SERVER} 421 ada ")


def test_spaces_alone_are_an_empty_line(world: World) -> None:
    assert world.client("ada").ask("   ") == []


def test_user_without_a_realname_is_461(world: World) -> None:
    ada = world.connect()
    ada.send("NICK ada")
    for empty in ("USER ada 0 * :", "USER ada 0 * : "):
        assert ada.ask(empty) == [f":{SERVER} 461 ada USER :Not enough parameters"]
    assert ada.commands("USER ada 0 * :Ada")[0] == "001"


def test_an_unknown_command_is_answered_421(world: World) -> None:
    assert world.client("ada").ask("FROB x") == [f":{SERVER} 421 ada FROB :Unknown command"]


def test_commands_are_read_in_any_case_and_with_many_spaces(world: World) -> None:
    assert world.client("ada").ask("  ping    x  ") == [f":{SERVER} PONG {SERVER} :x"]


@pytest.mark.parametrize(
    "command",
    ["JOIN", "PART", "KICK", "KICK #a", "INVITE x", "TOPIC", "MODE", "ISON", "USERHOST",
     "OPER", "OPER x", "KILL", "SETNAME"],
)  # fmt: skip
def test_too_few_parameters_are_answered_461(world: World, command: str) -> None:
    name = command.split(maxsplit=1)[0]
    assert world.client("ada").ask(command) == [f":{SERVER} 461 ada {name} :Not enough parameters"]


@pytest.mark.parametrize("verb", ["POST / HTTP/1.1", "PUT / HTTP/1.1", "OPTIONS * HTTP/1.1"])
def test_a_web_page_that_pretends_to_be_a_client_is_closed(world: World, verb: str) -> None:
    page = world.connect()
    page.send(verb, "NICK formy", "USER x 0 * :x", "JOIN #lobby", "PRIVMSG #lobby :hi")
    assert page.gone
    assert not page.person.registered
