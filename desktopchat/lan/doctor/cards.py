"""The network cards: by which this computer is reached, and what may lead others astray."""

from collections.abc import Iterator, Sequence

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.interfaces import Interface, NetworkKind
from desktopchat.words import tr
from desktopchat.words.lists import comma_listed

_CHECK = "cards"


def look_at_cards(there: Sequence[Interface], *, chosen: bool) -> Iterator[Finding]:
    """there: those in use. chosen: whether they were named by somebody."""
    outside = [one for one in there if one.reach is not NetworkKind.SELF]
    if not outside:
        if there and chosen:
            title = tr("Only this computer itself is looked at")
            words = tr("The chosen network card is the one that a computer talks to itself with.")
            yield Finding(_CHECK, Verdict.NOTE, title, words)
            return
        yield Finding(
            _CHECK,
            Verdict.BAD,
            tr("This computer is on no network"),
            tr(
                "Plug in a cable or join a Wi-Fi, then look again. If one was chosen in the"
                " settings or by --interface, it has no address now."
            ),
        )
        return
    yield Finding(_CHECK, Verdict.GOOD, tr("This computer is on a network"), _list(outside))
    named = [one for one in outside if _has_own_address(one)]
    if not named:
        yield Finding(
            _CHECK,
            Verdict.NOTE,
            tr("No address was given to this computer"),
            tr(
                "Nothing here hands out addresses (a router does that, by DHCP), so this computer"
                " made up its own. Others on the same cable or switch can still find it."
            ),
        )
    vpns = [one.shown for one in outside if one.reach is NetworkKind.VPN]
    if vpns:
        yield Finding(
            _CHECK,
            Verdict.NOTE,
            tr("A VPN is on: {names}", names=comma_listed(vpns)),
            tr(
                "Some VPNs keep a computer apart from the network it is on. If others do not show"
                " up, switch it off for a moment and look again."
            ),
        )
    networks = [one.shown for one in outside if one.reach is NetworkKind.NETWORK]
    if len(networks) > 1:
        yield Finding(
            _CHECK,
            Verdict.NOTE,
            tr("This computer is on several networks: {names}", names=comma_listed(networks)),
            tr(
                "That works, and chats are shown on each of them. To use one only, name it in the"
                " settings or with --interface."
            ),
        )


def _list(there: Sequence[Interface]) -> str:
    lines = []
    for one in there:
        at = comma_listed([str(own.ip) for own in one.addresses])
        if one.reach is NetworkKind.VPN:
            lines.append(tr("{card} (VPN): {addresses}", card=one.shown, addresses=at))
        elif one.reach is NetworkKind.VIRTUAL:
            lines.append(
                tr("{card} (inside this computer): {addresses}", card=one.shown, addresses=at)
            )
        else:
            lines.append(tr("{card}: {addresses}", card=one.shown, addresses=at))
    return "\n".join(lines)


def _has_own_address(one: Interface) -> bool:
    return any(not own.ip.is_link_local for own in one.addresses)
