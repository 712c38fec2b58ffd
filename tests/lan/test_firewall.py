"""What firewalls' tools print, as each of them printed it, and what follows for a port."""

import json
import threading
from ipaddress import ip_address, ip_interface
from pathlib import Path

import pytest

from desktopchat.lan.firewall import firewalld, iptables, macos, nft, ufw, windows
from desktopchat.lan.firewall.asking import Answer, ask
from desktopchat.lan.firewall.packets import MDNS_PORT, Packet, To, Wall, packets, packets_to
from desktopchat.lan.firewall.rules import ACCEPT, DROP, JUMP, RETURN, Step, walk
from desktopchat.lan.firewall.survey import survey
from desktopchat.lan.interfaces import Interface


def is_join(one: Packet) -> bool:
    return one.protocol == "tcp" and one.outgoing


CARD = Interface("eth0", 2, (ip_interface("192.168.1.20/24"), ip_interface("fd77::20/64")), "eth0")
LOOPBACK = Interface("lo", 1, (ip_interface("127.0.0.1/8"),), "lo")
ALL = packets(6697, [CARD])
WANTED = [one for one in ALL if one.port == 6697 and not one.answer and not is_join(one)]
"""What comes in for a chat that is hosted here, and what goes out so that it is seen."""


def kinds(wall: Wall, version: int = 0) -> set[str]:
    """What is blocked, in short."""
    return {short(one) for one, _ in wall.blocked if version in (0, one.version)}


def short(one: Packet) -> str:
    way = "out" if one.outgoing else "in"
    if one.port == MDNS_PORT:
        return f"DNS-SD {way}"
    if one.answer:
        return f"answer {way}"
    if one.to is To.ONE:
        return f"{one.protocol} out" if one.outgoing else one.protocol
    return f"{one.to.value} {way}"


ALL_IN = {"tcp", "udp", "multicast in", "broadcast in"}
EVER = {"tcp out", "answer in", "answer out", "DNS-SD in", "DNS-SD out"}


def test_all_ways_in_and_out_of_a_card_are_asked_for() -> None:
    assert {(short(one), one.version) for one in ALL} == {
        *((kind, 4) for kind in (*ALL_IN, *EVER, "multicast out", "broadcast out")),
        *((kind, 6) for kind in ("tcp", "udp", *EVER, "multicast in", "multicast out")),
    }
    assert not [one for one in packets(6697, [LOOPBACK]) if one.to is To.BROADCAST]


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


# nftables


def nft_list(*rules: object, policy: str = "accept", at: str = "input", **more: object) -> str:
    """What `nft -j list ruleset` prints for rules of one chain, as version 1.0.6 writes it."""
    chain = {"family": "inet", "table": "filter", "name": "input", "handle": 1}
    hook = {"type": "filter", "hook": at, "prio": 0, "policy": policy}
    place = {"family": "inet", "table": "filter", "chain": "input"}
    listed: list[object] = [
        {"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5"}},
        {"table": {"family": "inet", "name": "filter", "handle": 1}},
        *({kind: {"family": "inet", "table": "filter", **value}} for kind, value in more.items()),  # type: ignore[dict-item]
        {"chain": chain | hook},
        *({"rule": place | {"handle": 5, "expr": rule}} for rule in rules),
    ]
    return json.dumps({"nftables": listed})


def asks(left: object, right: object, op: str = "==") -> object:
    return {"match": {"op": op, "left": left, "right": right}}


def port(protocol: str, right: object, op: str = "==", field: str = "dport") -> object:
    return asks({"payload": {"protocol": protocol, "field": field}}, right, op)


def address(field: str, right: object) -> object:
    return asks({"payload": {"protocol": "ip", "field": field}}, right)


DROPPED, ACCEPTED = {"drop": None}, {"accept": None}
COUNTED = {"counter": {"packets": 0, "bytes": 0}}


def test_nft_no_rules_block_nothing() -> None:
    wall = nft.read(nft_list(), WANTED)
    assert (wall.active, wall.blocked, wall.commands) == (False, (), ())
    assert nft.read('{"nftables": [{"metainfo": {}}]}', WANTED).active is False


def test_nft_a_rule_for_the_port_is_named_with_the_command_that_opens_it() -> None:
    wall = nft.read(nft_list([port("tcp", 6697), COUNTED, DROPPED]), WANTED)
    assert wall.active
    assert kinds(wall) == {"tcp"}
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
    assert kinds(wall) == ALL_IN - {"tcp"}
    assert "the default of input (drop)" in wall.blocked[0][1]
    assert "udp dport 6697 accept" in wall.commands[0]


def test_nft_kinds_of_destination_are_told_apart() -> None:
    group = asks(
        {"payload": {"protocol": "ip", "field": "daddr"}},
        {"prefix": {"addr": "224.0.0.0", "len": 4}},
    )
    udp = asks({"meta": {"key": "l4proto"}}, "udp")
    assert kinds(nft.read(nft_list([group, udp, DROPPED]), WANTED)) == {"multicast in"}
    broadcast = asks({"fib": {"result": "type", "flags": ["daddr"]}}, "broadcast")
    assert kinds(nft.read(nft_list([broadcast, udp, DROPPED]), WANTED)) == {"broadcast in"}
    kind = asks({"meta": {"key": "pkttype"}}, {"set": ["broadcast", "multicast"]})
    assert kinds(nft.read(nft_list([kind, DROPPED]), WANTED)) == {"broadcast in", "multicast in"}


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
    far = asks({"payload": {"protocol": "ip", "field": "saddr"}}, "10.0.0.1")
    assert kinds(nft.read(nft_list([far, ACCEPTED], policy="drop"), WANTED), 4) == ALL_IN
    other = asks({"meta": {"key": "iifname"}}, "eth1")
    assert not nft.read(nft_list([other, DROPPED]), WANTED).blocked
    ours = asks({"meta": {"key": "iifname"}}, "eth*")
    assert kinds(nft.read(nft_list([ours, {"reject": None}]), WANTED)) == ALL_IN


def test_nft_a_map_of_verdicts_leads_to_another_chain() -> None:
    ports = {
        "key": {"payload": {"protocol": "tcp", "field": "dport"}},
        "data": {"set": [[22, ACCEPTED], [6697, {"jump": {"target": "web"}}]]},
    }
    listed = json.loads(nft_list([{"vmap": ports}]))
    place = {"family": "inet", "table": "filter", "chain": "web", "handle": 9}
    listed["nftables"].append({"rule": place | {"expr": [DROPPED]}})
    assert kinds(nft.read(json.dumps(listed), WANTED)) == {"tcp"}


def test_nft_what_cannot_be_read_is_unsure() -> None:
    odd = {"xt": {"type": "match", "name": "multiport"}}
    wall = nft.read(nft_list([asks({"meta": {"key": "l4proto"}}, "tcp"), odd, DROPPED]), WANTED)
    assert not wall.blocked
    assert {short(one) for one, _ in wall.unsure} == {"tcp"}
    assert "a rule of iptables" in wall.unsure[0][1]


def test_nft_the_way_to_others_and_their_answers_are_looked_at() -> None:
    wall = nft.read(nft_list([port("tcp", 6697), DROPPED], at="output"), ALL)
    assert kinds(wall) == {"tcp out"}
    assert wall.commands == ("sudo nft insert rule inet filter input tcp dport 6697 accept",)
    # What people write who forget the answers: all that comes in is new or it is dropped.
    known = asks({"ct": {"key": "state"}}, "new")
    wall = nft.read(nft_list([known, ACCEPTED], policy="drop"), ALL)
    assert kinds(wall) == {"answer in"}
    assert wall.commands == (
        "sudo nft insert rule inet filter input ct state established,related accept",
    )
    wall = nft.read(nft_list([port("tcp", 6697, field="sport"), DROPPED]), ALL)
    assert kinds(wall) == {"answer in"}
    high = {"range": [1024, 65535]}
    assert kinds(nft.read(nft_list([port("tcp", high), DROPPED]), ALL)) == {"answer in", "tcp"}
    some = {"range": [40000, 41000]}
    wall = nft.read(nft_list([port("tcp", some), DROPPED]), ALL)
    assert not wall.blocked
    assert {short(one) for one, _ in wall.unsure} == {"answer in"}
    assert nft.read(nft_list([port("tcp", 22), DROPPED]), ALL) == Wall("nftables", True)


def test_nft_the_way_to_one_host() -> None:
    host, own = ip_address("10.1.2.3"), ip_address("192.168.1.20")
    wanted = packets_to(host, 7000, "eth0", own)
    there = address("daddr", "10.1.2.3")
    wall = nft.read(nft_list([there, DROPPED], at="output"), wanted)
    assert kinds(wall) == {"tcp out"}
    assert wall.stops(host)
    assert not wall.stops(ip_address("10.1.2.4"))
    back = address("saddr", {"range": ["10.0.0.0", "10.255.255.255"]})
    wall = nft.read(nft_list([back, DROPPED]), wanted)
    assert {short(one) for one, _ in wall.blocked} == {"answer in"}
    assert wall.stops(host)
    assert not nft.read(nft_list([port("tcp", 6697), DROPPED], at="output"), wanted).blocked


def test_nft_ranges_of_senders_are_understood() -> None:
    def of(first: str, last: str) -> Wall:
        sender = address("saddr", {"range": [first, last]})
        return nft.read(nft_list([sender, DROPPED]), WANTED)

    assert kinds(of("192.168.0.0", "192.168.255.255")) == ALL_IN
    assert of("10.0.0.1", "10.0.0.9") == Wall("nftables", True)
    some = of("192.168.1.100", "192.168.1.150")
    assert not some.blocked
    assert {short(one) for one, _ in some.unsure} == ALL_IN


def test_nft_what_drops_at_the_door_of_a_card_is_seen() -> None:
    def door(dev: object) -> Wall:
        listed = json.loads(nft_list([port("tcp", 6697), DROPPED], at="ingress"))
        for item in listed["nftables"]:
            for value in item.values():
                if "family" in value:
                    value["family"] = "netdev"
                if "hook" in value:
                    value["dev"] = dev
        return nft.read(json.dumps(listed), ALL)

    assert kinds(door("eth0")) == {"tcp"}
    assert kinds(door(["wlan0", "eth0"])) == {"tcp"}
    assert door("wlan0").blocked == ()


# iptables

IPTABLES = """\
-P INPUT DROP
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-N guests
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m multiport --dports 22,6690:6700 -j ACCEPT
-A INPUT -s 192.168.1.0/24 -j guests
-A guests -p udp -m pkttype --pkt-type multicast -j ACCEPT
-A guests -p udp -m udp --dport 6697 -m addrtype --dst-type BROADCAST -j ACCEPT
-A guests ! -d 192.168.1.20/32 -j REJECT --reject-with icmp-port-unreachable
"""


def test_iptables_rules_are_followed() -> None:
    wall = iptables.read({4: IPTABLES, 6: "-P INPUT ACCEPT\n"}, WANTED)
    assert kinds(wall) == {"udp"}
    assert wall.blocked[0][1] == "the default of INPUT (drop)"
    assert wall.commands == ("sudo iptables -I INPUT -p udp --dport 6697 -j ACCEPT",)
    assert not iptables.read({4: IPTABLES}, packets(6697, [LOOPBACK])).blocked


def test_iptables_the_way_to_others_and_their_answers_are_looked_at() -> None:
    out = "-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-A OUTPUT -p tcp -m tcp --dport 6697 -j DROP\n"
    wall = iptables.read({4: out}, ALL)
    assert kinds(wall) == {"tcp out"}
    assert wall.commands == ("sudo iptables -I OUTPUT -p tcp --dport 6697 -j ACCEPT",)
    state = "-A INPUT -m conntrack --ctstate NEW -j ACCEPT\n"
    wall = iptables.read({4: f"-P INPUT DROP\n{state}"}, ALL)
    assert kinds(wall) == {"answer in"}
    opens = "sudo iptables -I INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"
    assert wall.commands == (opens,)
    both = state.replace("NEW", "RELATED,ESTABLISHED") + state
    assert not iptables.read({4: f"-P INPUT DROP\n{both}"}, ALL).blocked
    syn = "-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --syn -j DROP\n"
    assert kinds(iptables.read({4: syn}, ALL)) == {"tcp"}
    sports = "-P INPUT ACCEPT\n-A INPUT -p tcp -m multiport --sports 22,6697 -j DROP\n"
    assert kinds(iptables.read({4: sports}, ALL)) == {"answer in"}


def test_iptables_a_match_that_is_not_known_is_unsure() -> None:
    text = "-P INPUT ACCEPT\n-A INPUT -m geoip --source-country X -j DROP\n"
    wall = iptables.read({4: text}, WANTED)
    assert not wall.blocked
    assert wall.unsure
    assert not iptables.read({4: "-P INPUT ACCEPT\n", 6: "-P INPUT ACCEPT\n"}, WANTED).active


# ufw (0.36.2)

UFW = """\
Status: active
Logging: on (low)
Default: deny (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere                  
{rules}
25/tcp                     REJECT OUT  Anywhere                  
25/tcp (v6)                REJECT OUT  Anywhere (v6)             

"""  # noqa: W291 - as it is


FOR_ALL = """\
6697                       ALLOW IN    Anywhere                  
6697 (v6)                  ALLOW IN    Anywhere (v6)             """  # noqa: W291
MIXED = """\
6690:6700/tcp              ALLOW IN    Anywhere                  
6697/udp                   DENY IN     Anywhere                  """  # noqa: W291


@pytest.mark.parametrize(
    ("rules", "blocked4", "blocked6"),
    [
        ("", ALL_IN, ALL_IN - {"broadcast in"}),
        (FOR_ALL, set(), set()),
        ("6697                       ALLOW IN    192.168.0.0/16            ", set(), None),
        ("6697                       ALLOW IN    10.0.0.0/8                ", ALL_IN, None),
        (
            (
                "6690:6700/tcp              ALLOW IN    Anywhere                  \n"
                "6697/udp                   DENY IN     Anywhere                  "
            ),
            ALL_IN - {"tcp"},
            None,
        ),
        (
            "80,6697/tcp (Chat full)    LIMIT IN    Anywhere                  ",
            ALL_IN - {"tcp"},
            None,
        ),
        ("Anywhere on eth0           ALLOW IN    Anywhere                  ", set(), None),
        ("Anywhere on eth1           ALLOW IN    Anywhere                  ", ALL_IN, None),
        ("192.168.1.20 6697/udp on eth0 ALLOW IN    Anywhere               # x", ALL_IN, None),
    ],
)
def test_ufw_rules_are_read(rules: str, blocked4: set[str], blocked6: set[str] | None) -> None:
    wall = ufw.read(UFW.format(rules=rules), WANTED)
    assert wall is not None
    assert wall.active
    if "192.168.1.20" in rules:
        rules, blocked4 = "", blocked4 - {"udp"}
    assert kinds(wall, 4) == blocked4
    if blocked6 is not None:
        assert kinds(wall, 6) == blocked6
    if not rules and blocked6:
        assert wall.commands == ("sudo ufw allow 6697",)


def test_ufw_a_rule_that_denies_is_gone_before() -> None:
    denied = "6697/udp                   DENY IN     Anywhere                  \n"
    wall = ufw.read(UFW.format(rules=denied), [one for one in WANTED if one.protocol == "udp"])
    assert wall is not None
    assert wall.commands == ("sudo ufw prepend allow 6697/udp",)
    assert "6697/udp DENY IN Anywhere" in wall.blocked[0][1]


def test_ufw_off_and_not_to_be_read() -> None:
    assert ufw.read("Status: inactive\n", WANTED) == Wall("ufw", False)
    assert ufw.read("ERROR: You need to be root to run this script\n", WANTED) is None
    assert ufw.read_config("# x\nENABLED=no\n", 6697).active is False
    on = ufw.read_config("ENABLED=yes\n", 6697)
    assert (on.active, on.look) == (None, "sudo ufw status verbose")


# firewalld

FIREWALLD = """\
home
  target: default
  icmp-block-inversion: no
  interfaces: 
  sources: 
  services: dhcpv6-client mdns ssh
  ports: 
  protocols: 
  forward: yes
  rich rules: 

public (default, active)
  target: {target}
  icmp-block-inversion: no
  interfaces: {card}
  sources: 
  services: {services}
  ports: {ports}
  protocols: 
  forward: yes
  masquerade: no
  forward-ports: 
  source-ports: 
  icmp-blocks: 
  rich rules: {rich}

trusted
  target: ACCEPT
  icmp-block-inversion: no
  interfaces: 
  rich rules: 
"""  # noqa: W291 - as it is


def zones(**facts: str) -> str:
    usual = {"target": "default", "card": "eth0", "services": "ssh", "ports": "", "rich": ""}
    return FIREWALLD.format(**usual | facts)


def test_firewalld_zones_are_read() -> None:
    wall = firewalld.read(zones(), WANTED, "public")
    assert kinds(wall, 4) == ALL_IN
    assert wall.commands == (
        "sudo firewall-cmd --permanent --zone=public --add-port=6697/tcp --add-port=6697/udp",
        "sudo firewall-cmd --reload",
    )
    assert kinds(firewalld.read(zones(services="ssh ircs"), WANTED), 4) == ALL_IN - {"tcp"}
    workstation = zones(ports="1025-65535/udp 1025-65535/tcp")
    assert not firewalld.read(workstation, WANTED).blocked
    assert not firewalld.read(zones(target="ACCEPT"), WANTED).blocked
    assert kinds(firewalld.read(zones(target="DROP", card=""), WANTED, "public"), 4) == ALL_IN


def test_firewalld_rich_rules_deny_before_they_allow() -> None:
    deny = '\n\trule family="ipv4" port port="6697" protocol="udp" drop'
    assert kinds(firewalld.read(zones(ports="6697/tcp 6697/udp", rich=deny), WANTED)) == (
        ALL_IN - {"tcp"}
    )
    allow = '\n\trule port port="6600-6700" protocol="tcp" accept'
    assert "tcp" not in kinds(firewalld.read(zones(rich=allow), WANTED))


# Windows

PRIVATE = r"""
HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\StandardProfile
    EnableFirewall    REG_DWORD    0x1
    DisableNotifications    REG_DWORD    0x0
    DoNotAllowExceptions    REG_DWORD    0x0

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\StandardProfile\Logging
"""
POLICY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters"
SERVICE = r"App=%SystemRoot%\system32\svchost.exe"
RULES = (
    rf"""
{POLICY}\FirewallPolicy\FirewallRules
    RemoteDesktop-UserMode-In-TCP    REG_SZ    v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|"""
    rf"""LPort=3389|{SERVICE}|Svc=termservice|Name=@FirewallAPI.dll,-28775|
    MDNS-In-UDP    REG_SZ    v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|Profile=Private|"""
    rf"""LPort=5353|{SERVICE}|Svc=dnscache|Name=@%SystemRoot%\system32\firewallapi.dll,-37303|
"""
)
PROGRAM = r"C:\Program Files\DesktopChat\desktopchat.exe"


ADD_RULE = 'netsh advfirewall firewall add rule name="DesktopChat" dir=in action=allow'


def rule(*facts: str) -> str:
    said = "|".join(("v2.31", "Active=TRUE", "Dir=In", *facts, "Name=DesktopChat", ""))
    return f"    {{0F9C6A1E-0000-4000-8000-{len(said):012}}}    REG_SZ    {said}\n"


def defender(*rules: str, current: tuple[str, ...] = ("Private",)) -> Wall:
    profiles = {"Private": PRIVATE, "Public": PRIVATE}
    return windows.read(profiles, RULES + "".join(rules), current, PROGRAM, WANTED)


def test_windows_blocks_what_no_rule_allows() -> None:
    wall = defender()
    assert kinds(wall, 4) == ALL_IN
    assert wall.commands == (
        f"{ADD_RULE} protocol=TCP localport=6697 profile=private",
        f"{ADD_RULE} protocol=UDP localport=6697 profile=private",
    )


def test_windows_rules_for_ports_and_programs_are_read() -> None:
    both = rule("Action=Allow", "Protocol=6", "LPort=6697"), rule("Action=Allow", "Protocol=17")
    assert not defender(*both).blocked
    ours = rule("Action=Allow", "Protocol=6", rf"App={PROGRAM.lower()}")
    assert kinds(defender(ours), 4) == ALL_IN - {"tcp"}
    private = rule("Action=Allow", "Profile=Private", rf"App={PROGRAM}")
    assert not defender(private).blocked
    assert kinds(defender(private, current=("Public",)), 4) == ALL_IN
    others = rule("Action=Allow", r"App=C:\other.exe")
    assert kinds(defender(others), 4) == ALL_IN


def test_windows_a_rule_that_blocks_wins_and_has_to_go() -> None:
    refused = rule("Action=Block", "Protocol=6", "Profile=Private", rf"App={PROGRAM}")
    wall = defender(rule("Action=Allow", "LPort=6697"), refused)
    assert kinds(wall) == {"tcp"}
    assert wall.commands[0] == (
        f'netsh advfirewall firewall delete rule name=all program="{PROGRAM}"'
    )


def test_windows_may_block_what_goes_out() -> None:
    joins = [one for one in ALL if is_join(one)]
    block = rule("Action=Block", "Protocol=6", "RPort=6697").replace("Dir=In", "Dir=Out")
    wall = windows.read({"Private": PRIVATE}, block, (), PROGRAM, joins)
    assert kinds(wall) == {"tcp out"}
    assert wall.commands[0] == ('netsh advfirewall firewall delete rule name="DesktopChat"')
    assert "dir=out action=allow protocol=TCP remoteport=6697" in wall.commands[1]
    assert not windows.read({"Private": PRIVATE}, RULES, (), PROGRAM, joins).blocked


def test_windows_a_profile_may_be_off() -> None:
    off = PRIVATE.replace(
        "EnableFirewall    REG_DWORD    0x1", "EnableFirewall    REG_DWORD    0x0"
    )
    assert windows.read({"Private": off}, RULES, (), PROGRAM, WANTED).active is False
    assert windows.current_profiles("Public\nDomainAuthenticated\n") == {"Public", "Domain"}


# macOS

MAC = """\
Firewall is {state}
Firewall has block all state set to disabled.
Total number of apps = 2

1 : /usr/libexec/remoted
             (Allow incoming connections)

2 : /Applications/DesktopChat.app
             ({say} incoming connections)

"""
APP = "/Applications/DesktopChat.app/Contents/MacOS/desktopchat"


def test_macos_lets_programs_through() -> None:
    on = "enabled. (State = 1)"
    allowed = macos.read(MAC.format(state=on, say="Allow"), APP, WANTED)
    assert allowed == Wall(macos.NAME, True)
    blocked = macos.read(MAC.format(state=on, say="Block"), APP, WANTED)
    assert blocked is not None
    assert kinds(blocked, 4) == ALL_IN
    assert blocked.commands[1].endswith("--unblockapp /Applications/DesktopChat.app")
    unknown = macos.read(MAC.format(state=on, say="Block"), "/opt/python3", WANTED)
    assert unknown is not None
    assert (unknown.blocked, bool(unknown.unsure)) == ((), True)
    assert macos.read("Firewall is disabled. (State = 0)", APP, WANTED) == Wall(macos.NAME, False)


@pytest.mark.parametrize(
    "text",
    [
        "Firewall is enabled. (State = 2)\nFirewall has block all state set to enabled.\n",
        "Firewall is blocking all non-essential incoming connections. (State = 2)\n",
        "Firewall is enabled. (State = 1)\nBlock all ENABLED!\n",
    ],
)
def test_macos_may_block_all(text: str) -> None:
    wall = macos.read(text, APP, WANTED)
    assert wall is not None
    assert kinds(wall, 4) == ALL_IN
    assert wall.commands[0].endswith("--setblockall off")


# Which are asked


def test_what_may_not_be_read_says_how_to_look() -> None:
    def asking(*words: str, **_: object) -> Answer | None:
        answers = {
            "nft": Answer(1, "", "Operation not permitted (you must be root)\n"),
            "iptables": Answer(
                4, "", "Could not fetch rule set generation id: Permission denied\n"
            ),
            "firewall-cmd": Answer(252, "", "Authorization failed.\n"),
        }
        return answers.get(words[0])

    walls = survey(WANTED, asking, "linux")
    assert [(wall.name, wall.active) for wall in walls] == [
        ("firewalld", None),
        ("nftables", None),
        ("iptables", None),
    ]
    assert all(wall.look.startswith("sudo ") for wall in walls)
    assert survey(WANTED, lambda *_: None, "linux") == []
    assert survey(WANTED, lambda *_: None, "win32")[0].active is None
    assert survey(WANTED, lambda *_: None, "darwin")[0].active is None


def test_rules_of_iptables_are_not_read_twice() -> None:
    text = nft_list([port("tcp", 6697), DROPPED]).replace('"inet"', '"ip"')
    text = text.replace('"name": "input"', '"name": "INPUT"')
    text = text.replace('"chain": "input"', '"chain": "INPUT"')
    answers = {"nft": Answer(0, text, ""), "iptables": Answer(0, IPTABLES, "")}
    walls = survey(WANTED, lambda *words: answers.get(words[0]), "linux")
    assert [(wall.name, kinds(wall)) for wall in walls] == [
        ("nftables", set()),
        ("iptables", {"udp"}),
    ]


def test_a_tool_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "slow"
    tool.write_text("#!/bin/sh\necho begun\nexec /bin/sleep 30\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = ask("slow", within=0.2)
    assert answer is not None
    assert answer.code == -1
    stop = threading.Event()
    stop.set()
    assert ask("slow", stop=stop) is not None
    assert ask("no-such-tool") is None
