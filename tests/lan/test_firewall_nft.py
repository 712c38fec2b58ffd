"""What nftables' tool prints, and what follows for what has to pass."""

import json

import pytest

from desktopchat.lan.firewall import nft
from tests.lan.firewalls import ALL_IN, WANTED, kinds, short


def nft_list(*rules: object, policy: str = "accept", **more: object) -> str:
    """What `nft -j list ruleset` prints for rules of one chain, as version 1.0.6 writes it."""
    chain = {"family": "inet", "table": "filter", "name": "input", "handle": 1}
    hook = {"type": "filter", "hook": "input", "prio": 0, "policy": policy}
    place = {"family": "inet", "table": "filter", "chain": "input"}
    listed: list[object] = [
        {"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5"}},
        {"table": {"family": "inet", "name": "filter", "handle": 1}},
        *({kind: {"family": "inet", "table": "filter", **value}} for kind, value in more.items()),  # type: ignore[dict-item]
        {"chain": chain | hook},
        *({"rule": place | {"handle": at, "expr": rule}} for at, rule in enumerate(rules, 5)),
    ]
    return json.dumps({"nftables": listed})


def asks(left: object, right: object, op: str = "==") -> object:
    return {"match": {"op": op, "left": left, "right": right}}


def port(protocol: str, right: object, op: str = "==") -> object:
    return asks({"payload": {"protocol": protocol, "field": "dport"}}, right, op)


DROPPED, ACCEPTED = {"drop": None}, {"accept": None}
COUNTED = {"counter": {"packets": 0, "bytes": 0}}


def test_nft_no_rules_block_nothing() -> None:
    wall = nft.read(nft_list(), WANTED)
    assert (wall.active, wall.blocked, wall.commands) == (False, (), ())
    assert nft.read('{"nftables": [{"metainfo": {}}]}', WANTED).active is False


def test_nft_a_rule_for_the_port_is_named_with_the_command_that_opens_it() -> None:
    wall = nft.read(nft_list([port("tcp", 6697), COUNTED, DROPPED]), WANTED)
    assert wall.active
    assert kinds(wall) == {"hosting in"}
    assert wall.blocked[0][1] == "tcp dport 6697 drop (table inet filter, chain input)"
    assert wall.commands == ("sudo nft insert rule inet filter input tcp dport 6697 accept",)


@pytest.mark.parametrize(
    "right",
    [6697, {"set": [22, 6697]}, {"range": [6690, 6700]}, {"set": [{"range": [1, 9000]}]}, "@ports"],
)
def test_nft_a_default_of_drop_lets_through_what_is_allowed(right: object) -> None:
    ports = {"name": "ports", "type": "inet_service", "elem": [22, {"range": [6690, 6700]}]}
    text = nft_list([port("tcp", right), ACCEPTED], policy="drop", set=ports)
    wall = nft.read(text, WANTED)
    assert kinds(wall) == ALL_IN - {"hosting in"} | {"joining in"}
    assert "the default of input (drop)" in wall.blocked[0][1]
    assert wall.commands == (
        "sudo nft insert rule inet filter input tcp sport 6697 ct state established accept",
        "sudo nft insert rule inet filter input udp dport 6697 accept",
        "sudo nft insert rule inet filter input udp dport 5353 accept",
    )


def test_nft_kinds_of_destination_are_told_apart() -> None:
    group = asks(
        {"payload": {"protocol": "ip", "field": "daddr"}},
        {"prefix": {"addr": "224.0.0.0", "len": 4}},
    )
    udp = asks({"meta": {"key": "l4proto"}}, "udp")
    groups = {"multicast in", "mdns in"}
    assert kinds(nft.read(nft_list([group, udp, DROPPED]), WANTED), 4) == groups
    broadcast = asks({"fib": {"result": "type", "flags": ["daddr"]}}, "broadcast")
    assert kinds(nft.read(nft_list([broadcast, udp, DROPPED]), WANTED)) == {"broadcast in"}
    kind = asks({"meta": {"key": "pkttype"}}, {"set": ["broadcast", "multicast"]})
    assert kinds(nft.read(nft_list([kind, DROPPED]), WANTED)) == groups | {"broadcast in"}


def test_nft_new_connections_of_our_networks_by_our_card_are_what_counts() -> None:
    known = asks({"ct": {"key": "state"}}, ["established", "related"], "in")
    assert kinds(nft.read(nft_list([known, ACCEPTED], policy="drop"), WANTED), 4) == ALL_IN
    states = {"key": {"ct": {"key": "state"}}, "data": {"set": [["invalid", DROPPED]]}}
    assert not nft.read(nft_list([{"vmap": states}]), WANTED).blocked
    near = asks(
        {"payload": {"protocol": "ip", "field": "saddr"}},
        {"prefix": {"addr": "192.168.0.0", "len": 16}},
    )
    assert not kinds(nft.read(nft_list([near, ACCEPTED], policy="drop"), WANTED), 4)
    every = ALL_IN | {"joining in"}
    far = asks({"payload": {"protocol": "ip", "field": "saddr"}}, "10.0.0.1")
    assert kinds(nft.read(nft_list([far, ACCEPTED], policy="drop"), WANTED), 4) == every
    other = asks({"meta": {"key": "iifname"}}, "eth1")
    assert not nft.read(nft_list([other, DROPPED]), WANTED).blocked
    ours = asks({"meta": {"key": "iifname"}}, "eth*")
    assert kinds(nft.read(nft_list([ours, {"reject": None}]), WANTED)) == every


def test_nft_a_map_of_verdicts_leads_to_another_chain() -> None:
    ports = {
        "key": {"payload": {"protocol": "tcp", "field": "dport"}},
        "data": {"set": [[22, ACCEPTED], [6697, {"jump": {"target": "web"}}]]},
    }
    listed = json.loads(nft_list([{"vmap": ports}]))
    place = {"family": "inet", "table": "filter", "chain": "web", "handle": 9}
    listed["nftables"].append({"rule": place | {"expr": [DROPPED]}})
    assert kinds(nft.read(json.dumps(listed), WANTED)) == {"hosting in"}


def test_nft_what_cannot_be_read_is_unsure() -> None:
    odd = {"xt": {"type": "match", "name": "multiport"}}
    wall = nft.read(nft_list([asks({"meta": {"key": "l4proto"}}, "tcp"), odd, DROPPED]), WANTED)
    assert not wall.blocked
    assert {short(one) for one, _ in wall.unsure} == {"hosting in", "joining in"}
    assert "a rule of iptables" in wall.unsure[0][1]


def from_(right: object, op: str = "==") -> object:
    return asks({"payload": {"protocol": "ip", "field": "saddr"}}, right, op)


@pytest.mark.parametrize(
    ("right", "passes"),
    [
        ({"range": ["192.168.0.0", "192.168.1.255"]}, True),
        ({"range": ["10.0.0.1", "10.0.0.9"]}, False),
        ({"range": ["192.168.1.1", "192.168.1.9"]}, None),
        ({"set": [{"prefix": {"addr": "192.168.0.0", "len": 16}}, "10.0.0.1"]}, True),
        (
            {
                "set": [
                    {"prefix": {"addr": "10.0.0.0", "len": 8}},
                    {"range": ["1.1.1.1", "2.2.2.2"]},
                ]
            },
            False,
        ),
        ({"set": [{"prefix": {"addr": "192.168.1.0", "len": 25}}]}, None),
        ("@some", True),
        ("@nosuch", None),
    ],
)
def test_nft_ranges_and_sets_of_addresses_are_understood(
    right: object, passes: bool | None
) -> None:
    some = {"name": "some", "elem": [{"range": ["192.168.1.0", "192.168.1.255"]}]}
    wall = nft.read(nft_list([from_(right), ACCEPTED], policy="drop", set=some), WANTED)
    first = next(one for one in WANTED if short(one) == "hosting in")
    said = False if first in dict(wall.blocked) else None if first in dict(wall.unsure) else True
    assert said is passes


FLAGS = {"payload": {"protocol": "tcp", "field": "flags"}}
OF_CONNECTIONS = {"&": [FLAGS, ["fin", "syn", "rst", "ack"]]}


@pytest.mark.parametrize(
    ("asked", "stopped"),
    [
        (asks({"ct": {"key": "direction"}}, "reply"), {"joining in"}),
        (asks({"ct": {"key": "state"}}, ["established", "related"], "in"), {"joining in"}),
        (asks(OF_CONNECTIONS, "syn"), {"hosting in"}),
        (asks(OF_CONNECTIONS, ["syn", "ack"]), {"joining in"}),
        (asks(FLAGS, "ack", "in"), {"joining in"}),
        (asks(FLAGS, "syn", "!="), {"joining in"}),
        (asks({"payload": {"protocol": "udp", "field": "dport"}}, 53, "!="), set()),
        (asks({"payload": {"protocol": "ip6", "field": "saddr"}}, "::1", "!="), set()),
        (asks({"payload": {"protocol": "tcp", "field": "sport"}}, 6697), {"joining in"}),
        (
            asks({"fib": {"result": "type", "flags": ["saddr"]}}, "local"),
            set(),
        ),
        (asks({"fib": {"result": "oif", "flags": ["saddr", "iif"]}}, False), set()),
        (
            asks(
                {
                    "concat": [
                        {"payload": {"protocol": "ip", "field": "saddr"}},
                        {"payload": {"protocol": "tcp", "field": "dport"}},
                    ]
                },
                {"set": [{"concat": [{"prefix": {"addr": "192.168.0.0", "len": 16}}, 6697]}]},
            ),
            {"hosting in"},
        ),
        (asks({"meta": {"key": "oifname"}}, "eth0"), set()),
        (
            {"set": {"op": "update", "set": "@x", "stmt": [{"limit": {"rate": 9, "inv": True}}]}},
            set(),
        ),
    ],
)
def test_nft_new_connections_and_answers_are_told_apart(asked: object, stopped: set[str]) -> None:
    tcp = asks({"meta": {"key": "l4proto"}}, "tcp")
    wall = nft.read(nft_list([tcp, asked, DROPPED]), WANTED)
    assert kinds(wall, 4) == stopped
    assert not wall.unsure


@pytest.mark.parametrize(
    "odd",
    [
        {"quota": {"val": 1, "val_unit": "mbytes", "inv": True}},
        {"something new": None},
        asks({"meta": {"key": "mark"}}, 1),
        asks({"ct": {"key": "status"}}, "assured", "in"),
        asks({"payload": {"protocol": "tcp", "field": "window"}}, 64, "!="),
        {"vmap": {"key": {"meta": {"key": "iif"}}, "data": "@nosuch"}},
    ],
)
def test_nft_what_is_not_understood_may_block(odd: object) -> None:
    wall = nft.read(nft_list([port("tcp", 6697), odd, DROPPED]), WANTED)
    assert not wall.blocked
    assert {short(one) for one, _ in wall.unsure} == {"hosting in"}
    assert wall.commands == ("sudo nft insert rule inet filter input tcp dport 6697 accept",)


def test_nft_chains_of_a_card_come_before_all_others() -> None:
    rules = [port("tcp", 6697), DROPPED], [asks(FLAGS, "ack", "in"), DROPPED]
    text = nft_list(*rules).replace('"inet"', '"netdev"').replace('"input", "p', '"ingress", "p')
    wall = nft.read(text, WANTED)
    assert not wall.blocked  # of which card it is, is not told
    assert {short(one) for one, _ in wall.unsure} == {"hosting in", "joining in"}
    assert wall.commands == (
        "sudo nft insert rule netdev filter input tcp dport 6697 accept",
        "sudo nft insert rule netdev filter input tcp sport 6697 tcp flags ack accept",
    )
    ours = text.replace('"ingress"', '"ingress", "dev": "eth0"')
    assert kinds(nft.read(ours, WANTED)) == {"hosting in", "joining in"}
    other = text.replace('"ingress"', '"ingress", "dev": ["eth1"]')
    assert (nft.read(other, WANTED).blocked, nft.read(other, WANTED).unsure) == ((), ())
    early = text.replace('"netdev"', '"ip"').replace(
        '"ingress", "prio": 0', '"prerouting", "prio": -300'
    )
    assert nft.read(early, WANTED).commands[1].endswith("tcp sport 6697 tcp flags ack accept")
