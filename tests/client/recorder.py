"""A wire that goes nowhere, for a part of a session alone."""

from desktopchat.client.model import Conversation
from desktopchat.irc.message import Message


class Recorder:
    """Keeps what a part sends, as it would stand on the wire."""

    def __init__(self, *, online: bool = True, denied: tuple[str, ...] = ()) -> None:
        self.online, self.denied = online, denied
        self.lines: list[str] = []

    def passes_on(self, tag: str) -> bool:
        return tag not in self.denied

    def send(
        self, command: str, *params: str, label: str = "", tags: dict[str, str] | None = None
    ) -> None:
        self.lines.append(Message(command, list(params), tags=tags or {}).format())

    def ask(
        self,
        command: str,
        *params: str,
        about: Conversation | None = None,
        quiet: bool = False,
        tags: dict[str, str] | None = None,
    ) -> None:
        self.send(command, *params, tags=tags)
