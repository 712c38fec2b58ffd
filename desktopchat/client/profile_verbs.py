"""What people say of themselves: a line of status (IRCv3 draft/metadata-2, the key "status")."""

from datetime import datetime, timedelta

from desktopchat.client.sending import Sending, one_line, trailing
from desktopchat.irc.text import UNSEEN

METADATA = "draft/metadata-2"
STATUS = "status"
STATUS_MOST = 120
"""Characters; four bytes each are more than any host takes, which then says so."""
_LATER = timedelta(seconds=5)
_LATEST = timedelta(minutes=5)  # whatever the host says
_AHEAD_MOST = 5000  # people


def plain_status(text: str) -> str:
    """A status as it is shown: one line, nothing in it that is not seen."""
    return UNSEEN.sub("", one_line(text))[:STATUS_MOST].strip()


class ProfileVerbs(Sending):
    """The side of a `Session` that knows what people say of themselves."""

    @property
    def can_say_status(self) -> bool:
        return self.online and METADATA in self.caps.enabled

    def set_status(self, text: str) -> None:
        """Say something of oneself, "" for nothing; it is kept where one has an account."""
        if self.can_say_status:
            self.ask("METADATA", "*", "SET", STATUS, *trailing(plain_status(text)))

    def ask_status(self, nick: str) -> None:
        """Ask what somebody says; `PersonChanged` brings it."""
        if self.can_say_status:
            self.ask("METADATA", nick, "GET", STATUS, quiet=True)

    def begin_statuses(self) -> None:
        """Be told what people say from now on; to be called before rooms are joined."""
        self.said_ahead.clear()
        self.statuses_at.clear()
        for person in self.people.values():
            if not self.is_me(person.nick):  # what I say came with the welcome
                person.status = ""
        if METADATA in self.caps.enabled:
            self.send("METADATA", "*", "SUB", STATUS)

    def heard_status(self, target: str, text: str) -> None:
        """Somebody, perhaps I, says this of themselves."""
        key = self.fold(self.nick if target == "*" else target)
        status = plain_status(text)
        person = self.people.get(key)
        if person is None:
            # A host tells it of a room's people before their names; see `State.meet`.
            if len(self.said_ahead) < _AHEAD_MOST and not self.isupport.is_channel(target):
                self.said_ahead[key] = status
        elif person.status != status:
            person.status = status
            self.person_changed(person)

    def statuses_later(self, room: str, seconds: str) -> None:
        """The host has too many to tell at once, and wants to be asked again."""
        wait = timedelta(seconds=int(seconds)) if seconds.isdecimal() else _LATER
        self.statuses_at[room] = self.now() + min(wait, _LATEST)

    def ask_statuses(self) -> None:
        """Ask again where it is time; to be called some times a second."""
        if not self.statuses_at:
            return
        now = self.now()
        due: list[tuple[str, datetime]] = [one for one in self.statuses_at.items() if one[1] <= now]
        for room, _at in due:
            del self.statuses_at[room]
            if self.online:
                self.ask("METADATA", room, "SYNC", quiet=True)
