"""Masks of room lists, as the host at hand writes them (ISUPPORT EXTBAN, EXCEPTS, INVEX)."""

from dataclasses import dataclass

from desktopchat.client.model.administration import ListKind
from desktopchat.irc import isupport as names
from desktopchat.irc.isupport import ISupport
from desktopchat.words import tr

_ACCOUNT = "aRr"  # what servers call "is logged in as", the usual letter first
_ANY = "!*@*"


@dataclass(slots=True, frozen=True)
class Masks:
    """prefix and types: of EXTBAN. lists: the letters of modes that are lists."""

    prefix: str
    types: str
    lists: str
    exceptions: str
    invites: str

    @classmethod
    def of(cls, isupport: ISupport) -> "Masks":
        tokens = isupport.tokens
        prefix, _, types = tokens.get(names.EXTBAN, "").partition(",")
        return cls(
            prefix,
            types,
            isupport.mode_types.lists,
            (tokens[names.EXCEPTS] or "e") if names.EXCEPTS in tokens else "",
            (tokens[names.INVEX] or "I") if names.INVEX in tokens else "",
        )

    def letter(self, kind: ListKind) -> str:
        """The mode letter of a list; "" where the host has none."""
        match kind:
            case ListKind.BANS:
                return "b"
            case ListKind.EXCEPTIONS:
                return self.exceptions or ("e" if "e" in self.lists else "")
            case ListKind.INVITES:
                return self.invites or ("I" if "I" in self.lists else "")

    def full(self, mask: str) -> str:
        """A nick as a mask; a mask stays as it is."""
        return mask if set(mask) & set("!@*:$") else f"{mask}{_ANY}"

    def account(self, account: str) -> str:
        """The mask for an account; "" where the host has none."""
        return f"{self.prefix}a:{account}" if "a" in self.types else ""

    def mute(self, who: str) -> tuple[str, str] | None:
        """The mode letter and mask that silence someone; None where the host can't.

        who: a nick, a mask, or a mask that mutes already.
        """
        for letter in self._mute_types():
            known = f"{self.prefix}{letter}:"
            return "b", who if who.startswith(known) else known + self.full(who)
        return ("q", self.full(who)) if "q" in self.lists else None

    def _mute_types(self) -> str:
        # m: InspIRCd and this program's host; ~q: Unreal. Others use q for something else.
        if "m" in self.types:
            return "m"
        return "q" if "q" in self.types and self.prefix == "~" else ""

    def read(self, mask: str) -> tuple[str, bool]:
        """Whom a mask means in plain words, and whether it only silences them."""
        rest, muted = mask, False
        for letter in self._mute_types():
            muted = mask.startswith(f"{self.prefix}{letter}:")
            rest = mask.removeprefix(f"{self.prefix}{letter}:")
        if "a" in self.types and rest.startswith(f"{self.prefix}a:"):
            return tr("the account {account}", account=rest[len(self.prefix) + 2 :]), muted
        if rest.endswith(_ANY) and "*" not in rest[: -len(_ANY)] and rest != _ANY:
            return rest[: -len(_ANY)], muted
        if rest.startswith("*!*@") and len(rest) > 4:
            return tr("everyone from {address}", address=rest[4:]), muted
        return (tr("everyone"), muted) if rest == "*!*@*" else (rest, muted)
