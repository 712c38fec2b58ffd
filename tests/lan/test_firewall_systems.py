"""Windows' and macOS' firewalls: what their tools print, and what follows."""

import pytest

from desktopchat.lan.firewall import macos, windows
from desktopchat.lan.firewall.packets import Firewall
from tests.lan.firewalls import ALL_IN, ALL_OUT, WANTED, kinds, short

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


def defender(*rules: str, current: tuple[str, ...] = ("Private",)) -> Firewall:
    profiles = {"Private": PRIVATE, "Public": PRIVATE}
    return windows.read(profiles, RULES + "".join(rules), current, PROGRAM, WANTED)


def test_windows_blocks_what_no_rule_allows() -> None:
    wall = defender()
    assert kinds(wall, 4) == ALL_IN
    assert wall.commands == (
        f"{ADD_RULE} protocol=TCP localport=6697 profile=private",
        f"{ADD_RULE} protocol=UDP localport=5353,6697 profile=private",
    )


def test_windows_rules_for_ports_and_programs_are_read() -> None:
    both = rule("Action=Allow", "Protocol=6", "LPort=6697"), rule("Action=Allow", "Protocol=17")
    assert not defender(*both).blocked
    ours = rule("Action=Allow", "Protocol=6", rf"App={PROGRAM.lower()}")
    assert kinds(defender(ours), 4) == ALL_IN - {"hosting in"}
    private = rule("Action=Allow", "Profile=Private", rf"App={PROGRAM}")
    assert not defender(private).blocked
    assert kinds(defender(private, current=("Public",)), 4) == ALL_IN
    others = rule("Action=Allow", r"App=C:\other.exe")
    assert kinds(defender(others), 4) == ALL_IN


def test_windows_a_rule_that_blocks_wins_and_has_to_go() -> None:
    refused = rule("Action=Block", "Protocol=6", "Profile=Private", rf"App={PROGRAM}")
    allowed = rule("Action=Allow", "LPort=6697"), rule("Action=Allow", "Protocol=17")
    wall = defender(*allowed, refused)
    assert kinds(wall) == {"hosting in"}
    assert wall.commands[0] == (
        f'netsh advfirewall firewall delete rule name=all program="{PROGRAM}"'
    )


def test_windows_what_goes_out_passes_unless_something_says_otherwise() -> None:
    out = rule("Action=Block", "Protocol=6", "RPort=6600-6700").replace("Dir=In", "Dir=Out")
    opened = rule("Action=Allow", rf"App={PROGRAM}")
    wall = defender(opened, out)
    assert kinds(wall) == {"joining out"}
    assert wall.commands[0] == ('netsh advfirewall firewall delete rule name="DesktopChat" dir=out')
    assert not defender(opened, out.replace("6600-6700", "80")).blocked
    some = defender(opened, out.replace("RPort=6600-6700", "RPort=6697|RA4=10.0.0.7"))
    assert not some.blocked
    assert {short(one) for one, _ in some.unsure} == {"joining out"}
    shut = PRIVATE.replace(
        "    DisableNot", "    DefaultOutboundAction    REG_DWORD    0x1\n    DisableNot"
    )
    wall = windows.read({"Private": shut}, RULES + opened, (), PROGRAM, WANTED)
    assert kinds(wall, 4) == ALL_OUT
    assert wall.commands == (
        *(
            f"{ADD_RULE.replace('dir=in', 'dir=out')} protocol={ports} profile=private"
            for ports in ("TCP remoteport=6697", "UDP remoteport=5353,6697")
        ),
    )


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
    assert allowed == Firewall(macos.NAME, True)
    blocked = macos.read(MAC.format(state=on, say="Block"), APP, WANTED)
    assert blocked is not None
    assert kinds(blocked, 4) == ALL_IN
    assert blocked.commands[1].endswith("--unblockapp /Applications/DesktopChat.app")
    unknown = macos.read(MAC.format(state=on, say="Block"), "/opt/python3", WANTED)
    assert unknown is not None
    assert (unknown.blocked, bool(unknown.unsure)) == ((), True)
    assert macos.read("Firewall is disabled. (State = 0)", APP, WANTED) == Firewall(
        macos.NAME, False
    )


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
