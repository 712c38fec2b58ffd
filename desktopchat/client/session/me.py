"""I myself: the nick I want and have, the name that people see, whether I am away."""

from __future__ import annotations

from desktopchat.client.model.model import Model
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc.names import nick_from_name
from desktopchat.irc.text import one_line, trailing
from desktopchat.words import tr


class Me:
    """Who I am on this host. What I have there now is `Model.nick` and `Model.realname`.

    wanted_nick: what I ask to be called at each connection. displaced: someone, perhaps my own
    ghost, has it; I go by another until it is free. away: why I am away, kept over connections; ""
    while here. name_to_come: the realname for the nick that was asked for.
    """

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire
        self.wanted_nick = self._model.nick
        self.displaced = False
        self.away = ""
        self.name_to_come = ""

    def begin(self) -> None:
        """A connection stands: nobody knows me on it yet."""
        self.displaced = False
        self.go_by(self.wanted_nick)

    def arrived(self) -> None:
        """The host let me in."""
        if self.away:
            self._wire.send("AWAY", self.away)

    def broken(self) -> None:
        """The connection is gone, and with it what was asked on it."""
        self.name_to_come = ""

    def go_by(self, nick: str) -> None:
        """I am told, or decide before anyone knows me, what my nick is."""
        if nick != self._model.nick:
            self._model.rename(self._model.nick, nick)

    def regain_nick(self) -> None:
        """Ask for my own nick, if another has it."""
        if self._wire.online and self.displaced:
            self._wire.ask("NICK", self.wanted_nick, quiet=True)

    def change_name(self, name: str) -> None:
        """Be called otherwise: first the name that people see, so that they read by it that the
        nick is another, too."""
        self.set_realname(name)
        self.change_nick(name)

    def change_nick(self, name: str) -> None:
        """Go by another name: its nick, and then the name itself as what people see.

        Without a connection it counts from the next one.
        """
        nick = nick_from_name(name) or name
        if not nick:
            return
        if self._wire.online and nick != self._model.nick:
            self.name_to_come = name
            self._wire.ask("NICK", nick)
            return
        self.wanted_nick = nick
        self.go_by(nick)
        self.set_realname(name)

    def set_realname(self, name: str) -> None:
        """Change the name people see (IRCv3 setname, where the host has it)."""
        name = one_line(name)
        if not name or name == self._model.realname:
            return
        if not self._wire.online:
            self._model.realname = name
            self._model.person_changed(self._model.meet_myself())
        elif caps.SETNAME in self._wire.caps.enabled:
            self._wire.ask("SETNAME", name)
        else:
            self._model.realname = name  # for the next connection
            self._model.notice(tr("Others see your new name when you connect again."))

    def set_away(self, text: str) -> None:
        """Say that I am away, and why; "" when I am back."""
        self.away = one_line(text)
        if self._wire.online:
            self._wire.send("AWAY", *trailing(self.away))
