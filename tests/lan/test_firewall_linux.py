"""What iptables', ufw's and firewalld's tools print, as each printed it, and what follows."""

import pytest

from desktopchat.lan.firewall import firewalld, iptables, ufw
from desktopchat.lan.firewall.packets import Firewall, packets
from tests.lan.firewalls import ALL_IN, ALL_OUT, LOOPBACK, NEITHER_MDNS, WANTED, kinds

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
    no_answers = iptables.read({4: IPTABLES.replace("RELATED,ESTABLISHED", "RELATED")}, WANTED)
    assert kinds(no_answers) == {"udp", "joining in"}
    assert no_answers.commands[0] == (
        "sudo iptables -I INPUT -p tcp --sport 6697 -m conntrack --ctstate ESTABLISHED -j ACCEPT"
    )
    assert not iptables.read({4: IPTABLES}, packets(6697, [LOOPBACK])).blocked


OURS = "192.168.1.0-192.168.1.255"


@pytest.mark.parametrize(
    ("rule", "stopped"),
    [
        ("-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP", {"hosting in"}),
        (
            "-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m state --state NEW -j DROP",
            set(),
        ),
        ("-A INPUT -p tcp -m tcp --sport 6697 -j DROP", {"joining in"}),
        ("-A INPUT -m conntrack --ctdir REPLY -j DROP", {"joining in"}),
        (
            f"-A INPUT -p tcp -m iprange --src-range {OURS} -m multiport --ports 80,6697 -j DROP",
            {"hosting in", "joining in"},
        ),
        ("-A INPUT -m iprange --src-range 10.0.0.1-10.0.0.9 -j DROP", set()),
        ("-A OUTPUT -p tcp -m tcp --dport 6697 -j REJECT --reject-with tcp-reset", {"joining out"}),
        ("-A OUTPUT -p tcp -m conntrack --ctstate ESTABLISHED -j DROP", {"hosting out"}),
    ],
)
def test_iptables_new_connections_and_answers_are_told_apart(rule: str, stopped: set[str]) -> None:
    wall = iptables.read({4: f"-P INPUT ACCEPT\n{rule}\n"}, WANTED)
    assert kinds(wall) == stopped
    assert not wall.unsure


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
        ("", NEITHER_MDNS, NEITHER_MDNS - {"broadcast in"}),
        (FOR_ALL, set(), set()),
        ("6697                       ALLOW IN    192.168.0.0/16            ", set(), None),
        ("6697                       ALLOW IN    10.0.0.0/8                ", NEITHER_MDNS, None),
        (
            (
                "6690:6700/tcp              ALLOW IN    Anywhere                  \n"
                "6697/udp                   DENY IN     Anywhere                  "
            ),
            NEITHER_MDNS - {"hosting in"},
            None,
        ),
        (
            "80,6697/tcp (Chat full)    LIMIT IN    Anywhere                  ",
            NEITHER_MDNS - {"hosting in"},
            None,
        ),
        ("Anywhere on eth0           ALLOW IN    Anywhere                  ", set(), None),
        ("Anywhere on eth1           ALLOW IN    Anywhere                  ", NEITHER_MDNS, None),
        (
            "192.168.1.20 6697/udp on eth0 ALLOW IN    Anywhere               # x",
            NEITHER_MDNS,
            None,
        ),
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


def test_ufw_what_goes_out_is_read_too() -> None:
    text = UFW.format(rules="6697                       ALLOW IN    Anywhere").replace(
        "allow (outgoing)", "deny (outgoing)"
    )
    wall = ufw.read(text, WANTED)
    assert wall is not None
    assert kinds(wall, 4) == ALL_OUT
    assert wall.commands[-2:] == ("sudo ufw allow out 5353/udp", "sudo ufw allow out 6697")
    denied = UFW.format(rules="192.168.1.0/24 6697/tcp    REJECT OUT  Anywhere")
    wall = ufw.read(denied, [one for one in WANTED if one.outgoing])
    assert wall is not None
    assert kinds(wall) == {"joining out"}
    assert wall.commands == ("sudo ufw prepend allow out 6697/tcp",)


def test_ufw_off_and_not_to_be_read() -> None:
    assert ufw.read("Status: inactive\n", WANTED) == Firewall("ufw", False)
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
    opened = "--add-port=6697/tcp --add-port=6697/udp --add-port=5353/udp"
    assert kinds(wall, 4) == ALL_IN
    assert wall.commands == (
        f"sudo firewall-cmd --permanent --zone=public {opened}",
        "sudo firewall-cmd --reload",
    )
    some = firewalld.read(zones(services="ssh ircs mdns"), WANTED)
    assert kinds(some, 4) == NEITHER_MDNS - {"hosting in"}
    workstation = zones(ports="1025-65535/udp 1025-65535/tcp")
    assert not firewalld.read(workstation, WANTED).blocked
    assert not firewalld.read(zones(target="ACCEPT"), WANTED).blocked
    assert kinds(firewalld.read(zones(target="DROP", card=""), WANTED, "public"), 4) == ALL_IN


def test_firewalld_rich_rules_deny_before_they_allow() -> None:
    deny = '\n\trule family="ipv4" port port="6697" protocol="udp" drop'
    ports = "6697/tcp 6697/udp 5353/udp"
    assert kinds(firewalld.read(zones(ports=ports, rich=deny), WANTED)) == (
        NEITHER_MDNS - {"hosting in"}
    )
    allow = '\n\trule port port="6600-6700" protocol="tcp" accept'
    assert "hosting in" not in kinds(firewalld.read(zones(rich=allow), WANTED))


POLICIES = """\
allow-host-ipv6 (active)
  priority: -15000
  target: CONTINUE
  ingress-zones: ANY
  egress-zones: HOST
  rich rules: 
	rule family="ipv6" icmp-type name="neighbour-advertisement" accept

out (active)
  priority: -1
  target: DROP
  ingress-zones: HOST
  egress-zones: {to}
  services: 
  ports: {ports}
  rich rules: 
"""  # noqa: W291 - as it is


def test_firewalld_policies_are_about_what_goes_out() -> None:
    trusting = zones(target="ACCEPT")
    shut = firewalld.read(trusting, WANTED, "", POLICIES.format(to="ANY", ports=""))
    assert kinds(shut, 4) == ALL_OUT
    assert shut.blocked[0][1] == "policy out (target DROP)"
    assert shut.commands[0] == (
        "sudo firewall-cmd --permanent --policy=out"
        " --add-port=6697/tcp --add-port=6697/udp --add-port=5353/udp"
    )
    open_ = POLICIES.format(to="public", ports="5353/udp 6690-6700/tcp 6697/udp")
    assert not firewalld.read(trusting, WANTED, "", open_).blocked
    assert not firewalld.read(trusting, WANTED, "", POLICIES.format(to="home", ports="")).blocked
