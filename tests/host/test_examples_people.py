"""The examples of the specifications that tell of people: who they are, come, go and are away.

As in `test_examples`; account-notify, account-tag, extended-join, away-notify, monitor,
account-registration, sasl and bot-mode.
"""

import pytest

from desktopchat.host.limits import MONITOR_MAX
from tests.host.people import PASSWORD, come_in, on_tls, plain, with_account
from tests.host.transcript import Transcript
from tests.host.world import SERVER, World

EXAMPLES = {
    "extended-join": f"""
        nick: #channelname
        old: #channelname
        nick< ...
        old< ...
        watch: extended-join #channelname
        one: new
        one> NICK one
        one> USER one 0 * :Real Name
        one> JOIN #channelname
        one< ...
        watch< :one!one@10.0.0.7 JOIN #channelname * :Real Name
        one> PART #channelname
        watch< :one!one@10.0.0.7 PART #channelname
        one> REGISTER accountname * :{PASSWORD}
        one> JOIN #channelname
        watch< :one!one@10.0.0.7 JOIN #channelname accountname :Real Name
        """,
    "account-notify and account-tag": f"""
        own: #home
        watch: account-notify account-tag #atheme
        other: sasl
        other> REGISTER bob * :{PASSWORD}
        other> QUIT
        other< ...
        user: sasl account-notify account-tag
        user> JOIN #atheme
        watch< :user!user@10.0.0.7 JOIN #atheme
        user> PRIVMSG #atheme :Hello everyone.
        watch< :user!user@10.0.0.7 PRIVMSG #atheme :Hello everyone.
        user> REGISTER hax0r * :{PASSWORD}
        user< ...
        watch< :user!user@10.0.0.7 ACCOUNT hax0r
        user> PRIVMSG #atheme :Now I'm logged in.
        watch< @account=hax0r :user!user@10.0.0.7 PRIVMSG #atheme :Now I'm logged in.
        user> AUTHENTICATE PLAIN
        user> AUTHENTICATE AGJvYgBjb3JyZWN0IGhvcnNlIGJhdHRlcnk=
        user< :{SERVER} 900 user user!user@10.0.0.7 bob :You are now logged in as bob
        user< ...
        watch< @account=hax0r :user!user@10.0.0.7 ACCOUNT bob
        user> PRIVMSG #atheme :I switched accounts.
        watch< @account=bob :user!user@10.0.0.7 PRIVMSG #atheme :I switched accounts.
        """,
    "away-notify: set, changed, removed, and on joining": """
        bo: away-notify #a
        cy: #a
        bo< ...
        bo> PING x
        bo< :host.test PONG host.test :x
        nick: #b
        nick< ...
        nick> AWAY :tea
        nick> JOIN #a
        bo< :nick!nick@10.0.0.7 JOIN #a
        bo< :nick!nick@10.0.0.7 AWAY :tea
        nick> AWAY :supper
        bo< :nick!nick@10.0.0.7 AWAY :supper
        nick> AWAY :supper
        nick> AWAY
        bo< :nick!nick@10.0.0.7 AWAY
        nick> PART #a
        nick> JOIN #a
        bo< :nick!nick@10.0.0.7 PART #a
        bo< :nick!nick@10.0.0.7 JOIN #a
        cy< ...
        """,
    "monitor: one that is here and one that is not": f"""
        nick: cap-notify
        target: cap-notify
        nick> MONITOR + target,target2
        nick< :{SERVER} 730 nick :target!target@10.0.0.7
        nick< :{SERVER} 731 nick :target2
        nick> MONITOR + TARGET
        nick> MONITOR L
        nick< :{SERVER} 732 nick :target,target2
        nick< :{SERVER} 733 nick :End of MONITOR list
        target> QUIT
        nick< :{SERVER} 731 * :target
        target< ...
        nick> MONITOR - target
        nick> MONITOR C
        nick> MONITOR S
        """,
    "account-registration: without e-mail": f"""
        tester: draft/account-registration
        tester> REGISTER * * :{PASSWORD}
        tester< :{SERVER} REGISTER SUCCESS tester :tester is your name here now, and nobody else's
        tester< :{SERVER} 900 tester tester!tester@10.0.0.7 tester :You are now logged in as tester
        tester> REGISTER other * :{PASSWORD}
        tester< :{SERVER} FAIL REGISTER ALREADY_AUTHENTICATED other :You are logged in as tester
        """,
    "sasl: before there is a name, and while it is under way": f"""
        jilles: cap-notify
        jilles> REGISTER jilles * :{PASSWORD}
        jilles> QUIT
        jilles< ...
        new: new
        new> CAP REQ :sasl
        new< :{SERVER} CAP * ACK :sasl
        new> AUTHENTICATE FOO
        new< :{SERVER} 908 * SCRAM-SHA-256,PLAIN :are available SASL mechanisms
        new< :{SERVER} 904 * :There is no such SASL mechanism here
        new> AUTHENTICATE PLAIN
        new< AUTHENTICATE +
        new> AUTHENTICATE *
        new< :{SERVER} 906 * :SASL authentication aborted
        new> AUTHENTICATE PLAIN
        new< AUTHENTICATE +
        new> AUTHENTICATE AGppbGxlcwBjb3JyZWN0IGhvcnNlIGJhdHRlcnk=
        new< :{SERVER} 900 * *!user@10.0.0.7 jilles :You are now logged in as jilles
        new< :{SERVER} 903 * :SASL authentication successful
        new> AUTHENTICATE PLAIN
        new< AUTHENTICATE +
        new> NICK jilles
        new> USER jilles cheetah 1 :Jilles Tjoelker
        new> CAP END
        new< :{SERVER} 906 jilles :SASL authentication aborted
        new< :{SERVER} 001 jilles :Welcome to Lab 3, jilles
        new< ...
        """,
    "bot-mode": f"""
        alice: message-tags #chat
        robodan: message-tags #chat
        alice< ...
        robodan> MODE robodan +B
        robodan< @msgid=<a>;bot :robodan!robodan@10.0.0.7 MODE robodan +B
        alice> WHOIS robodan
        alice< :{SERVER} 335 alice robodan :is a bot
        alice< ...
        alice< :{SERVER} 318 alice robodan :End of WHOIS list
        alice> WHO robodan
        alice< :{SERVER} 352 alice #chat robodan 10.0.0.7 {SERVER} robodan HB :0 Robodan Name
        alice< :{SERVER} 315 alice robodan :End of WHO list
        robodan> PRIVMSG #chat :Hello! Try typing .help
        alice< @msgid=<b>;bot :robodan!robodan@10.0.0.7 PRIVMSG #chat :Hello! Try typing .help
        """,
}


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_the_specification(text: str) -> None:
    Transcript(World()).play(text)


@pytest.mark.parametrize(
    "line",
    [
        "PRIVMSG #c :hello", "NOTICE #c :hello", "@+a=b TAGMSG #c", "JOIN #d", "PART #c",
        "NICK robert", "TOPIC #c :tea", "MODE #c +m", "KICK #c dee", "INVITE dee #secret",
        "AWAY :tea", "SETNAME :Robert", "RENAME #c #e", "METADATA * SET avatar :x", "KNOCK #watch",
        "QUIT", "WALLOPS :hello", "NOTICE $* :hello", "KILL dee",
    ],
)  # fmt: skip
def test_the_account_stands_on_all_that_somebody_does(line: str) -> None:
    """IRCv3 account-tag: on every command of theirs, and the numerics that they cause."""
    world = World()
    bob = with_account(world, "bob", "#c", "#secret", caps="message-tags draft/channel-rename")
    caps = (
        "account-tag message-tags away-notify setname draft/metadata-2 batch draft/channel-rename"
    )
    dee = come_in(on_tls(world), "dee", "#c", "#d", "#watch", caps=caps)
    dee.send("MODE dee +w", "METADATA * SUB avatar", "MODE #watch +i")
    if line.startswith(("WALLOPS", "NOTICE $", "KILL")):
        bob.person.oper = True
    dee.read()
    bob.send(line)
    told, *_ = dee.messages()
    assert told.tags["account"] == "bob", told


def test_a_list_that_is_full_is_told_with_every_name_whole_and_its_words() -> None:
    ada = World().client("ada")
    ada.send(f"MONITOR + {','.join(f'n{i}' for i in range(MONITOR_MAX))}")
    ada.read()
    wanted = [f"somebody{number}" for number in range(45)]
    answers = ada.answers(f"MONITOR + {','.join(wanted)}")
    assert {(one.command, one.params[1], one.params[3]) for one in answers} == {
        ("734", str(MONITOR_MAX), "Monitor list is full")
    }
    assert [nick for one in answers for nick in one.params[2].split(",")] == wanted


def test_everybody_hears_of_their_own_account() -> None:
    """IRCv3 account-notify: "including themselves"."""
    world = World()
    with_account(world, "bob").send("QUIT")
    user = come_in(on_tls(world), "user", caps="sasl account-notify")
    assert ":user!user@10.0.0.7 ACCOUNT bob" in plain(user, "bob")
