"""The examples of the specifications, as conversations with the host.

Names, rooms and words are the specification's, or near to them. The texts are those of
ircv3/ircv3-specifications; what has a file of its own here has its examples there.
"""

import pytest

from tests.host.people import on_tls, with_account
from tests.host.transcript import Transcript
from tests.host.world import SERVER, World

LABELS = "message-tags batch labeled-response echo-message"

EXAMPLES = {
    "capability-negotiation: with it": f"""
        dan: new
        dan> CAP REQ :multi-prefix
        dan< :{SERVER} CAP * ACK :multi-prefix
        dan> NICK dan
        dan> USER d * 0 :This is a really good name
        dan> CAP END
        dan< :{SERVER} 001 dan :Welcome to Lab 3, dan
        dan< ...
        """,
    "capability-negotiation: without it": f"""
        dan: new
        dan> NICK dan
        dan> USER d * 0 :This is a really good name
        dan< :{SERVER} 001 dan :Welcome to Lab 3, dan
        dan< ...
        """,
    "capability-negotiation: an unknown subcommand": f"""
        dan: new
        dan> CAP FOO
        dan< :{SERVER} 410 * FOO :Invalid CAP command
        jw: cap-notify
        jw> CAP FOO
        jw< :{SERVER} 410 jw FOO :Invalid CAP command
        """,
    "capability-negotiation: lists and requests": f"""
        dan: new
        dan> CAP LIST
        dan< :{SERVER} CAP * LIST :
        dan> CAP REQ :multi-prefix sasl
        dan< :{SERVER} CAP * ACK :multi-prefix sasl
        dan> CAP LIST
        dan< :{SERVER} CAP * LIST :multi-prefix sasl
        dan> CAP REQ :-userhost-in-names
        dan< :{SERVER} CAP * ACK :-userhost-in-names
        dan> CAP REQ :multi-prefix sasl ex3
        dan< :{SERVER} CAP * NAK :multi-prefix sasl ex3
        dan> CAP REQ :sts
        dan< :{SERVER} CAP * NAK :sts
        """,
    "message-tags: a vendor's tag, a source that is passed over, escapes": r"""
        ada: message-tags #channel
        bo: message-tags #channel
        ada< ...
        ada> @+example.com/foo=bar :irc.example.com NOTICE #channel :A tagged message
        bo< @msgid=<a>;+example.com/foo=bar :ada!ada@10.0.0.7 NOTICE #channel :A tagged message
        ada> @+example=raw+:=,escaped\:\s\\ :irc.example.com NOTICE #channel :Message
        bo< @msgid=<b>;+example=raw+:=,escaped\:\s\\ :ada!ada@10.0.0.7 NOTICE #channel :Message
        """,
    "message-tags: TAGMSG": f"""
        ada: {LABELS} #channel
        bo: message-tags #channel
        cy: #channel
        ada< ...
        bo< ...
        ada> @label=123;+example-tag=example-value TAGMSG #channel
        ada< @label=123;msgid=<a>;+example-tag=example-value :ada!ada@10.0.0.7 TAGMSG #channel
        bo< @msgid=<a>;+example-tag=example-value :ada!ada@10.0.0.7 TAGMSG #channel
        ada> @unknown-tag TAGMSG #channel
        ada< @msgid=<b> :ada!ada@10.0.0.7 TAGMSG #channel
        bo< @msgid=<b> :ada!ada@10.0.0.7 TAGMSG #channel
        bo> @+example-tag=example-value TAGMSG @#channel
        ada< @msgid=<c>;+example-tag=example-value :bo!bo@10.0.0.7 TAGMSG @#channel
        """,
    "labeled-response: one answer, a batch, none": f"""
        client: {LABELS}
        nick: #a
        client> @label=dc11f13f11 PRIVMSG nobody :Hello
        client< @label=dc11f13f11 :{SERVER} 401 client nobody :Nobody of that name is here
        client> @label=mGhe5V7RTV WHOIS nick
        client< @label=mGhe5V7RTV :{SERVER} BATCH +<b> labeled-response
        client< @batch=<b> :{SERVER} 311 client nick nick 10.0.0.7 * :Nick Name
        client< ...
        client< @batch=<b> :{SERVER} 318 client nick :End of WHOIS list
        client< :{SERVER} BATCH -<b>
        client> @label=abc PONG :foobar
        client< @label=abc :{SERVER} ACK
        """,
    "labeled-response: to oneself": f"""
        client: {LABELS}
        client> @label=abc PRIVMSG client :hi
        client< @msgid=<m> :client!client@10.0.0.7 PRIVMSG client :hi
        client< @label=abc;msgid=<m> :client!client@10.0.0.7 PRIVMSG client :hi
        """,
    "batch: one in another, both of whose ends say so": f"""
        nick: draft/metadata-2 batch #channel
        nick> METADATA #channel SET url :x
        nick< ...
        outer: {LABELS} draft/metadata-2 no-implicit-names
        outer> METADATA * SUB url
        outer< :{SERVER} 770 outer url
        outer> @label=1 JOIN #channel
        outer< @label=1 :{SERVER} BATCH +<o> labeled-response
        outer< @batch=<o>;msgid=<j> :outer!outer@10.0.0.7 JOIN #channel
        outer< @batch=<o> :{SERVER} BATCH +<i> metadata #channel
        outer< @batch=<i> :{SERVER} METADATA #channel url * :x
        outer< @batch=<o> :{SERVER} BATCH -<i>
        outer< :{SERVER} BATCH -<o>
        """,
    "server-time: not before it is acknowledged": f"""
        angel: new
        angel> CAP REQ :server-time
        angel< :{SERVER} CAP * ACK :server-time
        angel> CAP LIST
        angel< @time=2026-11-23T08:30:00.250Z :{SERVER} CAP * LIST :server-time
        wiz: server-time
        angel> NICK angel
        angel> USER angel 0 * :Angel
        angel> CAP END
        angel> PRIVMSG wiz :Hello
        angel< ...
        wiz< @time=2026-11-23T08:30:00.250Z :angel!angel@10.0.0.7 PRIVMSG wiz :Hello
        """,
    "extended-isupport: before the welcome": f"""
        emersion: new
        emersion> CAP REQ :batch draft/extended-isupport
        emersion< :{SERVER} CAP * ACK :batch draft/extended-isupport
        emersion> ISUPPORT
        emersion< :{SERVER} BATCH +<a> draft/isupport
        emersion< ...
        emersion< :{SERVER} BATCH -<a>
        emersion> NICK emersion
        emersion> USER emersion 0 * :Simon Ser
        emersion> CAP END
        emersion< :{SERVER} 001 emersion :Welcome to Lab 3, emersion
        emersion< ...
        """,
    "echo-message": """
        example: echo-message
        attila: cap-notify
        example> PRIVMSG attila :hi
        example< :example!example@10.0.0.7 PRIVMSG attila :hi
        attila< :example!example@10.0.0.7 PRIVMSG attila :hi
        """,
    "setname": f"""
        batman: setname
        batman> SETNAME :Bruce Wayne <bruce@wayne.enterprises>
        batman< :batman!batman@10.0.0.7 SETNAME :Bruce Wayne <bruce@wayne.enterprises>
        batman> SETNAME Batman
        batman< :batman!batman@10.0.0.7 SETNAME :Batman
        batman> SETNAME :{"ü" * 129}
        batman< ...
        """,
    "invite-notify": """
        chan: cap-notify #channel
        op: invite-notify #channel
        attila: cap-notify
        chan< ...
        chan> MODE #channel +o op
        op< ...
        chan> INVITE attila #channel
        op< :chan!chan@10.0.0.7 INVITE attila #channel
        attila< :chan!chan@10.0.0.7 INVITE attila #channel
        """,
    "userhost-in-names": f"""
        rylee: cap-notify #atheme
        guest: userhost-in-names #atheme
        rylee< ...
        guest> NAMES #atheme
        guest< :{SERVER} 353 guest = #atheme :@rylee!rylee@10.0.0.7 guest!guest@10.0.0.7
        guest< :{SERVER} 366 guest #atheme :End of NAMES list
        """,
    "multi-prefix": f"""
        guest: multi-prefix #tethys
        kin: cap-notify #tethys
        guest< ...
        guest> MODE #tethys +v guest
        kin< ...
        guest> NAMES #tethys
        guest< ...
        guest< :{SERVER} 353 guest = #tethys :@+guest kin
        guest< :{SERVER} 366 guest #tethys :End of NAMES list
        guest> WHO #tethys
        guest< :{SERVER} 352 guest #tethys guest 10.0.0.7 {SERVER} guest H@+ :0 Guest Name
        guest< :{SERVER} 352 guest #tethys kin 10.0.0.7 {SERVER} kin H :0 Kin Name
        guest< :{SERVER} 315 guest #tethys :End of WHO list
        """,
    "whox": f"""
        cooluser: cap-notify #ircv3
        mynick: cap-notify #ircv3
        cooluser< ...
        mynick> WHO cooluser %cuhnar
        mynick< :{SERVER} 354 mynick #ircv3 cooluser 10.0.0.7 cooluser 0 :Cooluser Name
        mynick< :{SERVER} 315 mynick cooluser :End of WHO list
        mynick> WHO #ircv3 %afnt,42
        mynick< :{SERVER} 354 mynick 42 cooluser H@ 0
        mynick< :{SERVER} 354 mynick 42 mynick H 0
        mynick< :{SERVER} 315 mynick #ircv3 :End of WHO list
        """,
    "no-implicit-names": f"""
        quiet: no-implicit-names
        quiet> JOIN #channel
        quiet< :quiet!quiet@10.0.0.7 JOIN #channel
        quiet> NAMES #channel
        quiet< :{SERVER} 353 quiet = #channel :@quiet
        quiet< :{SERVER} 366 quiet #channel :End of NAMES list
        """,
    "chathistory: upon joining a channel": f"""
        ada: message-tags batch draft/chathistory echo-message #channel
        ada> PRIVMSG #channel :message
        ada< @msgid=<m> :ada!ada@10.0.0.7 PRIVMSG #channel :message
        ada> @+draft/reply=<m> NOTICE #channel :message
        ada< @msgid=<n>;+draft/reply=<m> :ada!ada@10.0.0.7 NOTICE #channel :message
        ada> CHATHISTORY LATEST #channel * 50
        ada< :{SERVER} BATCH +<b> chathistory #channel
        ada< @batch=<b>;msgid=<m> :ada!ada@10.0.0.7 PRIVMSG #channel :message
        ada< @batch=<b>;msgid=<n>;+draft/reply=<m> :ada!ada@10.0.0.7 NOTICE #channel :message
        ada< :{SERVER} BATCH -<b>
        """,
    "multiline: a blank line, and its fallback": """
        n: message-tags batch echo-message draft/multiline #channel
        bo: message-tags #channel
        n< ...
        n> BATCH +123 draft/multiline #channel
        n> @batch=123 NOTICE #channel hello
        n> @batch=123 NOTICE #channel :
        n> @batch=123 notice #channel :how is 
        n> @batch=123;draft/multiline-concat NOTICE #channel :everyone?
        n> BATCH -123
        n< @msgid=<m> :n!n@10.0.0.7 BATCH +<b> draft/multiline #channel
        n< @batch=<b> :n!n@10.0.0.7 NOTICE #channel :hello
        n< @batch=<b> :n!n@10.0.0.7 NOTICE #channel :
        n< @batch=<b> :n!n@10.0.0.7 NOTICE #channel :how is 
        n< @batch=<b>;draft/multiline-concat :n!n@10.0.0.7 NOTICE #channel :everyone?
        n< :n!n@10.0.0.7 BATCH -<b>
        bo< @msgid=<m> :n!n@10.0.0.7 NOTICE #channel :hello
        bo< :n!n@10.0.0.7 NOTICE #channel :how is 
        bo< :n!n@10.0.0.7 NOTICE #channel :everyone?
        """,  # noqa: W291 - the spaces at the ends are the example's
    "message-redaction": """
        nick: message-tags echo-message draft/message-redaction #channel
        nick> PRIVMSG #channel :an example
        nick< @msgid=<m> :nick!nick@10.0.0.7 PRIVMSG #channel :an example
        nick> REDACT #channel <m> :bad example
        nick< @msgid=<r> :nick!nick@10.0.0.7 REDACT #channel <m> :bad example
        """,
    "react": """
        nick: message-tags echo-message #channel
        nick2: message-tags echo-message #channel
        nick< ...
        nick> PRIVMSG #channel :Hello!
        nick< @msgid=<m> :nick!nick@10.0.0.7 PRIVMSG #channel :Hello!
        nick2< @msgid=<m> :nick!nick@10.0.0.7 PRIVMSG #channel :Hello!
        nick2> @+draft/reply=<m>;+draft/react=👋 TAGMSG #channel
        nick2< @msgid=<r>;+draft/reply=<m>;+draft/react=👋 :nick2!nick2@10.0.0.7 TAGMSG #channel
        nick< @msgid=<r>;+draft/reply=<m>;+draft/react=👋 :nick2!nick2@10.0.0.7 TAGMSG #channel
        """,
    "typing": """
        nick: message-tags
        target: message-tags
        nick> @+typing=active :nick!ident@host TAGMSG target
        target< @msgid=<a>;+typing=active :nick!nick@10.0.0.7 TAGMSG target
        nick> @+typing=done TAGMSG target
        target< @msgid=<b>;+typing=done :nick!nick@10.0.0.7 TAGMSG target
        """,
    "read-marker: before anything was read": f"""
        nick: no-implicit-names draft/read-marker
        nick> JOIN #channel
        nick< :nick!nick@10.0.0.7 JOIN #channel
        nick< :{SERVER} MARKREAD #channel *
        nick> MARKREAD
        nick< :{SERVER} FAIL MARKREAD NEED_MORE_PARAMS :Missing parameters
        """,
    "pre-away": f"""
        dan: new
        dan> CAP REQ :draft/pre-away
        dan< :{SERVER} CAP * ACK :draft/pre-away
        dan> NICK dan
        dan> AWAY :Gone to lunch. Back in 5
        dan< :{SERVER} 306 dan :You have been marked as being away
        """,
}


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_the_specification(text: str) -> None:
    Transcript(World()).play(text)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"PRIVMSG #ircv3 :caf\xe9", "PRIVMSG"),
        (b"USER u s e :caf\xe9", "USER"),
        (b"caf\xe9 #ircv3 :x", "*"),
        (b"\xff", "*"),
    ],
)
def test_what_is_not_utf_8_is_refused_under_its_command_and_label(
    line: bytes, command: str
) -> None:
    client = World().client("nick", LABELS.split())
    answer = f" :{SERVER} FAIL {command} INVALID_UTF8 :Send UTF-8: your text was not passed on"
    assert client.ask(b"@label=a " + line) == ["@label=a" + answer]
    assert client.ask(line) == [answer[1:]]


def test_where_to_find_tls_is_said_only_with_its_value() -> None:
    """IRCv3 sts: a port without TLS, a duration with it; nothing where neither can be said."""
    world = World()
    world.core.sts_port = 6697
    tokens = {
        secure: " ".join(one.params[-1] for one in client.answers("CAP LS 302")).split()
        for secure, client in ((False, world.connect()), (True, on_tls(world)))
    }
    assert "sts=port=6697" in tokens[False]
    assert "sts=duration=2592000" in tokens[True]
    (old,) = world.connect().answers("CAP LS")
    assert "sts" not in old.params[-1].split()


def test_who_owns_a_room_is_its_operator_too_and_the_highest_comes_first() -> None:
    world = World()
    guest = with_account(world, "guest", "#tethys", caps="multi-prefix")
    world.client("kin", rooms=["#tethys"])
    guest.ask("MODE #tethys +v guest")
    assert guest.ask("NAMES #tethys")[0] == f":{SERVER} 353 guest = #tethys :~@+guest kin"
    (who, *_) = guest.answers("WHO #tethys")
    assert who.params[6] == "H~@+"


def test_a_room_is_renamed_with_and_without_a_reason_and_in_its_case_alone() -> None:
    world = World()
    nick = with_account(world, "nick", "#boaring", caps="draft/channel-rename")
    source = nick.person.source
    other = world.client("other", ["draft/read-marker"], ["#boaring"])
    nick.read()
    assert nick.ask("RENAME #boaring #boring :Typo fix") == [
        f":{source} RENAME #boaring #boring :Typo fix"
    ]
    assert other.read() == [
        ":other!other@10.0.0.7 PART #boaring :Typo fix",
        ":other!other@10.0.0.7 JOIN #boring",
        f":{SERVER} MARKREAD #boring *",
        f":{SERVER} 353 other = #boring :~nick other",
        f":{SERVER} 366 other #boring :End of NAMES list",
    ]
    assert nick.ask("RENAME #boring #programming") == [f":{source} RENAME #boring #programming :"]
    other.read()
    assert nick.ask("RENAME #programming #Programming") == [
        f":{source} RENAME #programming #Programming :"
    ]
    assert other.read() == [], "for who does not know RENAME it is the same room"
    assert other.commands("RENAME #Programming #aneki") == ["482"]
