"""Which firewalls there may be on this system, and what each is asked."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desktopchat.lan.firewall import firewalld, iptables, macos, nft, ufw, windows
from desktopchat.lan.firewall.asking import Ask, ask
from desktopchat.lan.firewall.packets import Firewall, Packet


def survey(
    wanted: Sequence[Packet], asking: Ask = ask, platform: str = "", program: str = ""
) -> list[Firewall]:
    """The firewalls that there are, the ones that people manage first. platform: as
    sys.platform, program: the path of the program that listens; "" for those of this process."""
    platform, program = platform or sys.platform, program or sys.executable
    if platform == "win32":
        return _windows(wanted, asking, program)
    if platform == "darwin":
        answer = asking(macos.TOOL, "--getglobalstate", "--getblockall", "--listapps")
        wall = macos.read(answer.out, program, wanted) if answer else None
        return [wall or Firewall(macos.NAME, None, look=f"{macos.TOOL} --getglobalstate")]
    return _linux(wanted, asking)


def _linux(wanted: Sequence[Packet], asking: Ask) -> list[Firewall]:
    walls = [one for one in (_ufw(wanted, asking), _firewalld(wanted, asking)) if one is not None]
    managed = {wall.name for wall in walls if wall.active}
    leave_out: list[nft.Base] = []
    if firewalld.NAME in managed:
        leave_out += [(family, "firewalld", "") for family in ("inet", "ip", "ip6")]
    old = _iptables(wanted, asking)
    if old is not None or ufw.NAME in managed:
        # What iptables makes is among the tables of nftables too, but not all of it is readable.
        chains = [(family, chain) for family in ("ip", "ip6") for chain in ("INPUT", "OUTPUT")]
        leave_out += [(family, "filter", chain) for family, chain in chains]
    new = _nftables(wanted, asking, leave_out)
    walls += [] if new is None else [new]
    # ufw and firewalld have their rules in there as well, and know better what they mean.
    walls += [] if old is None or managed else [old]
    return walls


def _ufw(wanted: Sequence[Packet], asking: Ask) -> Firewall | None:
    answer = asking("ufw", "status", "verbose")
    if answer is None:
        return None
    wall = ufw.read(answer.out, wanted)
    if wall is not None:
        return wall
    try:
        text = Path(ufw.CONFIG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Firewall(ufw.NAME, None, look="sudo ufw status verbose")
    return ufw.read_config(text, wanted[0].port if wanted else 0)


def _firewalld(wanted: Sequence[Packet], asking: Ask) -> Firewall | None:
    state = asking("firewall-cmd", "--state")
    if state is None or (state.code != 0 and not state.is_forbidden):
        return None
    zones = asking("firewall-cmd", "--list-all-zones")
    if zones is None or zones.code != 0:
        return Firewall(firewalld.NAME, None, look="sudo firewall-cmd --list-all-zones")
    default = asking("firewall-cmd", "--get-default-zone")
    policies = asking("firewall-cmd", "--list-all-policies")
    policies_text = policies.out if policies is not None and policies.code == 0 else ""
    return firewalld.read(zones.out, wanted, default.out.strip() if default else "", policies_text)


def _nftables(
    wanted: Sequence[Packet], asking: Ask, leave_out: Sequence[nft.Base]
) -> Firewall | None:
    answer = asking("nft", "-j", "list", "ruleset")
    if answer is None:
        return None
    if answer.code == 0:
        try:
            return nft.read(answer.out, wanted, leave_out)
        except (ValueError, LookupError, TypeError, AttributeError):
            pass  # a version of the tool that writes otherwise
    return Firewall(nft.NAME, None, look="sudo nft list ruleset")


def _iptables(wanted: Sequence[Packet], asking: Ask) -> Firewall | None:
    texts, forbidden = {}, False
    for version, tool in ((4, "iptables"), (6, "ip6tables")):
        answer = asking(tool, "-S")
        if answer is not None and answer.code == 0:
            texts[version] = answer.out
        forbidden = forbidden or (answer is not None and answer.is_forbidden)
    if texts:
        return iptables.read(texts, wanted)
    return Firewall(iptables.NAME, None, look="sudo iptables -S") if forbidden else None


def _windows(wanted: Sequence[Packet], asking: Ask, program: str) -> list[Firewall]:
    look = "netsh advfirewall show allprofiles"
    texts = {}
    for name, key in windows.PROFILES.items():
        answer = asking("reg", "query", rf"{windows.POLICY}\{key}")
        if answer is not None and answer.code == 0:
            texts[name] = answer.out
    rules = asking("reg", "query", rf"{windows.POLICY}\FirewallRules")
    if not texts or rules is None or rules.code != 0:
        return [Firewall(windows.NAME, None, look=look)]
    command = "Get-NetConnectionProfile | ForEach-Object { $_.NetworkCategory }"
    shown = asking("powershell", "-NoProfile", "-NonInteractive", "-Command", command)
    current = windows.current_profiles(shown.out) if shown else set()
    return [windows.read(texts, rules.out, current, os.path.abspath(program), wanted)]  # noqa: PTH100 - keeps a Windows path as it is
