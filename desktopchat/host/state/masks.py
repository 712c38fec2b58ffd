"""Masks: whom a ban, an exception or an invitation of a channel, or a ban of the host, is about.

`nick!user@host` with * and ?; the host may be a network (10.0.0.0/8, fd00::/8). Two extended
ones, as ISUPPORT's EXTBAN tells: `~a:account`, and `~m:mask`, which lets in and only silences.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from desktopchat.irc.names import mask_matches

from .people import Person

MASK_MAX = 128
"""Characters of a mask, so that it can be told and listed whole."""
ACCOUNT, MUTE = "~a:", "~m:"
EXTBAN = "~,am"
"""The token of ISUPPORT."""
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(slots=True, frozen=True)
class Mask:
    """text: with all its parts. folded: the same for comparing. mutes: it only silences."""

    text: str
    folded: str
    mutes: bool = False
    _account: str = ""
    _who: str = ""
    """The pattern for nick!user@host, or nick!user@ before a network."""
    _network: _Network | None = None

    @property
    def account(self) -> str:
        """The folded name that an account must have, "" for another kind of mask."""
        return self._account

    def matches(self, person: Person) -> bool:
        if self._account:
            account = person.folded_account
            return bool(account) and mask_matches(self._account, account)
        if self._network is None:
            return mask_matches(self._who, person.folded_source)
        who, _, _ = person.folded_source.rpartition("@")
        if not mask_matches(self._who, who):
            return False
        try:
            address = ipaddress.ip_address(person.host.partition("%")[0])
        except ValueError:
            return False
        if address.version == 6 and address.ipv4_mapped and self._network.version == 4:
            address = address.ipv4_mapped
        return address in self._network


def read_mask(text: str, fold: Callable[[str], str], *, mutes: bool = False) -> Mask:
    """A mask as people write it: "ada" is ada!*@*. ValueError, in words, for what is none."""
    if text.startswith(MUTE) and not mutes:
        inner = read_mask(text.removeprefix(MUTE), fold, mutes=True)
        return Mask(
            MUTE + inner.text, MUTE + inner.folded, True, inner._account, inner._who, inner._network
        )
    if not text or " " in text or text.startswith(":") or len(text) > MASK_MAX:
        raise ValueError("a mask looks like name!user@host")
    if text.startswith(ACCOUNT):
        account = text.removeprefix(ACCOUNT)
        if not account:
            raise ValueError("an account's mask looks like ~a:name")
        return Mask(text, fold(text), mutes, _account=fold(account))
    if text[0] == "~":
        raise ValueError("there are only ~a:account and ~m:mask")
    whole = _whole(text)
    who, _, host = whole.rpartition("@")
    network = _network(host)
    if network is not None:
        return Mask(whole, fold(whole), mutes, _who=fold(who), _network=network)
    return Mask(whole, fold(whole), mutes, _who=fold(whole))


def _network(host: str) -> _Network | None:
    if "/" not in host:
        return None
    try:
        return ipaddress.ip_network(host, strict=False)
    except ValueError:
        raise ValueError(f"{host} is not a network: one looks like 10.0.0.0/8") from None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _whole(mask: str) -> str:
    """With all its three parts; an address alone is a host."""
    nick, bang, rest = mask.partition("!")
    if not bang:
        if _is_address(mask):
            nick, rest = "*", f"*@{mask}"
        elif "@" in mask:
            nick, rest = "*", mask
        else:
            rest = "*@*"
    user, at, host = rest.rpartition("@") if "@" in rest else (rest, "", "")
    return f"{nick or '*'}!{user or '*'}@{host if at and host else '*'}"
