"""CAP (IRCv3 capability-negotiation)."""

from collections.abc import Iterable, Mapping

from desktopchat.host import capabilities
from desktopchat.host.dispatch import Call, command
from desktopchat.host.lines import Line
from desktopchat.irc import numerics as n
from desktopchat.irc.caps import format_caps, parse_request

from . import metadata
from .registration import complete


@command("CAP", params=1, before=True)
def cap(call: Call) -> None:
    subcommand = call.params[0].upper()
    run = _SUBCOMMANDS.get(subcommand)
    if run is None:
        call.numeric(n.ERR_INVALIDCAPCMD, call.params[0], text="Invalid CAP command")
    else:
        run(call)


def _ls(call: Call) -> None:
    person = call.person
    version = call.param(1)
    asked = int(version[:4]) if version.isascii() and version.isdigit() else 0
    person.cap_version = max(person.cap_version, asked)
    if person.cap_version >= 302:
        # From 302 on cap-notify comes without being asked for.
        person.caps |= capabilities.CAP_NOTIFY
    _pause_registration(call)
    # A list is as this request wants it, even of who has asked for more before.
    if asked >= 302:
        _answer(call, "LS", capabilities.offer(call.core, person))
    else:
        # One line, without values, is all that is safe with older programs; sts is nothing
        # without its value.
        _answer(call, "LS", [name for name in capabilities.OFFERED if "/" not in name])


def _list(call: Call) -> None:
    _answer(call, "LIST", call.person.cap_names)


def _answer(call: Call, subcommand: str, names: Mapping[str, str] | Iterable[str]) -> None:
    pieces = format_caps(names)
    for index, piece in enumerate(pieces):
        # Only from 302 on may a list take several lines, all but the last marked.
        more = " *" if index < len(pieces) - 1 and call.person.cap_version >= 302 else ""
        call.server(f"CAP {call.person.target} {subcommand}{more} :{piece}")


def _req(call: Call) -> None:
    """All that is asked for, or nothing."""
    _pause_registration(call)
    asked = call.param(1)
    wanted = parse_request(asked)
    caps = call.person.caps
    for name, on in wanted.items():
        bit = capabilities.OFFERED.get(name)
        for_good = bit == capabilities.CAP_NOTIFY and call.person.cap_version >= 302
        if bit is None or (for_good and not on):
            call.server(f"CAP {call.person.target} NAK :{asked}")
            return
        caps = caps | bit if on else caps & ~bit
    fresh, gone = caps & ~call.person.caps, call.person.caps & ~caps
    if caps & capabilities.METADATA == capabilities.METADATA:
        call.server(f"CAP {call.person.target} NAK :{asked}")
        return
    if gone & capabilities.METADATA_AWARE and call.person.has(capabilities.METADATA_AWARE):
        call.person.subscriptions = None
    call.person.caps = caps
    # Without a time: until they have read this, they don't know that there may be one.
    call.reply(Line(f":{call.core.config.server_name} CAP {call.person.target} ACK :{asked}", 0))
    if fresh & capabilities.METADATA and call.person.registered:
        metadata.greet(call)


def _end(call: Call) -> None:
    if not call.person.registered:
        call.person.negotiating = False
        complete(call)


def _pause_registration(call: Call) -> None:
    if not call.person.registered:
        call.person.negotiating = True


_SUBCOMMANDS = {"LS": _ls, "LIST": _list, "REQ": _req, "END": _end}
