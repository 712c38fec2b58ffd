"""What people and rooms say of themselves (IRCv3 draft/metadata-2)."""

import pytest

from desktopchat.host.capabilities import METADATA_BYTES, METADATA_KEYS, METADATA_SUBS
from desktopchat.irc import numerics as n
from desktopchat.irc.message import Message
from tests.host.people import PASSWORD, come_in, on_tls, plain, with_account
from tests.host.world import SERVER, Client, World

CAPS = ("draft/metadata-2", "batch")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def foo(world: World) -> Client:
    """The operator of #chan."""
    foo = world.client("foo", CAPS, ["#chan"])
    foo.read()
    return foo


@pytest.fixture
def bar(world: World, foo: Client) -> Client:
    """Somebody else in #chan, who is told of display-name and avatar."""
    bar = world.client("bar", CAPS)
    (told,) = bar.answers("METADATA * SUB display-name avatar")
    assert (told.command, told.params) == (n.RPL_METADATASUBOK, ["bar", "display-name", "avatar"])
    bar.ask("JOIN #chan")
    foo.read()
    return bar


def batch(messages: list[Message]) -> list[tuple[str, list[str]]]:
    """What is in the one batch that came."""
    opening, *inside, closing = messages
    assert opening.params[1] == "metadata"
    reference = opening.params[0][1:]
    assert closing.params == [f"-{reference}"]
    assert all(one.tags["batch"] == reference for one in inside)
    return [(one.command, one.params) for one in inside]


def values(client: Client) -> list[list[str]]:
    return [one.params for one in client.messages() if one.command == "METADATA"]


def fail(client: Client, line: str) -> str:
    """The one FAIL that is answered, without its text."""
    (told,) = client.answers(line)
    assert told.command == "FAIL"
    assert told.params[0] == "METADATA"
    return " ".join(told.params[1:-1])


# Of oneself


@pytest.mark.parametrize("name", ["*", "foo", "FOO"])
def test_what_is_set_is_found(foo: Client, name: str) -> None:
    (told,) = foo.ask(f"METADATA {name} SET display-name :Foo The First 💜")
    assert told == f":{SERVER} 761 foo foo display-name * :Foo The First 💜"
    found = batch(foo.answers(f"METADATA {name} GET display-name"))
    assert found == [("761", ["foo", "foo", "display-name", "*", "Foo The First 💜"])]


def test_what_is_not_set_is_told_for_each_key_in_order(foo: Client) -> None:
    foo.ask("METADATA * SET url :http://www.example.com")
    found = batch(foo.answers("METADATA * GET avatar URL $url$ display-name"))
    assert [(one, params[:4]) for one, params in found] == [
        ("766", ["foo", "foo", "avatar", "is not set"]),
        ("761", ["foo", "foo", "url", "*"]),
        ("FAIL", ["METADATA", "KEY_INVALID", "$url$", "Not a key"]),
        ("766", ["foo", "foo", "display-name", "is not set"]),
    ]


def test_all_that_is_set_is_listed(foo: Client) -> None:
    assert batch(foo.answers("METADATA * LIST")) == []
    foo.ask("METADATA * SET url :x", "METADATA * SET im.xmpp :y")
    found = batch(foo.answers("METADATA foo LIST"))
    assert [params[2] for _, params in found] == ["url", "im.xmpp"]


@pytest.mark.parametrize("ending", ["", " :"])
def test_what_is_set_without_a_value_is_removed(foo: Client, ending: str) -> None:
    foo.ask("METADATA * SET url :x")
    (told,) = foo.answers(f"METADATA * SET url{ending}")
    assert (told.command, told.params[:3]) == (n.RPL_KEYNOTSET, ["foo", "foo", "url"])
    assert batch(foo.answers("METADATA * LIST")) == []
    assert foo.commands("METADATA * SET url") == [n.RPL_KEYNOTSET]


def test_all_is_cleared_at_once(foo: Client, bar: Client) -> None:
    foo.ask("METADATA * SET display-name :x", "METADATA * SET url :y")
    bar.read()
    found = batch(foo.answers("METADATA * CLEAR"))
    assert [(one, params[2]) for one, params in found] == [("766", "display-name"), ("766", "url")]
    assert values(bar) == [["foo", "display-name", "*"]]
    assert batch(foo.answers("METADATA * LIST")) == []


def test_who_may_not_is_told(foo: Client, bar: Client) -> None:
    assert fail(bar, "METADATA foo SET url :x") == "KEY_NO_PERMISSION foo url"
    assert fail(bar, "METADATA #chan SET url :x") == "KEY_NO_PERMISSION #chan url"
    assert fail(bar, "METADATA #chan CLEAR") == "KEY_NO_PERMISSION #chan *"
    assert foo.read() == []


def test_what_is_set_of_others_is_written_down(world: World, foo: Client, bar: Client) -> None:
    foo.ask("METADATA * SET url :mine", "METADATA #chan SET url :ours", "METADATA #chan CLEAR")
    bar.person.oper = True
    bar.ask("METADATA foo SET url :x")
    with world.kept.reading() as reader:
        done = [(one.what, one.target, one.detail) for one in reader.audit.latest(9)]
    assert done == [
        ("METADATA", "#chan", "url ours"),
        ("METADATA", "#chan", "url"),
        ("METADATA", "foo", "url x"),
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("METADATA nobody LIST", "INVALID_TARGET nobody"),
        ("METADATA #nowhere LIST", "INVALID_TARGET #nowhere"),
        ("METADATA $a:user SET url :x", "INVALID_TARGET $a:user"),
        ("METADATA #lobby SYNC", "INVALID_TARGET #lobby"),
        ("METADATA * SET $url$ :x", "KEY_INVALID $url$"),
        ("METADATA * SET :", "KEY_INVALID *"),
        ("METADATA * SET " + "k" * 41 + " :x", "KEY_INVALID " + "k" * 41),
        ("METADATA * SET url :" + "x" * (METADATA_BYTES + 1), "VALUE_INVALID"),
        ("METADATA * SET url :" + "💜" * 120, "VALUE_INVALID"),
        ("METADATA * destr0y", "SUBCOMMAND_INVALID destr0y"),
        ("METADATA * SUB $url", "KEY_INVALID $url"),
        ("METADATA * UNSUB $url", "KEY_INVALID $url"),
    ],
)
def test_what_is_wrong_is_told(foo: Client, line: str, answer: str) -> None:
    assert fail(foo, line) == answer


def test_there_are_not_more_keys_than_anybody_needs(foo: Client) -> None:
    foo.ask(*(f"METADATA * SET key{number} :x" for number in range(METADATA_KEYS)))
    assert fail(foo, "METADATA * SET more :x") == "LIMIT_REACHED foo"
    assert foo.commands("METADATA * SET key1 :y") == [n.RPL_KEYVALUE]


# Of rooms


def test_an_operator_says_what_a_room_is(foo: Client, bar: Client) -> None:
    foo.ask("METADATA #Chan SET display-name :Hash Channel", "METADATA #chan SET url :x")
    assert bar.read() == [
        ":foo!foo@10.0.0.7 METADATA #chan display-name * :Hash Channel",
    ]
    found = batch(bar.answers("METADATA #chan GET display-name"))
    assert found == [("761", ["bar", "#chan", "display-name", "*", "Hash Channel"])]


def test_a_secret_room_says_nothing_to_those_outside(world: World, foo: Client) -> None:
    foo.ask("METADATA #chan SET url :x")
    cy = world.client("cy", CAPS)
    assert len(batch(cy.answers("METADATA #chan LIST"))) == 1
    world.core.channels["#chan"].flags.add("s")
    assert fail(cy, "METADATA #chan LIST") == "INVALID_TARGET #chan"


def test_a_room_that_is_no_more_says_nothing(world: World, foo: Client) -> None:
    foo.ask("METADATA #chan SET url :x", "PART #chan", "JOIN #chan")
    assert batch(foo.answers("METADATA #chan LIST")) == []
    with world.kept.reading() as reader:
        assert reader.metadata.all() == []


# Being told


def test_those_around_are_told_of_a_change(foo: Client, bar: Client) -> None:
    foo.ask("METADATA * SET display-name :Foo The First")
    assert bar.read() == [":foo!foo@10.0.0.7 METADATA foo display-name * :Foo The First"]
    foo.ask("METADATA * SET display-name :Foo The Second", "METADATA * SET url :x")
    assert values(bar) == [["foo", "display-name", "*", "Foo The Second"]]
    foo.ask("METADATA * SET display-name")
    assert values(bar) == [["foo", "display-name", "*"]]
    bar.ask("METADATA * SET avatar :x")
    assert bar.read() == foo.read() == []


def test_who_is_elsewhere_is_not_told(world: World, foo: Client) -> None:
    cy = world.client("cy", CAPS, ["#b"])
    cy.ask("METADATA * SUB display-name")
    foo.ask("METADATA * SET display-name :x")
    assert cy.read() == []


def test_who_watches_somebody_is_told(world: World, foo: Client) -> None:
    cy = world.client("cy", [*CAPS, "extended-monitor"])
    cy.ask("MONITOR + foo")
    cy.ask("METADATA * SUB display-name")
    foo.ask("METADATA * SET display-name :x")
    assert values(cy) == [["foo", "display-name", "*", "x"]]


def test_who_comes_in_is_told_what_is_said_there(world: World, foo: Client) -> None:
    foo.ask("METADATA * SET display-name :Foo", "METADATA #chan SET avatar :pic")
    foo.ask("METADATA * SET url :x")
    bar = world.client("bar", CAPS)
    bar.ask("METADATA * SUB display-name avatar", "METADATA * SET avatar :mine")
    bar.send("JOIN #chan")
    assert values(bar) == [["#chan", "avatar", "*", "pic"], ["foo", "display-name", "*", "Foo"]]


def test_those_who_are_there_are_told_of_who_comes(world: World, foo: Client, bar: Client) -> None:
    cy = world.client("cy", CAPS)
    cy.ask("METADATA * SET avatar :pic")
    cy.ask("JOIN #chan")
    assert values(bar) == [["cy", "avatar", "*", "pic"]]
    cy.ask("JOIN #b")
    bar.send("JOIN #b")
    bar.read()
    cy.ask("PART #b", "JOIN #b")
    assert values(bar) == []


def test_who_asks_for_a_key_is_told_its_values(world: World, foo: Client) -> None:
    bar = world.client("bar", CAPS, ["#chan"])
    foo.ask("METADATA * SET display-name :Foo", "METADATA #chan SET display-name :Hash")
    first, *rest = bar.answers("METADATA * SUB display-name")
    assert first.command == n.RPL_METADATASUBOK
    assert [one.params[0] for one in rest] == ["#chan", "foo"]
    assert bar.commands("METADATA * SUB display-name") == [n.RPL_METADATASUBOK]


def test_all_that_one_asked_for_is_told_again(world: World, foo: Client, bar: Client) -> None:
    foo.ask("METADATA * SET display-name :Foo", "METADATA #chan SET display-name :Hash")
    foo.ask("METADATA * SET url :x")
    bar.ask("METADATA * SET avatar :mine")
    found = batch(bar.answers("METADATA #chan SYNC"))
    assert [(one, params[:2]) for one, params in found] == [
        ("METADATA", ["#chan", "display-name"]),
        ("METADATA", ["foo", "display-name"]),
    ]
    assert [params[0] for _, params in batch(bar.answers("METADATA foo SYNC"))] == ["foo"]
    assert [params[1] for _, params in batch(bar.answers("METADATA * SYNC"))] == ["avatar"]


def test_of_a_crowd_one_is_told_when_one_asks(
    world: World, foo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktopchat.host.commands.metadata._AT_ONCE", 2)
    for number in range(3):
        one = world.client(f"p{number}", CAPS, ["#chan"])
        one.ask("METADATA * SET avatar :x")
    bar = world.client("bar", CAPS)
    bar.ask("METADATA * SUB avatar")
    later = [one for one in bar.answers("JOIN #chan") if one.command == n.RPL_METADATASYNCLATER]
    assert [one.params for one in later] == [["bar", "#chan", "5", "Too much to tell at once"]]
    assert len(batch(bar.answers("METADATA #chan SYNC"))) == 3
    answers = bar.commands("METADATA * UNSUB avatar", "METADATA * SUB avatar")
    assert answers == [n.RPL_METADATAUNSUBOK, n.RPL_METADATASUBOK, n.RPL_METADATASYNCLATER]


# Which keys


def test_keys_are_asked_for_and_not(foo: Client) -> None:
    assert foo.ask("METADATA * SUBS") == []
    foo.ask("METADATA * SUB avatar website foo bar")
    foo.ask("METADATA * SUB avatar")
    (told,) = foo.answers("METADATA * UNSUB foo bar never")
    assert (told.command, told.params) == (n.RPL_METADATAUNSUBOK, ["foo", "foo", "bar", "never"])
    (told,) = foo.answers("METADATA * SUBS")
    assert (told.command, told.params) == (n.RPL_METADATASUBS, ["foo", "avatar", "website"])


def test_an_invalid_key_does_not_keep_from_the_others(foo: Client) -> None:
    answers = foo.answers("METADATA * SUB foo $url bar")
    assert [(one.command, one.params[1:3]) for one in answers] == [
        ("FAIL", ["KEY_INVALID", "$url"]),
        (n.RPL_METADATASUBOK, ["foo", "bar"]),
    ]


def test_there_are_not_more_subscriptions_than_anybody_needs(foo: Client) -> None:
    keys = [f"key{number}" for number in range(METADATA_SUBS + 2)]
    told, *confirmed = foo.answers(f"METADATA * SUB {' '.join(keys)}")
    assert told.params[:3] == ["METADATA", "TOO_MANY_SUBS", keys[METADATA_SUBS]]
    assert [key for one in confirmed for key in one.params[1:]] == keys[:METADATA_SUBS]


# Coming in


def test_it_may_be_said_before_coming_in(world: World) -> None:
    foo = world.connect()
    (offer,) = [one for one in foo.answers("CAP LS 302") if "metadata-2" in one.params[-1]]
    assert "draft/metadata-2=before-connect,max-subs=" in offer.params[-1]
    foo.send("CAP REQ :draft/metadata-2 batch")
    foo.read()
    (told,) = foo.answers("METADATA * SET display-name :Foo")
    assert (told.command, told.params) == ("761", ["*", "*", "display-name", "*", "Foo"])
    assert foo.commands("METADATA * SUB avatar") == [n.RPL_METADATASUBOK]
    assert fail(foo, "METADATA #lobby LIST") == "INVALID_TARGET #lobby"
    burst = foo.answers("NICK foo", "USER foo 0 * :foo", "CAP END")
    burst = [one for one in burst if one.command == "BATCH" or "batch" in one.tags]
    assert batch(burst) == [("METADATA", ["foo", "display-name", "*", "Foo"])]


def test_before_coming_in_it_needs_the_capability(world: World) -> None:
    assert world.connect().commands("METADATA * LIST") == [n.ERR_NOTREGISTERED]


def test_who_asks_for_the_capability_is_told_of_themselves(world: World) -> None:
    foo = world.client("foo")
    foo.ask("METADATA * SET display-name :Foo")
    answers = foo.answers("CAP REQ :draft/metadata-2 batch")
    assert batch(answers[1:]) == [("METADATA", ["foo", "display-name", "*", "Foo"])]


# Accounts


def test_an_account_says_the_same_when_the_host_is_started_anew(world: World) -> None:
    eve = with_account(world, "eve", "#eve", caps="draft/metadata-2 batch sasl")
    eve.ask("METADATA * SET avatar :pic", "METADATA * SET gone :x", "METADATA * SET gone")
    eve.ask("METADATA #eve SET avatar :room", "METADATA #lobby SET avatar :x")
    later = World()
    later.kept = world.kept
    with world.kept.reading() as reader:
        later.core.restore(reader)
    client = on_tls(later)
    client.send("CAP REQ :draft/metadata-2 batch sasl")
    plain(client, "eve", PASSWORD)
    come_in(client, "eve-phone", caps="draft/metadata-2 batch sasl")
    found = batch(client.answers("METADATA eve-phone LIST"))
    assert [params[2:] for _, params in found] == [["avatar", "*", "pic"]]


def test_what_was_said_before_logging_in_is_the_accounts(world: World, bar: Client) -> None:
    eve = come_in(on_tls(world), "eve", "#chan", caps="draft/metadata-2 batch")
    eve.ask("METADATA * SET avatar :pic")
    bar.read()
    eve.ask(f"REGISTER * * :{PASSWORD}")
    assert bar.read() == []
    other = on_tls(world)
    other.send("CAP REQ :draft/metadata-2 batch sasl")
    plain(other, "eve", PASSWORD)
    come_in(other, "eve2", "#chan", caps="draft/metadata-2 batch sasl")
    other.ask("METADATA * SUB avatar")
    assert values(bar) == [["eve2", "avatar", "*", "pic"]]
    eve.ask("METADATA * SET avatar :new")
    told = [["eve", "avatar", "*", "new"], ["eve2", "avatar", "*", "new"]]
    assert values(bar) == told
    assert values(other) == told


def test_who_logs_in_later_is_seen_as_the_account(world: World, bar: Client) -> None:
    eve = with_account(world, "eve", caps="draft/metadata-2 batch sasl")
    eve.ask("METADATA * SET avatar :pic")
    cy = come_in(on_tls(world), "cy", "#chan", caps="draft/metadata-2 batch sasl")
    cy.ask("METADATA * SET display-name :Cy")
    bar.read()
    plain(cy, "eve", PASSWORD)
    assert values(bar) == [["cy", "avatar", "*", "pic"]]


def test_a_room_says_the_same_under_another_name(world: World, foo: Client) -> None:
    foo.ask("METADATA #chan SET avatar :pic")
    for write in world.core.metadata.rename("#chan", "#new"):
        world.store(write)
    assert batch(foo.answers("METADATA #chan LIST")) == []
    with world.kept.reading() as reader:
        assert reader.metadata.all() == [("#new", "avatar", "pic")]


# The newer text: draft/metadata-3


def test_who_has_the_newer_capability_is_told_of_changes_by_numerics(
    world: World, foo: Client, bar: Client
) -> None:
    new = world.client("new", ["draft/metadata-3", "batch"], ["#chan"])
    new.ask("METADATA * SUB avatar")
    for client in (foo, bar, new):
        client.read()
    foo.send("METADATA * SET avatar :https://example.test/a")
    assert values(bar) == [["foo", "avatar", "*", "https://example.test/a"]]
    assert new.read() == [f":{SERVER} 761 new foo avatar * :https://example.test/a"]
    foo.send("METADATA * SET avatar")
    assert new.read() == [f":{SERVER} 766 new foo avatar :is not set"]


def test_the_newer_capability_is_offered_with_its_limits_and_works_before_coming_in(
    world: World,
) -> None:
    ada = world.connect()
    offered = " ".join(ada.ask("CAP LS 302"))
    assert "draft/metadata-3=before-connect,max-subs=" in offered
    ada.send("CAP REQ :draft/metadata-3 batch", "NICK ada", "USER ada 0 * :Ada")
    ada.read()
    assert ada.commands("METADATA * SET status :busy") == ["761"]
    assert "761" in ada.commands("CAP END")
