"""What a room is like: its topic, its name, its modes. Who may change them, the host decides."""

from __future__ import annotations

from desktopchat.client.model import Conversation
from desktopchat.client.model.model import Model
from desktopchat.client.session.deeds import Deeds
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc.isupport import HISTORY_TOKEN, SLOW_MODE_TOKEN
from desktopchat.irc.text import one_line
from desktopchat.words import tr


class RoomSettings:
    """Each verb asks the host and returns at once; a refusal is an ERROR entry in the room.

    deeds: brings to the host what is not to be lost.
    """

    def __init__(self, model: Model, wire: Wire, deeds: Deeds) -> None:
        self._model, self._wire, self._deeds = model, wire, deeds

    def set_topic(self, conversation: Conversation, text: str) -> None:
        """Change what the room is about; "" takes the topic away."""
        self._deeds.do(conversation, "TOPIC", one_line(text))

    def mode(self, conversation: Conversation, change: str, *params: str) -> None:
        """Change a room's modes: ("+k", "secret"), ("-m",)."""
        self._wire.ask("MODE", conversation.name, change, *params, about=conversation)

    def rename(self, conversation: Conversation, name: str, reason: str = "") -> None:
        """Give a room another name (draft/channel-rename)."""
        if caps.CHANNEL_RENAME not in self._wire.caps.enabled:
            self._model.notice(tr("This host can't rename rooms."))
            return
        self._wire.ask(
            "RENAME",
            conversation.name,
            self._model.isupport.as_channel(name),
            one_line(reason),
            about=conversation,
        )

    def set_flag(self, conversation: Conversation, letter: str, on: bool) -> None:
        """One of the modes without a value: i, m, n, s, t, …"""
        self.mode(conversation, ("+" if on else "-") + letter)

    def set_key(self, conversation: Conversation, key: str) -> None:
        """Set the room's password; "" takes it away."""
        if key:
            self.mode(conversation, "+k", key)
        else:
            self.mode(conversation, "-k", conversation.mode_values.get("k") or "*")

    def set_limit(self, conversation: Conversation, people: int) -> None:
        """Let in at most so many; 0 for any number."""
        if people > 0:
            self.mode(conversation, "+l", str(people))
        else:
            self.mode(conversation, "-l")

    def set_slow_mode(self, conversation: Conversation, seconds: int) -> None:
        """So many seconds between two messages of a person; 0 for none."""
        letter = self._model.isupport.tokens.get(SLOW_MODE_TOKEN, "")
        if not letter:
            self._model.notice(tr("This host has no slow mode."))
        elif seconds > 0:
            self.mode(conversation, f"+{letter}", str(seconds))
        else:
            self.mode(conversation, f"-{letter}")

    def slow_mode(self, conversation: Conversation) -> int:
        """The seconds of a room's slow mode; 0 for none."""
        value = conversation.mode_values.get(
            self._model.isupport.tokens.get(SLOW_MODE_TOKEN, ""), ""
        )
        return int(value[:9]) if value.isascii() and value.isdigit() else 0

    def set_history(self, conversation: Conversation, who: str) -> None:
        """What newcomers may read: "all", "joined" (since they first came) or "none"."""
        letter = self._model.isupport.tokens.get(HISTORY_TOKEN, "")
        if letter:
            self.mode(conversation, f"+{letter}", who)
        else:
            self._model.notice(tr("This host does not let rooms choose that."))

    def history_rule(self, conversation: Conversation) -> str:
        """What newcomers may read: "all", "joined" or "none"; "" where the host has no choice."""
        letter = self._model.isupport.tokens.get(HISTORY_TOKEN, "")
        return conversation.mode_values.get(letter, "all") if letter else ""
