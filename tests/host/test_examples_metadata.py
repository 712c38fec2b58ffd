"""The examples of draft/metadata-3, as conversations with the host; see `test_examples`.

What is the same in draft/metadata-2 is in `test_metadata`.
"""

import pytest

from desktopchat.host.capabilities import METADATA_BYTES, METADATA_KEYS, METADATA_SUBS
from tests.host.transcript import Transcript
from tests.host.world import SERVER, World

AWARE = "draft/metadata-3 batch no-implicit-names"
KEPT = " ".join(f"k{number}" for number in range(METADATA_SUBS))

EXAMPLES = {
    "setting": f"""
        client: {AWARE} #example
        user1: {AWARE} #example
        client< ...
        client> METADATA * SET url :http://www.example.com
        client< :{SERVER} 761 client client url * :http://www.example.com
        client> METADATA user1 SET url :http://www.example.com
        client< :{SERVER} FAIL METADATA KEY_NO_PERMISSION user1 url :Only they themselves may
        client> METADATA #example SET url :http://www.example.com
        client< :{SERVER} 761 client #example url * :http://www.example.com
        client> METADATA $a:user SET url :http://www.example.com
        client< ...
        client> METADATA client SET url
        client< :{SERVER} 766 client client url :is not set
        client> METADATA client SET never
        client< :{SERVER} 766 client client never :is not set
        """,
    "getting and listing": f"""
        user1: {AWARE}
        user1> METADATA * SET im.xmpp :user1@xmpp.example.com
        user1< ...
        client: {AWARE}
        client> METADATA user1 GET blargh $splot im.xmpp
        client< :{SERVER} BATCH +<g> metadata user1
        client< @batch=<g> :{SERVER} 766 client user1 blargh :is not set
        client< @batch=<g> :{SERVER} WARN METADATA INVALID_KEY $splot :Not a key
        client< @batch=<g> :{SERVER} 761 client user1 im.xmpp * :user1@xmpp.example.com
        client< :{SERVER} BATCH -<g>
        client> METADATA user1 LIST
        client< :{SERVER} BATCH +<l> metadata user1
        client< @batch=<l> :{SERVER} 761 client user1 im.xmpp * :user1@xmpp.example.com
        client< :{SERVER} BATCH -<l>
        """,
    "joining: all there is, and an empty batch where there is nothing": f"""
        user1: {AWARE} #smallchan
        user1> METADATA * SET foo :third example value
        user1> METADATA #smallchan SET bar :of the room
        user1< ...
        client: {AWARE}
        client> JOIN #other
        client< :client!client@10.0.0.7 JOIN #other
        client< :{SERVER} BATCH +<o> metadata #other
        client< :{SERVER} BATCH -<o>
        client> PART #other
        client< :client!client@10.0.0.7 PART #other
        client> METADATA * SUB foo bar
        client< :{SERVER} 770 client foo bar
        client< :{SERVER} BATCH +<s> metadata *ALL
        client< :{SERVER} BATCH -<s>
        client> JOIN #smallchan
        client< :client!client@10.0.0.7 JOIN #smallchan
        client< :{SERVER} BATCH +<j> metadata #smallchan
        client< @batch=<j> :{SERVER} 761 client #smallchan bar * :of the room
        client< @batch=<j> :{SERVER} 761 client user1 foo * :third example value
        client< :{SERVER} BATCH -<j>
        client> METADATA *ALL SYNC
        client< :{SERVER} BATCH +<a> metadata *ALL
        client< @batch=<a> :{SERVER} 761 client #smallchan bar * :of the room
        client< @batch=<a> :{SERVER} 761 client user1 foo * :third example value
        client< :{SERVER} BATCH -<a>
        """,
    "watching: what they say comes with it, and each change": f"""
        client: {AWARE}
        client> METADATA * SUB status
        client< ...
        client> MONITOR + userD,later
        client< :{SERVER} 731 client :userD,later
        userD: {AWARE}
        later: new
        later> CAP REQ :{AWARE}
        later> METADATA * SET status :on my way
        later> NICK later
        later> USER later 0 * :Later
        later> CAP END
        later< ...
        client< :{SERVER} 730 * :later!later@10.0.0.7
        client< :{SERVER} BATCH +<w> metadata later
        client< @batch=<w> :{SERVER} 761 client later status * :on my way
        client< :{SERVER} BATCH -<w>
        later> METADATA * SET status :here
        client< :{SERVER} 761 client later status * :here
        client> MONITOR + client
        client< :{SERVER} 730 client :client!client@10.0.0.7
        client< :{SERVER} BATCH +<m> metadata client
        client< :{SERVER} BATCH -<m>
        userD> METADATA * SUB status
        userD> MONITOR + later
        userD< ...
        userD< :{SERVER} 730 userD :later!later@10.0.0.7
        userD< :{SERVER} BATCH +<d> metadata later
        userD< @batch=<d> :{SERVER} 761 userD later status * :here
        userD< :{SERVER} BATCH -<d>
        """,
    "subscriptions": f"""
        client: {AWARE}
        client> METADATA * SUBS
        client< :{SERVER} BATCH +<a> metadata-subs
        client< :{SERVER} BATCH -<a>
        client> METADATA * SUB foo $url bar foo
        client< :{SERVER} WARN METADATA INVALID_KEY $url :Not a key
        client< :{SERVER} 770 client foo bar
        client< :{SERVER} BATCH +<b> metadata *ALL
        client< :{SERVER} BATCH -<b>
        client> METADATA * SUB bar
        client< :{SERVER} 770 client bar
        client> METADATA * SUBS
        client< :{SERVER} BATCH +<c> metadata-subs
        client< @batch=<c> :{SERVER} 772 client foo bar
        client< :{SERVER} BATCH -<c>
        client> METADATA client UNSUB bar website $url
        client< :{SERVER} WARN METADATA INVALID_KEY $url :Not a key
        client< :{SERVER} 771 client bar website
        client> CAP REQ :-batch
        client< :{SERVER} CAP client ACK :-batch
        client> METADATA * SUBS
        """,
    "subscribing under a label": f"""
        client: {AWARE} labeled-response
        client> @label=1 METADATA * SUB foo
        client< @label=1 :{SERVER} BATCH +<o> labeled-response
        client< @batch=<o> :{SERVER} 770 client foo
        client< @batch=<o> :{SERVER} BATCH +<i> metadata *ALL
        client< @batch=<o> :{SERVER} BATCH -<i>
        client< :{SERVER} BATCH -<o>
        """,
    "too many subscriptions": f"""
        client: {AWARE}
        client> METADATA * SUB {KEPT}
        client< ...
        client> METADATA * SUB k1 email city
        client< :{SERVER} FAIL METADATA LIMIT_REACHED SUB email {METADATA_SUBS} :At most 50 keys
        client< :{SERVER} 770 client k1
        """,
    "in the welcome": f"""
        client: new
        client> CAP REQ :{AWARE}
        client> METADATA * SET status :here
        client> NICK client
        client> USER client 0 * :Client
        client> CAP END
        client< ...
        client< :{SERVER} BATCH +<a> metadata client
        client< @batch=<a> :{SERVER} 761 client client status * :here
        client< :{SERVER} BATCH -<a>
        client< :{SERVER} 422 client :There is no message of the day
        """,
    "one version at a time": f"""
        client: new
        client> CAP REQ :draft/metadata-2 draft/metadata-3
        client< :{SERVER} CAP * NAK :draft/metadata-2 draft/metadata-3
        client> CAP REQ :draft/metadata-2
        client< :{SERVER} CAP * ACK :draft/metadata-2
        client> CAP REQ :draft/metadata-3
        client< :{SERVER} CAP * NAK :draft/metadata-3
        client> CAP REQ :-draft/metadata-2 draft/metadata-3
        client< :{SERVER} CAP * ACK :-draft/metadata-2 draft/metadata-3
        """,
}


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_the_example_of_the_specification(text: str) -> None:
    Transcript(World()).play(text)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("METADATA", "461 client METADATA"),
        ("METADATA #chan", "461 client METADATA"),
        ("METADATA #chan GET", "461 client METADATA"),
        ("METADATA #chan SNEEZE", "FAIL METADATA INVALID_PARAMS SNEEZE"),
        ("METADATA #chan :: hi!", "FAIL METADATA INVALID_PARAMS *"),
        ("METADATA nobody GET url", "FAIL METADATA INVALID_TARGET nobody"),
        ("METADATA nobody LIST", "FAIL METADATA INVALID_TARGET nobody"),
        ("METADATA #chan SUB url", "FAIL METADATA INVALID_TARGET #chan"),
        ("METADATA #chan UNSUB url", "FAIL METADATA INVALID_TARGET #chan"),
        ("METADATA #chan SUBS", "FAIL METADATA INVALID_TARGET #chan"),
        ("METADATA *ALL LIST", "FAIL METADATA INVALID_TARGET *ALL"),
        ("METADATA * SET $url$ :x", "FAIL METADATA INVALID_KEY $url$"),
        ("METADATA * SET url :" + "x" * (METADATA_BYTES + 1), "FAIL METADATA INVALID_VALUE url"),
        ("METADATA * SET more :x", f"FAIL METADATA LIMIT_REACHED SET client {METADATA_KEYS}"),
    ],
)
def test_what_is_wrong_is_told_as_the_newest_text_has_it(line: str, answer: str) -> None:
    client = World().client("client", AWARE.split(), ["#chan"])
    for number in range(METADATA_KEYS):
        client.send(f"METADATA * SET key{number} :x")
    client.read()
    (told,) = client.ask(line)
    assert told.startswith(f":{SERVER} {answer} :")
