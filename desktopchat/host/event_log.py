"""What people do, written down under the names that the lines which tell it have in their tags."""

from collections.abc import Callable, Iterable

from desktopchat.irc import filehost
from desktopchat.store.events import Write, direct_target, event_write
from desktopchat.store.place.shared_files import mention

from .lines import MessageIds
from .state.channels import Channel
from .state.people import Person


class EventLog:
    """ids: names events. write: has this in the database before anybody hears of it."""

    def __init__(self, ids: MessageIds, write: Callable[[Write], object]) -> None:
        self._ids, self._write = ids, write

    def add(
        self,
        moment: int,
        person: Person,
        kind: str,
        params: str,
        channels: Iterable[Channel],
        *,
        tags: str = "",
        label: str = "",
    ) -> str:
        """Write down what somebody did in channels; gives the tags of the line that tells it.

        Without channels nothing is written, and only the tags are made. params: what stands after
        the channel in the line (a text without its colon).
        """
        targets = [channel.folded for channel in channels if channel.keeps_history]
        return self.add_at(moment, person, kind, params, *targets, tags=tags, label=label)

    def add_direct(
        self,
        moment: int,
        person: Person,
        kind: str,
        params: str,
        other: Person,
        *,
        tags: str = "",
        label: str = "",
    ) -> str:
        """The same for what one person says to another."""
        target = direct_target(person.identity, other.identity)
        return self.add_at(moment, person, kind, params, target, tags=tags, label=label)

    def add_at(
        self,
        moment: int,
        person: Person,
        kind: str,
        params: str,
        *targets: str,
        tags: str = "",
        label: str = "",
    ) -> str:
        """The same for conversations as the log names them (see `store.events`), or none."""
        msgid = self._ids.next(moment)
        source, account = person.source, person.account
        if person.bot:
            tags = f"bot;{tags}" if tags else "bot"
        for target in targets:
            row = target, msgid, moment, kind, source, account, params, tags, label
            self._write(event_write(*row))
            if filehost.PATH in params:
                for token in filehost.tokens_in(params):
                    for write in mention(token, target, msgid, person.owner):
                        self._write(write)
        return f"msgid={msgid};{tags}" if tags else f"msgid={msgid}"
