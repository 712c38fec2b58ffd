"""What has to pass a firewall, and lists of rules in general."""

from ipaddress import ip_address

from desktopchat.lan.firewall.packets import Route, has_port, packets
from desktopchat.lan.firewall.rules import ACCEPT, DROP, JUMP, RETURN, Step, walk
from tests.lan.firewalls import ALL_IN, ALL_OUT, CARD, LOOPBACK, TCP, WANTED, short


def test_all_ways_in_and_out_of_a_card_are_asked_for() -> None:
    every = {*ALL_IN, *ALL_OUT, *TCP}
    assert {short(one) for one in WANTED if one.version == 4} == every
    assert {short(one) for one in WANTED if one.version == 6} == {
        one for one in every if "broadcast" not in one
    }
    assert {short(one) for one in packets(6697, [LOOPBACK])} == {
        *(TCP | {"udp", "multicast in", "multicast out"})
    }


def test_an_answer_goes_the_other_way_between_the_same_ports() -> None:
    by_short = {short(one): one for one in WANTED if one.version == 4 and one.protocol == "tcp"}
    go, come = by_short["joining out"], by_short["joining in"]
    assert (go.port, go.sport, go.reply) == (6697, 0, False)
    assert (come.port, come.sport, come.reply) == (0, 6697, True)
    assert (come.sources, come.destinations) == (go.destinations, go.sources)
    assert by_short["hosting out"].reply


def test_the_way_to_a_host_that_is_named_is_asked_for_instead() -> None:
    there = Route(ip_address("10.0.0.7"), "eth0", ip_address("192.168.1.20"), (6697, 6667))
    ways = [one for one in packets(7000, [CARD], 0, [there]) if one.is_joining]
    assert [(one.port or one.sport, one.outgoing, one.needed) for one in ways] == [
        *((6697, True, True), (6697, False, True), (6667, True, False), (6667, False, False))
    ]
    assert {one.peer for one in ways} == {"10.0.0.7"}
    assert ways[0].words == "connections from here to TCP port 6697 of 10.0.0.7"
    assert ways[1].words == "answers of 10.0.0.7 from TCP port 6697"


def test_a_host_on_this_computer_is_met_on_both_sides_of_loopback() -> None:
    here = ip_address("192.168.1.20")
    ways = packets(6697, [], 0, [Route(here, "lo", here, (6697,), is_here=True)])
    assert {(one.outgoing, one.reply, one.interface) for one in ways} == {
        (outgoing, reply, "lo") for outgoing in (True, False) for reply in (True, False)
    }
    assert all(one.is_joining for one in ways)


def test_of_a_port_that_the_system_picks_only_much_is_known() -> None:
    assert has_port(0, 1, 1023) is has_port(0, 6697, 6697) is has_port(0, 50000, 50000) is False
    assert has_port(0, 1024, 65535) is True
    assert has_port(0, 40000, 65535) is None
    assert has_port(6697, 6697, 6697) is True


# Lists of rules


def test_the_first_rule_that_fits_decides_and_else_the_default_does() -> None:
    chains = {"in": [Step(False, DROP), Step(True, ACCEPT, text="yes"), Step(True, DROP)]}
    assert walk(chains, "in", DROP).why == "yes"
    assert walk({}, "in", DROP).passes is False
    assert walk({}, "in", ACCEPT).passes is True


def test_a_chain_that_was_jumped_to_comes_back() -> None:
    chains = {
        "in": [Step(True, JUMP, "a"), Step(True, DROP, text="after")],
        "a": [Step(True, RETURN), Step(True, ACCEPT)],
    }
    assert walk(chains, "in", ACCEPT).why == "after"
    chains["a"] = [Step(None, RETURN), Step(True, ACCEPT)]
    assert walk(chains, "in", ACCEPT).passes is None
    chains["in"] = [Step(True, JUMP, "in")]
    assert walk(chains, "in", DROP).passes is False  # the kernel takes no loop; this ends too


def test_what_may_be_dropped_is_unknown() -> None:
    assert walk({"in": [Step(None, DROP, text="perhaps")]}, "in", ACCEPT).passes is None
    assert walk({"in": [Step(None, ACCEPT)]}, "in", DROP).passes is None
    assert walk({"in": [Step(None, DROP)]}, "in", DROP).passes is False
    assert (
        walk({"in": [Step(None, JUMP, "a")], "a": [Step(True, DROP)]}, "in", ACCEPT).passes is None
    )
