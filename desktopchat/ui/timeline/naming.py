"""Whom the messages of the conversation shown may name, and how people are called in it."""

from collections.abc import Callable, Sequence

from desktopchat.client.model import Conversation, Entry
from desktopchat.irc.names import display_name
from desktopchat.ui.look.avatars import place
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.markup import Names

_RECENT = 200  # entries that are looked through for what I said last


class Naming:
    """find_name(nick): the name to show; None for the members' names. find_like(nick): whose name
    theirs looks like, "" for nobody's. mine: my nick and name, () when nobody told."""

    def __init__(self, theme: Theme) -> None:
        self.find_name: Callable[[str], str] | None = None
        self.find_like: Callable[[str], str] = lambda _nick: ""
        self._theme = theme
        self.conversation: Conversation | None = None
        self.mine: tuple[str, ...] = ()

    def name_of(self, nick: str) -> str:
        """The name to show for a nick."""
        if self.find_name is not None:
            return self.find_name(nick)
        members = self.conversation.members if self.conversation else {}
        member = members.get(nick.casefold())
        return member.person.name if member else display_name(nick, "")

    def names(self) -> Names:
        """Whom messages may name, as it is now."""
        conversation = self.conversation
        count = len(self._theme.palette.hues)
        members = conversation.members.values() if conversation else ()
        people = [member.person for member in members]
        known = {name.casefold() for person in people for name in (person.nick, person.name)}
        mine = self.mine or self._who_spoke(conversation.entries if conversation else ())
        return Names(
            self.name_of,
            lambda nick: place(nick, count),
            mine,
            frozenset(known),
            self.find_like,
        )

    def _who_spoke(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Who I am, from what I said last."""
        own = next((entry for entry in reversed(entries[-_RECENT:]) if entry.own), None)
        return (own.sender, self.name_of(own.sender)) if own and own.sender else ()
