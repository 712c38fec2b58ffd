"""What the firewalls of this computer say."""

from collections.abc import Collection, Iterator, Sequence

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.firewall import iptables, nft
from desktopchat.lan.firewall.packets import Destination, Firewall, Packet
from desktopchat.words import tr
from desktopchat.words.lists import alternatives, in_a_row, sentences

_CHECK = "firewall"
_FORGET = (nft.NAME, iptables.NAME)


def look_at_walls(walls: Sequence[Firewall], wanted: Sequence[Packet]) -> Iterator[Finding]:
    """walls: as `survey` gives them for what is wanted."""
    if not walls:
        yield Finding(_CHECK, Verdict.GOOD, tr("No firewall was found on this computer"))
    for wall in walls:
        yield _of(wall, wanted)


def _of(wall: Firewall, wanted: Sequence[Packet]) -> Finding:
    inside = tr(wall.name)
    name = inside[:1].upper() + inside[1:] if wall.name.startswith("the ") else inside
    if wall.active is None:
        words = sentences(
            tr("Its rules can only be read by somebody who looks after this computer."),
            tr("To see them:") if wall.look else "",
        )
        look = (wall.look,) if wall.look else ()
        title = tr("What {name} lets through can't be read", name=inside)
        return Finding(_CHECK, Verdict.NOTE, title, words, look)
    if not wall.active:
        return Finding(_CHECK, Verdict.GOOD, tr("{name} is off or has no rules", name=name))
    if not wall.blocked and not wall.unsure:
        return Finding(_CHECK, Verdict.GOOD, tr("{name} lets the chat through", name=name))
    blocked, unsure = [one for one, _ in wall.blocked], [one for one, _ in wall.unsure]
    said = [sentences(*_consequences(blocked, wanted))] if blocked else []
    if unsure and blocked:
        said += [tr("Of some rules it can't be told here whether they also do.")]
    elif unsure:
        said += [tr("Of some rules it can't be told here whether they do.")]
    breaks = is_broken(blocked, wanted)
    if wall.commands:
        said += [_what_to_do(fleeting=wall.name in _FORGET, breaks=breaks)]
    if breaks:
        verdict, title = Verdict.BAD, tr("{name} on this computer blocks the chat", name=name)
    elif blocked:
        verdict = Verdict.NOTE
        title = tr("{name} on this computer blocks a part of what finds others", name=name)
    else:
        verdict = Verdict.NOTE
        title = tr("{name} on this computer may block a part of the chat", name=name)
    details = [
        tr("{what} – stopped by: {rules}", what=what, rules=rules)
        for what, rules in _rules(wall.blocked)
    ]
    details += [
        tr("{what} – perhaps stopped by: {rules}", what=what, rules=rules)
        for what, rules in _rules(wall.unsure)
    ]
    return Finding(_CHECK, verdict, title, "\n".join(said), wall.commands, tuple(details))


def _what_to_do(*, fleeting: bool, breaks: bool) -> str:
    """Above the commands. fleeting: whether the system forgets what they do; breaks: whether
    something does not work at all."""
    until = tr("What these commands change holds until the computer starts anew.")
    run = tr("Run this in a terminal, as somebody who looks after this computer:")
    if not breaks:
        run = tr(
            "If something does not work, run this in a terminal, as somebody who looks after this"
            " computer:"
        )
    return sentences(until if fleeting else "", run)


# What comes of it


def is_broken(blocked: Collection[Packet], wanted: Collection[Packet]) -> bool:
    """Whether something does not work at all without these."""
    return (
        stops_hosting(blocked)
        or stops_joining(blocked, wanted)
        or any(_is_deaf(blocked, wanted, outgoing=way) for way in (False, True))
    )


def stops_hosting(blocked: Collection[Packet]) -> bool:
    """Whether nobody else could join what is hosted here."""
    return any(one.protocol == "tcp" and not one.is_joining for one in blocked)


def stops_joining(blocked: Collection[Packet], wanted: Collection[Packet]) -> bool:
    """Whether the host that is missed, or others in general, can't be joined from here."""
    ways = {_way(one) for one in wanted if one.is_joining and one.needed}
    shut = {_way(one) for one in blocked if one.is_joining and one.needed}
    # A host may have several addresses, of which one is enough.
    return bool(shut) and (shut >= ways or any(not peer for peer, _ in shut))


def _way(packet: Packet) -> tuple[str, int]:
    return packet.peer, packet.sport if packet.reply else packet.port


def stops_hearing(walls: Sequence[Firewall], wanted: Collection[Packet]) -> bool:
    """Whether one of the firewalls keeps out all heartbeats of others."""
    return any(_is_deaf([one for one, _ in wall.blocked], wanted, outgoing=False) for wall in walls)


def _is_deaf(blocked: Collection[Packet], wanted: Collection[Packet], *, outgoing: bool) -> bool:
    """Whether no heartbeat at all passes that way."""
    beats = {one for one in wanted if _is_beat(one) and one.outgoing is outgoing}
    return bool(beats) and beats <= set(blocked)


def _is_beat(packet: Packet) -> bool:
    return packet.protocol == "udp" and packet.to is not Destination.ONE and not packet.is_mdns


def _consequences(blocked: Collection[Packet], wanted: Collection[Packet]) -> Iterator[str]:
    joins = not stops_joining(blocked, wanted)
    if not joins:
        peers = dict.fromkeys(one.peer for one in blocked if one.is_joining and one.peer)
        if peers:
            there = alternatives(list(peers))
            yield tr("The chat at {address} can't be joined from here.", address=there)
        else:
            yield tr("What others host can't be joined from here.")
    if stops_hosting(blocked):
        yield tr("Nobody else can join a chat that is hosted here.")
    mdns = {one.outgoing for one in blocked if one.is_mdns}
    deaf, mute = (_is_deaf(blocked, wanted, outgoing=way) for way in (False, True))
    if deaf:
        yield (
            tr("Chats and people near are not listed here.")
            if False in mdns
            else tr("People near are not listed here; chats are, by multicast DNS.")
        )
    if mute:
        yield (
            tr("Others near do not see this computer, nor a chat that is hosted here.")
            if True in mdns
            else tr("Others near do not see who is here; a chat that is hosted here they do see.")
        )
    if deaf or mute:
        if joins:
            yield tr("A code or link joins a chat all the same.")
    elif mdns and not any(map(_is_beat, blocked)):
        yield (
            tr(
                "Chats near are found by DesktopChat's own datagrams only, and programs that look"
                " for them by multicast DNS may not see them."
            )
        )
    elif any(one.protocol == "udp" for one in blocked):
        yield tr("Some chats and people near may not be listed, or invitations not come.")


def _rules(stopped: Sequence[tuple[Packet, str]]) -> Iterator[tuple[str, str]]:
    """Each kind of traffic once, with the rules that stop it."""
    rules: dict[str, dict[str, None]] = {}
    for packet, rule in stopped:
        rules.setdefault(packet.words, {})[rule] = None
    for what, why in rules.items():
        yield what[:1].upper() + what[1:], in_a_row(list(why))
