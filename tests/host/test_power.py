"""Who may do what in a room and on the host: owners, masks, slow rooms, knocks, bans, the audit."""

import pytest

from tests.host.people import come_in, on_tls, with_account
from tests.host.world import SERVER, Client, World


@pytest.fixture
def world() -> World:
    return World(opers={"root": "toor"})


@pytest.fixture
def ada(world: World) -> Client:
    """The owner of #a, with an account."""
    return with_account(world, "ada", "#a")


@pytest.fixture
def bo(world: World, ada: Client) -> Client:
    """A member of #a, from another computer."""
    bo = with_account(world, "bo", "#a", host="10.0.0.8")
    ada.read()
    return bo


def oper(world: World) -> Client:
    """Who runs the host."""
    client = with_account(world, "root", host="10.0.0.1")
    assert "381" in client.commands("OPER root toor")
    client.read()
    return client


def modes(client: Client, room: str = "#a") -> str:
    return client.ask(f"MODE {room}")[0].partition(f"{room} ")[2]


# owners


def test_who_makes_a_room_owns_it_and_makes_owners(ada: Client, bo: Client) -> None:
    assert bo.commands("MODE #a +o bo") == ["482"]
    assert ada.commands("MODE #a +o bo") == ["MODE"]
    bo.read()
    assert bo.ask("MODE #a +q bo") == [
        f":{SERVER} 482 bo #a :Only an owner of the channel makes owners"
    ]
    assert ada.commands("MODE #a +q bo") == ["MODE"]
    bo.read()
    assert bo.ask("NAMES #a")[0].endswith(":~ada ~bo")


def test_an_operator_can_do_nothing_to_an_owner(ada: Client, bo: Client) -> None:
    ada.send("MODE #a +o bo")
    bo.read()
    owns = f":{SERVER} 482 bo #a :ada owns this channel"
    assert bo.ask("KICK #a ada", "MODE #a -q ada", "MODE #a -o ada")[0] == owns
    assert "ada" in {person.nick for person in bo.world.core.channels["#a"].members}


def test_what_one_is_in_a_room_one_is_again_after_coming_back(
    world: World, ada: Client, bo: Client
) -> None:
    ada.send("PRIVMSG #a :hello", "MODE #a +o bo", "QUIT")
    bo.send("PART #a")
    assert world.core.channel("#a") is not None, "a room with an owner stays"
    bo.read()
    assert bo.ask("JOIN #a")[1] == f":{SERVER} 353 bo = #a :@bo"
    again = on_tls(world)
    again.person.account = again.person.folded_account = "ada"
    come_in(again, "ada")
    assert again.ask("JOIN #a")[1] == f":{SERVER} 353 ada = #a :@bo ~ada"


def test_a_room_without_an_owner_goes_and_leaves_nothing(world: World) -> None:
    guest = world.client("guest", rooms=["#g"])
    guest.send("PRIVMSG #g :hello", "MODE #g +i", "PART #g")
    assert world.core.channel("#g") is None
    with world.kept.reading() as reader:
        assert "#g" not in [state["name"] for state in reader.rooms.all()]


def test_who_registers_in_a_room_of_theirs_keeps_it(world: World) -> None:
    ada = come_in(on_tls(world), "ada", "#mine")
    ada.send("PRIVMSG #mine :first", "REGISTER * * :correct horse", "PART #mine")
    assert world.core.channel("#mine") is not None
    with world.kept.reading() as reader:
        assert [state["name"] for state in reader.rooms.all()] == ["#mine"]


def test_the_first_room_belongs_to_who_runs_the_host(world: World) -> None:
    bo = world.client("bo", rooms=["#lobby"])
    root = oper(world)
    assert root.ask("JOIN #lobby")[1] == f":{SERVER} 353 root = #lobby :bo ~root"
    assert bo.commands("MODE #lobby +i")[-1] == "482"


# masks


@pytest.mark.parametrize(
    ("mask", "listed"),
    [
        ("bo", "bo!*@*"),
        ("*!*@10.0.0.8", "*!*@10.0.0.8"),
        ("10.0.0.8", "*!*@10.0.0.8"),
        ("10.0.0.0/24", "*!*@10.0.0.0/24"),
        ("*!*@10.0.0.0/24", "*!*@10.0.0.0/24"),
        ("~a:BO", "~a:BO"),
        ("~a:b*", "~a:b*"),
    ],
)
def test_a_ban_keeps_out_by_name_address_network_and_account(
    ada: Client, bo: Client, mask: str, listed: str
) -> None:
    bo.send("PART #a")
    ada.read()
    ada.send(f"MODE #a +b {mask}")
    rows = [m.params[2] for m in ada.answers("MODE #a b") if m.command == "367"]
    assert rows == [listed]
    bo.read()
    assert bo.commands("JOIN #a") == ["474"]
    assert ada.commands("MODE #a +e ~a:bo") == ["MODE"]
    assert bo.commands("JOIN #a")[0] == "JOIN"


@pytest.mark.parametrize("mask", ["~x:bo", "~a:", "~m:~m:bo", "*!*@10.0.0.0/99", ":bo", "b" * 200])
def test_what_is_no_mask_is_refused_in_words(ada: Client, mask: str) -> None:
    (refusal,) = ada.answers(f"MODE #a +b {mask}")
    assert refusal.command == ("696" if mask != ":bo" else "MODE")


@pytest.mark.parametrize("mask", ["~m:bo", "~m:~a:bo", "~m:*!*@10.0.0.8/32"])
def test_who_is_muted_is_in_and_says_nothing(ada: Client, bo: Client, mask: str) -> None:
    assert ada.commands(f"MODE #a +b {mask}") == ["MODE"]
    bo.read()
    assert bo.ask("PRIVMSG #a :hello") == [
        f":{SERVER} 404 bo #a :Cannot send to channel: you are muted"
    ]
    bo.send("PART #a")
    bo.read()
    assert bo.commands("JOIN #a")[0] == "JOIN"
    ada.send("MODE #a +v bo")
    bo.read()
    assert bo.commands("PRIVMSG #a :hello") == []


def test_an_exception_of_the_invited_opens_a_closed_room(ada: Client, bo: Client) -> None:
    bo.send("PART #a")
    ada.send("MODE #a +iI ~a:bo")
    bo.read()
    assert bo.commands("JOIN #a")[0] == "JOIN"
    assert [m.command for m in ada.answers("MODE #a I")][-2:] == ["346", "347"]


# slow rooms, and who reads what


def test_in_a_slow_room_one_waits_between_messages(world: World, ada: Client, bo: Client) -> None:
    ada.send("MODE #a +f 10")
    ada.read()
    assert modes(ada) == "+ntf 10"
    bo.read()
    assert bo.commands("PRIVMSG #a :one") == []
    world.now += 4000
    assert bo.ask("PRIVMSG #a :two")[0].endswith("you can say something again in 6 s")
    world.now += 6000
    assert bo.commands("PRIVMSG #a :two") == []
    ada.read()
    assert ada.commands("PRIVMSG #a :a", "PRIVMSG #a :b") == []


def test_a_room_that_shows_only_what_came_after_joining_does_so_for_guests_too(
    world: World, ada: Client
) -> None:
    ada.send("MODE #a +H joined", "PRIVMSG #a :before")
    world.now += 1000
    caps = ["draft/chathistory", "batch"]
    cy = world.client("cy", caps, ["#a"])
    ada.send("PRIVMSG #a :after")
    cy.read()
    texts = [
        m.params[1] for m in cy.answers("CHATHISTORY LATEST #a * 10") if m.command == "PRIVMSG"
    ]
    assert texts == ["after"]
    cy.send("QUIT")
    world.now += 1000
    other = world.client("cy", caps, ["#a"])
    said = [m.params[1] for m in other.answers("CHATHISTORY LATEST #a * 10") if len(m.params) > 1]
    assert "after" not in said, "another guest of the same name is somebody else"


def test_who_can_not_ask_for_the_log_is_shown_the_last_of_it(world: World, ada: Client) -> None:
    ada.send("PRIVMSG #a :before")
    world.now += 1000
    cy = world.client("cy")
    assert "PRIVMSG" in cy.commands("JOIN #a")
    dee = world.client("dee", ["draft/chathistory", "batch"])
    assert "PRIVMSG" not in dee.commands("JOIN #a")


def test_names_are_not_sent_to_who_does_not_want_them(world: World, ada: Client) -> None:
    cy = world.client("cy", ["no-implicit-names", "draft/chathistory"])
    assert cy.commands("JOIN #a") == ["JOIN"]
    assert ada.commands("NAMES #a")[-1] == "366"


# knocks


def test_a_knock_is_told_to_those_who_run_the_room_and_an_invitation_admits(
    world: World, ada: Client, bo: Client
) -> None:
    ada.send("MODE #a +i")
    cy = world.client("cy")
    bo.read()
    ada.read()
    assert cy.ask("KNOCK #a :let me in") == [f":{SERVER} 711 cy #a :Your knock has been delivered"]
    assert ada.read() == [f":{SERVER} 710 ada #a cy!cy@10.0.0.7 :let me in"]
    assert bo.read() == []
    assert cy.commands("KNOCK #a") == ["712"]
    ada.send("INVITE cy #a")
    cy.read()
    assert cy.commands("JOIN #a")[0] == "JOIN"


def test_a_knock_where_none_is_needed_says_so(world: World, ada: Client) -> None:
    cy = world.client("cy")
    assert cy.commands("KNOCK #a", "KNOCK #none") == ["713", "403"]
    assert ada.commands("KNOCK #a") == ["714"]


# secret rooms, lists


def test_a_secret_room_is_unknown_outside(world: World, ada: Client) -> None:
    ada.send("MODE #a +s")
    cy = world.client("cy")
    assert cy.commands("LIST") == ["321", "322", "323"]  # the first room only
    assert cy.ask("NAMES #a") == [f":{SERVER} 366 cy #a :End of NAMES list"]
    assert cy.commands("TOPIC #a", "MODE #a") == ["403", "403"]
    assert not [line for line in cy.ask("WHOIS ada") if " 319 " in line]


@pytest.mark.parametrize(
    ("words", "rooms"),
    [
        ("", ["#a", "#big", "#lobby"]),
        (">1", ["#big"]),
        ("<1", ["#lobby"]),
        ("#b*", ["#big"]),
        ("!#b*", ["#a", "#lobby"]),
        ("C<1", ["#a", "#big"]),
        ("C>1", ["#lobby"]),
        ("T<5", ["#big"]),
        ("#a,#none", ["#a"]),
        (">0,!#a", ["#big"]),
    ],
)
def test_list_takes_conditions(words: str, rooms: list[str]) -> None:
    world = World()
    world.now += 10 * 60_000
    ada = world.client("ada", rooms=["#a", "#big"])
    ada.send("TOPIC #big :Talk")
    world.client("bo", rooms=["#big"])
    cy = world.client("cy")
    found = [m.params[1] for m in cy.answers(f"LIST {words}") if m.command == "322"]
    assert sorted(found) == rooms


# names of rooms


def test_a_room_gets_another_name_and_keeps_what_it_is(
    world: World, ada: Client, bo: Client
) -> None:
    new = world.client("new", ["draft/channel-rename"], ["#a"])
    ada.send("PRIVMSG #a :hello", "TOPIC #a :Tea", "MODE #a +k key")
    new.read()
    bo.read()
    ada.read()
    ada.send("RENAME #a #b :better")
    assert new.read() == [":ada!ada@10.0.0.7 RENAME #a #b :better"]
    told = bo.messages()
    assert [m.command for m in told] == ["PART", "JOIN", "332", "333", "353", "366"]
    assert told[0].params == ["#a", "better"]
    assert world.core.channel("#a") is None
    assert modes(bo, "#b") == "+ntk key"
    with world.kept.reading() as reader:
        assert [state["name"] for state in reader.rooms.all()] == ["#b"]
        assert [e.params for e in reader.log.latest(["#b"], 10, kinds=["PRIVMSG"])] == ["hello"]


def test_what_is_said_in_a_new_room_of_an_old_name_is_not_in_the_renamed_one(
    world: World, ada: Client
) -> None:
    ada.send("PRIVMSG #a :old", "RENAME #a #b", "JOIN #a", "PRIVMSG #a :new")
    with world.kept.reading() as reader:
        logs = {
            room: [e.params for e in reader.log.latest([room], 10, kinds=["PRIVMSG"])]
            for room in ("#a", "#b")
        }
    assert logs == {"#a": ["new"], "#b": ["old"]}


def test_a_name_that_is_taken_or_none_is_refused(world: World, ada: Client, bo: Client) -> None:
    world.client("cy", rooms=["#c"])
    fails = [" ".join(m.params[:4]) for m in ada.answers("RENAME #a #c", "RENAME #a bad")]
    assert fails == ["RENAME CHANNEL_NAME_IN_USE #a #c", "RENAME CANNOT_RENAME #a bad"]
    assert bo.commands("RENAME #a #d", "RENAME #none #d") == ["482", "403"]


# the host


def test_a_wrong_password_makes_nobody_an_operator(world: World) -> None:
    bo = world.client("bo")
    assert bo.commands("OPER root wrong", "OPER nobody toor") == ["464", "464"]
    assert bo.commands("KLINE bo", "UNKLINE bo", "KILL bo", "WALLOPS hi", "AUDIT") == ["481"] * 5
    assert bo.commands("PRIVMSG $* :hi", "STATS l", "STATS k") == [
        "481",
        "481",
        "219",
        "481",
        "219",
    ]


def test_who_is_banned_from_the_host_is_closed_and_stays_out(world: World, bo: Client) -> None:
    root = oper(world)
    assert root.commands("KLINE 10 bo :spam") == ["NOTICE", "NOTICE"]
    assert bo.gone
    assert "465 bo :You are banned from this host: spam" in "\n".join(bo.read())
    again = on_tls(world, "10.0.0.8")
    again.person.account = again.person.folded_account = "bo"
    again.send("NICK bobo", "USER b 0 * :b")
    assert again.gone
    (row, end) = root.answers("STATS k")
    assert row.params[2] == "~a:bo"
    assert row.params[-1].startswith("spam (until ")
    assert end.command == "219"
    world.now += 11 * 60_000
    later = on_tls(world, "10.0.0.8")
    later.person.account = later.person.folded_account = "bo"
    come_in(later, "bobo")
    assert root.commands("UNKLINE ~a:bo", "UNKLINE ~a:bo") == ["NOTICE", "FAIL"]


def test_a_ban_that_would_shut_out_its_maker_is_refused(world: World) -> None:
    root = oper(world)
    assert root.commands("KLINE *", "KLINE *!*@10.0.0.0/8", "KLINE ~z:x") == ["FAIL"] * 3
    assert root.commands("STATS k") == ["219"]


def test_words_to_all_reach_all(world: World, ada: Client, bo: Client) -> None:
    root = oper(world)
    root.send("NOTICE $* :The host stops at four")
    told = ":root!root@10.0.0.1 NOTICE $* :The host stops at four"
    assert ada.read() == [told]
    assert bo.read() == [told]


def test_those_who_run_the_host_run_every_room_and_all_of_it_is_written_down(
    world: World, ada: Client, bo: Client
) -> None:
    root = oper(world)
    assert root.commands("MODE #a +m") == ["MODE"]
    ada.send("KICK #a bo :enough")
    root.send("KILL bo :really")
    rows = [m for m in root.answers("AUDIT 10") if m.command == "AUDIT"]
    done = [m.params[2] for m in rows]
    assert done[:4] == [
        "OPER root (as root)",
        "MODE #a +m (as root)",
        "KICK #a bo!bo@10.0.0.8: enough (as ada)",
        "KILL bo!bo@10.0.0.8 really (as root)",
    ]
    assert rows[-1].params[0] == "*"
    assert rows[2].params[1] == "ada!ada@10.0.0.7"


def test_the_connections_are_told_with_where_from_and_since_when(world: World, ada: Client) -> None:
    root = oper(world)
    world.now += 5000
    rows = {m.params[1]: m.params for m in root.answers("STATS l") if m.command == "211"}
    assert set(rows) == {"ada[ada@10.0.0.7]", "root[root@10.0.0.1]"}
    assert rows["ada[ada@10.0.0.7]"][7:] == ["5", "secure"]
    assert "Server Up 0 days 0:00:05" in ada.ask("STATS u")[0]


def test_a_closed_room_that_nobody_owns_takes_its_words_along(world: World) -> None:
    guest = world.client("guest", rooms=["#g"])
    guest.send("MODE #g +s", "PRIVMSG #g :secret", "PART #g")
    world.now += 1000
    other = world.client("other", ["draft/chathistory", "batch"], ["#g"])
    assert "secret" not in "\n".join(other.ask("CHATHISTORY LATEST #g * 10"))
    other.send("PRIVMSG #g :open", "PART #g")
    world.now += 1000
    third = world.client("third", ["draft/chathistory", "batch"], ["#g"])
    assert "open" in "\n".join(third.ask("CHATHISTORY LATEST #g * 10"))


def test_an_account_owns_only_so_many_rooms() -> None:
    world = World(rooms_per_account=2)
    ada = with_account(world, "ada", account="ada")
    ada.send("JOIN #a,#b")
    ada.read()
    (told,) = ada.answers("JOIN #c")
    assert (told.command, told.params[1]) == ("405", "#c")
    assert "own 2 rooms" in told.params[-1]
    bo = with_account(world, "bo", "#b2", host="10.0.0.2")
    ada.send("JOIN #b2")
    ada.read()
    assert bo.answers("MODE #b2 +q ada")[-1].params[-1] == "ada owns as many rooms as one may"
    bo.send("JOIN #a")
    ada.send("MODE #a +q bo", "MODE #a -q ada")
    ada.read()
    assert ada.commands("JOIN #c")[0] == "JOIN"


def test_rooms_made_before_logging_in_are_no_way_around_that() -> None:
    world = World(rooms_per_account=2)
    ada = come_in(on_tls(world), "ada", "#a", "#b", "#c")
    ada.send("PRIVMSG #a :x", "PRIVMSG #b :x", "PRIVMSG #c :x", "REGISTER * * :correct horse")
    ada.send("PART #a,#b,#c")
    assert [name for name in ("#a", "#b", "#c") if world.core.channel(name)] == ["#a", "#b"]
