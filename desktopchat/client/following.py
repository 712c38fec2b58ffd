"""A place that goes on at another computer: where that is, remembered as its host says it."""

from desktopchat.client.link.ways import Ways
from desktopchat.client.model import CarriedOn
from desktopchat.client.session import Session
from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.irc.fingerprint import is_short, words
from desktopchat.words import tr
from desktopchat.words.reasons import reason


class Following:
    """Of one client."""

    def __init__(self, session: Session, ways: Ways) -> None:
        self._session, self._ways = session, ways
        self._host = ways.pin(ways.wanted)
        """The key of who hosted the place when I was there last, or of who is said to."""
        self._others: tuple[list[Address], list[Address], list[str]] | None = None
        """Who would carry the place on, as this connection's host has said, who has hosted it
        before, and the names of when halves of it became one, as far as all that came of that is
        here; None until it has."""

    def begin(self) -> None:
        """A connection is made."""
        self._others = None

    def connected(self, fingerprint: str) -> None:
        """It stands; the host has this key."""
        self._session.admin.host_key = words(fingerprint) if fingerprint else ""

    def arrived(self, fingerprint: str) -> CarriedOn | None:
        """I am in. Whose computer hosts the place now, where it was another's the last time."""
        before, self._host = self._host, fingerprint
        same = before == fingerprint or self._ways.root(before) != self._ways.root(fingerprint)
        if not before or not fingerprint or same:
            return None
        founder = fingerprint == self._ways.root(fingerprint)
        return CarriedOn(self._session.model.isupport.carried_on_by, fingerprint, founder)

    def moves(self, fingerprint: str) -> bool:
        """Whether the host, with this key, has said where its place goes on, and we go there."""
        there = self._moved_to(fingerprint)
        if there is None:
            return False
        try:
            self._ways.move(there, fingerprint)
        except OSError as error:
            self._tell_forgotten(error)
        return True

    def look_there_too(self, fingerprint: str) -> None:
        """Try the way, too, that a computer with this key has said, which stands by."""
        there = self._moved_to(fingerprint)
        if there is not None:
            try:
                self._ways.add(there, fingerprint)
            except OSError as error:
                self._tell_forgotten(error)

    def _moved_to(self, fingerprint: str) -> Address | None:
        """Where who has this key has said that the place is hosted."""
        registration = self._session.registration
        link, registration.moved_to = registration.moved_to, ""
        if not link or not fingerprint:
            return None  # who was not known by a key could send us to anybody
        try:
            there = parse_address(link)
        except AddressError:
            return None
        return (
            there if there.tls and there.fingerprint and not is_short(there.fingerprint) else None
        )

    def note(self, address: Address, fingerprint: str) -> None:
        """Remember that the place is hosted there, and who would carry it on, where that has
        changed."""
        isupport, here = self._session.model.isupport, self._session.history.healed
        healed = [name for name in isupport.healed if name in here]
        others = isupport.deputies, isupport.former, healed
        if others == self._others:
            return
        self._others = others
        try:
            self._ways.let_in(address, fingerprint, *others)
        except OSError as error:
            self._tell_forgotten(error)

    def _tell_forgotten(self, error: OSError) -> None:
        self._session.model.notice(
            tr("It can't be remembered where this chat goes on: {why}.", why=reason(error))
        )
