"""macOS' application firewall: `socketfilterfw --getglobalstate --getblockall --listapps`.

It lets programs through, not ports; by default every signed one. What goes out, and the answers
to that, it does not look at.
"""

import re
import shlex
from collections.abc import Sequence

from desktopchat.lan.firewall.packets import Firewall, Packet
from desktopchat.words import tr, tr_noop

NAME = tr_noop("the firewall of macOS")
TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
_APP = re.compile(r"^\s*\d+\s*:\s*(?P<path>/.*?)\s*\n\s*\(\s*(?P<say>[^)]*?)\s*\)", re.MULTILINE)


def read(text: str, program: str, wanted: Sequence[Packet]) -> Firewall | None:
    """What it says of this program; None where it is no answer. program: its path."""
    state = re.search(r"\(State = (\d)\)", text)
    if state is None:
        return None
    if state[1] == "0":
        return Firewall(NAME, False)
    path = _bundle(program)
    all_blocked = state[1] == "2" or re.search(
        r"block(ing)? all[^\n]*(ENABLED|state = 1|incoming connections)", text, re.IGNORECASE
    )
    if all_blocked and not re.search(r"block all DISABLED", text, re.IGNORECASE):
        why = tr("it blocks all incoming connections")
        commands = [f"sudo {TOOL} --setblockall off"]  # no words: a command
    else:
        said = {found["path"]: found["say"] for found in _APP.finditer(text)}
        verdict = said.get(path) or said.get(program) or ""
        if verdict.lower().startswith("allow"):
            return Firewall(NAME, True)
        why, commands = tr("it blocks {path}", path=path), []
        if not verdict:
            # It asks once somebody listens, or takes a signed program.
            unknown = tr("it does not know {path} yet", path=path)
            asked = tuple((packet, unknown) for packet in _in(wanted))
            return Firewall(NAME, True, (), asked, _allow(path), f"{TOOL} --listapps")
    blocked = tuple((packet, why) for packet in _in(wanted))
    return Firewall(NAME, True, blocked, (), (*commands, *_allow(path)))


def _allow(path: str) -> tuple[str, ...]:
    quoted = shlex.quote(path)
    return (f"sudo {TOOL} --add {quoted}", f"sudo {TOOL} --unblockapp {quoted}")


def _bundle(program: str) -> str:
    """The .app that a program is in, else the program."""
    before, app, _ = program.partition(".app/")
    return f"{before}.app" if app else program


def _in(wanted: Sequence[Packet]) -> list[Packet]:
    return [
        one for one in wanted if not (one.outgoing or one.reply or one.interface.startswith("lo"))
    ]
