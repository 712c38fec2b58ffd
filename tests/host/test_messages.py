"""Talking: PRIVMSG, NOTICE, TAGMSG, AWAY, and the tags, echoes and labels around them."""

import re

import pytest

from desktopchat.host.limits import TARGETS_MAX
from desktopchat.irc.message import Message
from tests.host.world import SERVER, Client, World

ME = ":ada!ada@10.0.0.7"
LABELS = ("labeled-response", "batch")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def bo(world: World) -> Client:
    bo = world.client("bo", rooms=["#a"])
    bo.read()
    return bo


def tags(client: Client) -> dict[str, str]:
    """The tags of the one message that came."""
    (message,) = client.messages()
    return message.tags


def test_words_reach_everybody_in_the_room_but_who_said_them(world: World, bo: Client) -> None:
    ada, cy = world.client("ada", rooms=["#a"]), world.client("cy", rooms=["#a"])
    dee = world.client("dee", rooms=["#b"])
    for one in (ada, bo, cy, dee):
        one.read()
    assert ada.ask("PRIVMSG #A :Hello 世界 🌍") == []
    told = [f"{ME} PRIVMSG #a :Hello 世界 🌍"]
    assert bo.read() == cy.read() == told
    assert dee.read() == []


def test_words_to_one_person_reach_only_them(world: World, bo: Client) -> None:
    ada = world.client("ada")
    assert ada.ask("PRIVMSG BO :psst") == []
    assert bo.read() == [f"{ME} PRIVMSG bo :psst"]


def test_several_targets_get_a_copy_each(world: World, bo: Client) -> None:
    ada, cy = world.client("ada", rooms=["#a"]), world.client("cy")
    bo.read()
    assert ada.commands("PRIVMSG #a,cy,nobody :hi")[-1] == "401"
    assert bo.read() == [f"{ME} PRIVMSG #a :hi"]
    assert cy.read() == [f"{ME} PRIVMSG cy :hi"]
    many = ",".join(["cy"] * (TARGETS_MAX + 1))
    assert ada.commands(f"PRIVMSG {many} :hi") == ["400"]
    assert cy.read() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PRIVMSG", "411"),
        ("PRIVMSG :", "411"),
        ("PRIVMSG bo", "412"),
        ("PRIVMSG bo :", "412"),
        ("PRIVMSG nobody :x", "401"),
        ("PRIVMSG #none :x", "403"),
        ("PRIVMSG #a :x", "404"),
        ("PRIVMSG :@ :x", "412"),
        ("PRIVMSG @ :x", "401"),
        ("TAGMSG", "411"),
        ("TAGMSG nobody", "401"),
        ("TAGMSG #a", "404"),
    ],
)
def test_what_can_not_be_delivered_is_told(world: World, bo: Client, line: str, code: str) -> None:
    assert world.client("ada").commands(line) == [code]
    assert bo.read() == []


@pytest.mark.parametrize("targets", [",", "bo,", ",bo", "@", "+,@", "@@", "@bo", "bo,,bo"])
def test_an_empty_target_is_nobody(world: World, bo: Client, targets: str) -> None:
    assert "401" in world.client("ada").commands(f"PRIVMSG {targets} :x")


@pytest.mark.parametrize(
    "line",
    ["NOTICE", "NOTICE bo", "NOTICE nobody :x", "NOTICE #none :x", "NOTICE #a :x", "NOTICE ,, :x"],
)
def test_a_notice_is_never_answered_with_an_error(world: World, bo: Client, line: str) -> None:
    assert world.client("ada").ask(line) == []


def test_a_notice_is_delivered_as_one(world: World, bo: Client) -> None:
    world.client("ada").send("NOTICE bo :psst")
    assert bo.read() == [f"{ME} NOTICE bo :psst"]


def test_a_message_that_would_not_fit_whole_is_refused_and_not_cut(world: World) -> None:
    ada = world.client("ada" + "a" * 29, rooms=["#a"])
    bo = world.client("bo", rooms=["#a"])
    ada.read()
    (line,) = ada.ask("PRIVMSG #a :" + "x" * 490)
    assert re.search(r" 417 \S+ :Your message is \d+ bytes too long to pass on", line)
    assert bo.read() == []


def test_a_prefix_narrows_a_message_to_those_with_the_status(world: World) -> None:
    ada = world.client("ada", rooms=["#a"])
    bo, cy = world.client("bo", rooms=["#a"]), world.client("cy", rooms=["#a"])
    ada.send("MODE #a +v bo")
    for one in (ada, bo, cy):
        one.read()
    cy.send("PRIVMSG @#a :ops", "PRIVMSG +#a :voices", "PRIVMSG @+#a :both")
    assert [line.partition("MSG ")[2] for line in ada.read()] == [
        "@#a :ops", "+#a :voices", "+#a :both",
    ]  # fmt: skip
    assert [line.partition("MSG ")[2] for line in bo.read()] == ["+#a :voices", "+#a :both"]


# Away


def test_who_is_away_says_so_to_those_who_write(world: World, bo: Client) -> None:
    assert bo.ask("AWAY :at tea") == [f":{SERVER} 306 bo :You have been marked as being away"]
    ada = world.client("ada")
    assert ada.ask("PRIVMSG bo :there?") == [f":{SERVER} 301 ada bo :at tea"]
    assert ada.ask("NOTICE bo :there?") == []
    assert bo.commands("AWAY") == ["PRIVMSG", "NOTICE", "305"]
    assert bo.commands("AWAY :") == ["305"]
    assert ada.ask("PRIVMSG bo :there?") == []


def test_away_notify_tells_of_going_changing_coming_back_and_joining(world: World) -> None:
    ada = world.client("ada", ["away-notify"], ["#a"])
    cy = world.client("cy", rooms=["#a"])
    bo = world.client("bo", rooms=["#a", "#b"])
    ada.read()
    cy.read()
    bo.send("AWAY :tea", "AWAY :tea", "AWAY :cake", "AWAY")
    source = ":bo!bo@10.0.0.7"
    assert ada.read() == [f"{source} AWAY :tea", f"{source} AWAY :cake", f"{source} AWAY"]
    bo.send("PART #a", "AWAY :tea")
    ada.read()
    bo.send("JOIN #a")
    assert ada.read() == [f"{source} JOIN #a", f"{source} AWAY :tea"]
    assert not [line for line in cy.read() if " AWAY" in line]


# Tags


def test_times_and_ids_come_only_to_those_who_asked(world: World, bo: Client) -> None:
    timed = world.client("timed", ["server-time"], ["#a"])
    tagged = world.client("tagged", ["message-tags"], ["#a"])
    both = world.client("both", ["message-tags", "server-time"], ["#a"])
    ada = world.client("ada", rooms=["#a"])
    for one in (bo, timed, tagged, both):
        one.read()
    ada.send("PRIVMSG #a :hi")
    assert bo.read() == [f"{ME} PRIVMSG #a :hi"]
    assert tags(timed) == {"time": "2026-11-23T08:30:00.250Z"}
    msgid = tags(tagged)["msgid"]
    assert tags(both) == {"time": "2026-11-23T08:30:00.250Z", "msgid": msgid}


def test_ids_are_unique_and_sort_in_the_order_of_the_messages(world: World) -> None:
    bo = world.client("bo", ["message-tags"])
    ada = world.client("ada")
    for number in range(300):
        world.now += (0, 1, -50, 1000)[number % 4]
        ada.send("PRIVMSG bo :x", "NOTICE bo :x")
    ids = [message.tags["msgid"] for message in bo.messages()]
    assert len(set(ids)) == 600
    assert ids == sorted(ids)


def test_client_tags_are_passed_on_and_no_others(world: World) -> None:
    bo = world.client("bo", ["message-tags"])
    ada = world.client("ada", ["message-tags"])
    ada.send(r"@+a=b\:\s\\\r\nc;time=no;msgid=fake;+x.org/y;account=root PRIVMSG bo :x")
    found = tags(bo)
    assert found.pop("msgid") != "fake"
    assert found == {"+a": "b; \\\r\nc", "+x.org/y": ""}


def test_the_hosts_tags_stand_before_the_clients(world: World) -> None:
    bo = world.client("bo", ["message-tags", "server-time"])
    world.client("ada").send("@+a=b PRIVMSG bo :x")
    (line,) = bo.read()
    assert re.match(r"@time=[^;]*;msgid=[^;]*;\+a=b ", line)


def test_tagmsg_reaches_those_with_message_tags(world: World, bo: Client) -> None:
    cy = world.client("cy", ["message-tags"], ["#a"])
    ada = world.client("ada", ["message-tags"], ["#a"])
    for one in (ada, bo, cy):
        one.read()
    assert ada.ask("@+typing=active TAGMSG #a") == []
    assert bo.read() == []
    (message,) = cy.messages()
    assert (message.command, message.params) == ("TAGMSG", ["#a"])
    assert message.tags["+typing"] == "active"


# Echo


def test_an_echo_is_the_very_message_that_the_others_get(world: World) -> None:
    caps = ("echo-message", "message-tags", "server-time")
    ada, bo = world.client("ada", caps, ["#a"]), world.client("bo", caps[1:], ["#a"])
    ada.read()
    ada.send("PRIVMSG #a :hi", "NOTICE #a :hi", "@+x TAGMSG #a")
    assert len(ada.inbox) == 3
    assert ada.read() == bo.read()


def test_an_echo_of_a_direct_message_names_its_target(world: World, bo: Client) -> None:
    ada = world.client("ada", ["echo-message"])
    assert ada.ask("PRIVMSG BO :psst") == [f"{ME} PRIVMSG bo :psst"]


def test_an_echo_comes_to_who_is_not_among_the_recipients(world: World, bo: Client) -> None:
    bo.send("MODE #a -n")
    ada = world.client("ada", ["echo-message"])
    assert ada.ask("PRIVMSG #a :hi") == [f"{ME} PRIVMSG #a :hi"]
    assert ada.ask("PRIVMSG @#a :hi") == [f"{ME} PRIVMSG @#a :hi"]


def test_what_was_refused_is_not_echoed(world: World, bo: Client) -> None:
    ada = world.client("ada", ["echo-message"])
    assert ada.commands("PRIVMSG #a :hi", "PRIVMSG nobody :x") == ["404", "401"]


def test_a_message_to_oneself_comes_once_and_with_echo_twice(world: World) -> None:
    assert world.client("ada").commands("PRIVMSG ada :note") == ["PRIVMSG"]
    bo = world.client("bo", ["echo-message", "message-tags", *LABELS])
    bo.send("@label=7 PRIVMSG bo :note")
    labels = [message.tags.get("label") for message in bo.messages()]
    assert sorted(labels, key=str) == ["7", None], "only the echo has the label"


# Labels


def test_one_answer_carries_the_label_itself(world: World, bo: Client) -> None:
    ada = world.client("ada", LABELS)
    assert ada.ask("@label=a1 PRIVMSG nobody :x") == [
        f"@label=a1 :{SERVER} 401 ada nobody :Nobody of that name is here"
    ]
    assert ada.ask("@label=a2 PING x") == [f"@label=a2 :{SERVER} PONG {SERVER} :x"]


def test_several_answers_are_a_batch_with_the_label(world: World) -> None:
    ada = world.client("ada", LABELS)
    ada.send("@label=mGhe5V7RTV WHOIS ada")
    first, *between, last = ada.messages()
    reference = first.params[0][1:]
    assert (first.command, first.params) == ("BATCH", [f"+{reference}", "labeled-response"])
    assert first.tags == {"label": "mGhe5V7RTV"}
    assert [message.command for message in between] == [
        "311", "312", "378", "338", "317", "318",
    ]  # fmt: skip
    assert all(message.tags == {"batch": reference} for message in between)
    assert (last.command, last.params, last.tags) == ("BATCH", [f"-{reference}"], {})
    assert re.fullmatch("[A-Za-z0-9-]+", reference)
    ada.send("@label=again WHOIS ada")
    assert ada.messages()[0].params[0][1:] != reference


@pytest.mark.parametrize(
    "line",
    ["PONG x", "PRIVMSG bo :x", "NOTICE nobody :x", "TAGMSG bo", "SETNAME :Ada", "CAP END",
     "JOIN #mine", "MODE ada +i"],
)  # fmt: skip
def test_a_label_without_an_answer_is_acknowledged(world: World, bo: Client, line: str) -> None:
    ada = world.client("ada", LABELS, ["#mine"])
    ada.send("MODE ada +i")
    ada.read()
    assert ada.ask(f"@label=x {line}") == [f"@label=x :{SERVER} ACK"]


@pytest.mark.parametrize(
    "line",
    ["JOIN #new", "PART #a :x", "TOPIC #a :t", "MODE #a +i", "KICK #a bo :x", "NICK ada2",
     "AWAY :x", "INVITE cy #a", "SETNAME :Ada L", "PRIVMSG #a :x", "@+x TAGMSG #a", "MODE ada +w",
     "NICK bo", "FROB", "JOIN", "CAP LIST", "NAMES #a", "LIST", "WHO #a", "LUSERS", "MOTD",
     "VERSION", "ISON bo", "USERHOST bo", "OPER a b", "KILL bo"],
)  # fmt: skip
def test_a_label_comes_back_in_exactly_one_logical_message(world: World, line: str) -> None:
    caps = (*LABELS, "echo-message", "message-tags", "setname", "server-time")
    ada = world.client("ada", caps, ["#a"])
    bo = world.client("bo", caps, ["#a"])
    world.client("cy")
    for one in (ada, bo):
        one.read()
    ada.send(f"@label=L;{line[1:]}" if line.startswith("@") else f"@label=L {line}")
    messages = ada.messages()
    labelled = [message for message in messages if message.tags.get("label") == "L"]
    assert len(labelled) == 1
    batch = labelled[0].params[0][1:] if labelled[0].command == "BATCH" else None
    for message in messages:
        inside = message.tags.get("batch") == batch and batch is not None
        assert inside or message.command == "BATCH" or message is labelled[0], message
    assert not [message for message in bo.messages() if "label" in message.tags]


def test_without_the_capabilities_a_label_is_only_a_tag(world: World) -> None:
    for caps in ((), ("labeled-response",), ("message-tags", "batch")):
        ada = world.client("ada", caps)
        assert ada.ask("@label=x PING y") == [f":{SERVER} PONG {SERVER} :y"]
        ada.send("QUIT")


def test_a_label_is_any_text_of_64_bytes(world: World) -> None:
    ada = world.client("ada", LABELS)
    ada.send(r"@label=\:\s\\ PING y")
    assert tags(ada) == {"label": "; \\"}
    ada.send("@label=" + "x" * 65 + " PING y")
    assert tags(ada) == {}


def test_a_labelled_farewell_ends_with_the_error(world: World) -> None:
    ada = world.client("ada", LABELS)
    assert ada.commands("@label=x QUIT :bye")[-1] == "ERROR"


# Injection

NASTY = [
    "a\r\nQUIT :x",
    "a\nQUIT",
    "a\rQUIT",
    "a\0b",
    "\0",
    "a\x01b",
    "a\u2028b",
    "a\x85b",
    "a\x0bb",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "line",
    ["PRIVMSG #a :{}", "NOTICE bo :{}", "TOPIC #a :{}", "PART #a :{}", "KICK #a bo :{}",
     "AWAY :{}", "QUIT :{}", "SETNAME :{}", "NICK {}", "JOIN #{}", "JOIN #x {}", "MODE #a +k {}",
     "MODE #a +b {}", "INVITE {} #a", "PING {}", "WHO {}", "WHOIS {}", "@+x={} PRIVMSG #a :x",
     "@label={} PING x", "CAP REQ :{}", "CAP {}", "USER {} 0 * {}", "PASS {}", "{}", "ISON {}",
     "MODE {} +i", "LIST {}", "NAMES {}", "OPER {} {}", "KILL {}", "USERHOST {}", "VERSION {}"],
)  # fmt: skip
def test_nothing_that_is_sent_makes_a_second_line(world: World, line: str, text: str) -> None:
    caps = ("message-tags", "setname", "away-notify", "extended-join", *LABELS)
    bo = world.client("bo", caps, ["#a"])
    ada = world.client("ada", caps)
    bo.send("MODE #a -nt")
    ada.send("JOIN #a")
    bo.send("MODE #a +o ada")
    bo.read()
    # The world checks each line that is posted: one CR LF, at its end, and no NUL.
    ada.send(line.replace("{}", text))
    whole = line.replace("{}", text).replace("\0", "")
    sent = [part for part in re.split("[\r\n]", whole) if part]
    told = [message for message in bo.messages() if message.nick == "ada"]
    assert len(told) <= sum(part.split(" ")[0] not in ("CAP", "PING") for part in sent) + 1


@pytest.mark.parametrize("escape", [r"\r\nQUIT", r"\n", r"\s\:\\"])
def test_escapes_in_tags_stay_escaped(world: World, escape: str) -> None:
    bo = world.client("bo", ["message-tags"])
    world.client("ada").send(f"@+x=a{escape}b PRIVMSG bo :x")
    (line,) = bo.read()
    assert f"+x=a{escape}b " in line
    parsed = Message.parse(line)
    assert parsed
    assert parsed.command == "PRIVMSG"
