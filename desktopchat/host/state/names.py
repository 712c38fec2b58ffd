"""Whose name is whose: accounts and the names that belong to them.

An account has its own name and the nick that its person chose last; nobody else can take either.
Names in here are folded. Guarded by the host's lock; the database is what counts, and this a copy
of the few columns that every NICK must look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Account:
    """name: as registered. nick: what its person is called, as written. created: milliseconds
    since 1970, which tells it from an older one of that name."""

    name: str
    folded: str
    nick: str
    folded_nick: str
    created: int = 0


class Names:
    """The accounts of a host, found by either of their names.

    version: rises with every change, so that what was read before one can be seen to be old.
    """

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._nicks: dict[str, str] = {}
        self._looks: dict[str, set[str]] | None = None
        """Skeleton -> the accounts with a name that looks so; made when first asked for."""
        self.version = 0

    def __len__(self) -> int:
        return len(self._accounts)

    def put(self, account: Account) -> None:
        """Know an account, or its new nick; the old one is free."""
        self.remove(account.folded)
        self._accounts[account.folded] = account
        self._nicks[account.folded_nick] = account.folded
        if self._looks is not None:
            self._add_looks(self._looks, account)

    def remove(self, folded: str) -> None:
        """Forget an account."""
        self.version += 1
        known = self._accounts.pop(folded, None)
        if known is None:
            return
        if self._nicks.get(known.folded_nick) == folded:
            del self._nicks[known.folded_nick]
        if self._looks is not None:
            for look in (skeleton(known.name), skeleton(known.nick)):
                same = self._looks.get(look)
                if same is not None:
                    same.discard(folded)
                    if not same:
                        del self._looks[look]

    def replace(self, accounts: list[Account]) -> None:
        """Know just these."""
        self._accounts.clear()
        self._nicks.clear()
        self._looks = None
        for account in accounts:
            self.put(account)

    def get(self, folded: str) -> Account | None:
        return self._accounts.get(folded)

    def account_of(self, folded: str) -> str:
        """The account to which a name belongs, folded; "" for a free one."""
        return folded if folded in self._accounts else self._nicks.get(folded, "")

    def looking_like(self, look: str) -> list[Account]:
        """The accounts with a name of that skeleton."""
        if self._looks is None:
            self._looks = {}
            for account in self:
                self._add_looks(self._looks, account)
        return [self._accounts[folded] for folded in sorted(self._looks.get(look, ()))]

    @staticmethod
    def _add_looks(looks: dict[str, set[str]], account: Account) -> None:
        for name in (account.name, account.nick):
            looks.setdefault(skeleton(name), set()).add(account.folded)

    def shown(self, identity: str) -> str:
        """What to call an identity of the log: an account's nick, or the bare name."""
        known = self._accounts.get(identity)
        return known.nick if known else identity.removeprefix("~")

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())


def skeleton(name: str) -> str:
    """What a name looks like (UTS 39): names of one skeleton can be taken for each other."""
    # Imported late: the tables take their time to load, and a new host has no names to compare.
    from desktopchat.irc import confusables

    return confusables.skeleton(name)
