"""What a part of a session may ask of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktopchat.client.model import Conversation


class Wire(Protocol):
    """Takes what is to be sent to the host. Today the `Session` itself is it."""

    @property
    def online(self) -> bool:
        """Whether the host has let us in."""

    def passes_on(self, tag: str) -> bool:
        """Whether the host passes a client's tag on to others."""

    def send(
        self, command: str, *params: str, label: str = "", tags: dict[str, str] | None = None
    ) -> None:
        """Leave a line to be sent."""

    def ask(
        self,
        command: str,
        *params: str,
        about: Conversation | None = None,
        quiet: bool = False,
        tags: dict[str, str] | None = None,
    ) -> None:
        """Leave a line whose refusal is told in the right place: in `about`, or nowhere."""
