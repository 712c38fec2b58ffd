"""What people say of themselves: a line of status and a picture (IRCv3 draft/metadata-2, the keys
"status" and "avatar")."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktopchat.client.model.model import Model
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc.filehost import is_picture, parse_link
from desktopchat.irc.text import UNSEEN, one_line, trailing

STATUS = "status"
AVATAR = "avatar"
STATUS_MOST = 120
"""Characters; four bytes each are more than any host takes, which then says so."""
_LATER = timedelta(seconds=5)
_LATEST = timedelta(minutes=5)  # whatever the host says
_AHEAD_MOST = 5000  # people
_FACES_MOST = 5000


_SHOWN = {STATUS: "status", AVATAR: "face"}
"""The keys that are shown, and the fields of `Person` that hold them."""


def _own_file(link: str) -> str:
    """The token of a picture that lies on this host; "" for any other, which is not fetched, as
    that would tell somebody who looks."""
    found = parse_link(link)
    return found[0] if found is not None and is_picture(found[1]) else ""


def plain_status(text: str) -> str:
    """A status as it is shown: one line, nothing in it that is not seen."""
    return UNSEEN.sub("", one_line(text))[:STATUS_MOST].strip()


class Profile:
    """What I say of myself, and what others do: their statuses stand with each `Person`."""

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire
        self._due: dict[str, datetime] = {}
        """Rooms whose people's statuses are to be asked for, and when."""
        self._faces: dict[str, str] = {}
        """Of those with an account who were seen, by folded nick: of them it is also when they have
        left."""

    @property
    def can_say(self) -> bool:
        return self._wire.online and caps.METADATA_2 in self._wire.caps.enabled

    def say(self, text: str) -> None:
        """Say something of oneself, "" for nothing; it is kept where one has an account."""
        if self.can_say:
            self._wire.ask("METADATA", "*", "SET", STATUS, *trailing(plain_status(text)))

    def show_face(self, link: str) -> None:
        """Have others see the picture of that link, "" for none, beside my name."""
        if self.can_say:
            self._wire.ask("METADATA", "*", "SET", AVATAR, *trailing(link))

    def face(self, nick: str) -> str:
        """The token of somebody's picture, also of who has left; "" for none."""
        key = self._model.fold(nick)
        person = self._model.people.get(key)
        if person is None:
            return self._faces.get(key, "")
        if person.account and person.face != self._faces.get(key, ""):
            self._faces[key] = person.face
            if len(self._faces) > _FACES_MOST:
                del self._faces[next(iter(self._faces))]
        return person.face

    def ask(self, nick: str) -> None:
        """Ask what somebody says; `PersonChanged` brings it."""
        if self.can_say:
            self._wire.ask("METADATA", nick, "GET", STATUS, AVATAR, quiet=True)

    def begin(self) -> None:
        """Be told what people say from now on; to be called before rooms are joined."""
        self._model.said_ahead.clear()
        self._due.clear()
        for person in self._model.people.values():
            if not self._model.is_me(person.nick):  # what I say came with the welcome
                person.status = person.face = ""
        if caps.METADATA_2 in self._wire.caps.enabled:
            self._wire.send("METADATA", "*", "SUB", STATUS, AVATAR)

    def heard(self, target: str, key: str, text: str) -> None:
        """Somebody, perhaps I, says this of themselves; of all keys only these are shown."""
        model, key = self._model, key.lower()
        if key not in _SHOWN or model.isupport.is_channel(target):
            return
        who = model.fold(model.nick if target == "*" else target)
        said = plain_status(text) if key == STATUS else _own_file(text)
        field = _SHOWN[key]
        person = model.people.get(who)
        if person is None:
            # A host tells it of a room's people before their names; see `Model.meet`.
            if len(model.said_ahead) < _AHEAD_MOST:
                model.said_ahead.setdefault(who, {})[field] = said
        elif getattr(person, field) != said:
            setattr(person, field, said)
            model.person_changed(person)

    def ask_later(self, room: str, seconds: str) -> None:
        """The host has too many to tell at once, and wants to be asked again."""
        wait = timedelta(seconds=int(seconds)) if seconds.isdecimal() else _LATER
        self._due[room] = self._model.clock.now() + min(wait, _LATEST)

    def ask_due(self) -> None:
        """Ask again where it is time; to be called some times a second."""
        if not self._due:
            return
        now = self._model.clock.now()
        for room in [room for room, at in self._due.items() if at <= now]:
            del self._due[room]
            if self._wire.online:
                self._wire.ask("METADATA", room, "SYNC", quiet=True)
