"""Why a host is not reached."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from desktopchat.irc.address import Address
from desktopchat.lan.doctor.echo import EchoResult
from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.talk import ConnectResult
from desktopchat.lan.firewall.packets import Firewall, Packet
from desktopchat.lan.interfaces import Interface, NetworkKind
from desktopchat.words import tr, trc
from desktopchat.words.lists import alternatives, comma_listed, in_a_row, sentences

_CHECK = "reached"


@dataclass(slots=True, frozen=True)
class HostToReach:
    """address: of the host. port: TCP, at which this computer would host. cards: those in use.
    places: the host's IP addresses. walls: what the firewalls of this computer say of all that is
    wanted."""

    address: Address
    port: int
    cards: Sequence[Interface]
    places: Sequence[str]
    walls: Sequence[Firewall] = ()
    wanted: Sequence[Packet] = ()


def not_reached(asked: HostToReach, tried: ConnectResult, heard: EchoResult) -> Finding:
    """tried: the likeliest of the ways."""
    own = _kept_in(asked, tried)
    if own is not None:
        return own
    finding = _there(asked, tried, heard)
    # What is said of the other side holds only as far as this one is known.
    no_way = not (tried.refused or tried.silent or _near(asked, tried))
    words = finding.words if no_way else _perhaps_here(asked, tried, finding.words)
    return Finding(_CHECK, Verdict.BAD, finding.title, words)


def _kept_in(asked: HostToReach, tried: ConnectResult) -> Finding | None:
    """Where a firewall of this computer is what stops it."""
    places = _places(tried)
    for wall in asked.walls:
        stopped = [packet for packet, _ in wall.blocked if packet.peer in places]
        if stopped:
            port = asked.address.ways[0].port
            what = in_a_row(list(dict.fromkeys(packet.words for packet in stopped)))
            return Finding(
                _CHECK,
                Verdict.BAD,
                tr(
                    "This computer's own firewall keeps it from reaching {peer} at port {port}",
                    peer=stopped[0].peer,
                    port=port,
                ),
                tr(
                    "First open the firewall of this computer: see above what {name} blocks"
                    " ({what}), and what opens it. Then look again: only then it shows whether"
                    " there is something else, such as a firewall on the host's computer.",
                    name=tr(wall.name),
                    what=what,
                ),
            )
    return None


def _perhaps_here(asked: HostToReach, tried: ConnectResult, otherwise: str) -> str:
    """otherwise: what else it may be."""
    places = _places(tried)
    unsure = [
        tr(wall.name)
        for wall in asked.walls
        if any(packet.peer in places for packet, _ in wall.unsure)
    ]
    if unsure:
        return tr(
            "Perhaps it is the firewall of this computer ({names}): see above what may stop it, and"
            " what opens it. Otherwise: {otherwise}",
            names=comma_listed(unsure),
            otherwise=otherwise,
        )
    unread = [tr(wall.name) for wall in asked.walls if wall.active is None]
    if unread:
        return tr(
            "Perhaps it is a firewall of this computer, whose rules can't be read here ({names},"
            " see above). Otherwise: {otherwise}",
            names=comma_listed(unread),
            otherwise=otherwise,
        )
    return otherwise


def _places(tried: ConnectResult) -> set[str]:
    return {one.partition("%")[0] for one in (*tried.refused, *tried.silent, *tried.unreachable)}


def _near(asked: HostToReach, tried: ConnectResult) -> list[str]:
    """The addresses that can't be reached although they are on this network."""
    return [one for one in tried.unreachable if is_near(one, asked.cards)]


def _there(asked: HostToReach, tried: ConnectResult, heard: EchoResult) -> Finding:
    port = asked.address.ways[0].port
    near = _near(asked, tried)
    places = {*tried.refused, *tried.silent, *near}
    look_there = tr("On it, run “desktopchat doctor”, which names the firewall and what opens it.")
    if any(places & set(host.hosts) and host.port == port for host in heard.hosts):
        place = min(places)
        title = tr(
            "The chat is seen, but {address} lets nobody in at port {port}",
            address=place,
            port=port,
        )
        words = sentences(tr("A firewall on its computer stops connections."), look_there)
        return Finding(_CHECK, Verdict.BAD, title, words)
    if tried.refused:
        return Finding(
            _CHECK,
            Verdict.BAD,
            tr(
                "{address} is there, but hosts nothing at port {ports}",
                address=tried.refused[0],
                ports=alternatives(
                    list(dict.fromkeys(str(way.port) for way in asked.address.ways))
                ),
            ),
            tr(
                "The chat has ended, or is at another port, or a firewall there refuses. Ask"
                " whoever hosts for its code or link as it is now."
            ),
        )
    if tried.silent:
        place = tried.silent[0]
        between = ""
        if not is_near(place, asked.cards):
            between = tr(
                "It is on another network than this computer ({networks}): what is between must let"
                " TCP port {port} through.",
                networks=_own(asked.cards),
                port=port,
            )
        off = tr(
            "The computer is off or has another address now, or a firewall there drops what comes."
        )
        title = tr("{address} does not answer at port {port}", address=place, port=port)
        return Finding(_CHECK, Verdict.BAD, title, sentences(between, off, look_there))
    if near:
        off = tr("Its computer is off or has another address now, or its firewall refuses.")
        title = tr("{address} is on this network, but can't be reached", address=near[0])
        return Finding(_CHECK, Verdict.BAD, title, sentences(off, look_there))
    words = tr(
        "This computer is on another network ({networks}). Go to the same network as the host, or"
        " have its addresses looked at: a code holds all of them.",
        networks=_own(asked.cards),
    )
    if all(card.reach is NetworkKind.SELF for card in asked.cards):
        words = tr("This computer is on no network now (see above).")
    title = tr("There is no way from here to {address}", address=tried.unreachable[0])
    return Finding(_CHECK, Verdict.BAD, title, words)


def is_near(host: str, cards: Sequence[Interface]) -> bool:
    """Whether an address is on one of the networks that this computer is on."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return ip.is_link_local or any(card.owns(ip) for card in cards)


def _own(cards: Sequence[Interface]) -> str:
    nets = [str(own.network) for card in cards for own in card.addresses if own.version == 4]
    return comma_listed(list(dict.fromkeys(nets))) or trc("networks", "none")
