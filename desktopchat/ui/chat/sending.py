"""What is written in the composer: words, what a command does, and what failed, once more."""

from __future__ import annotations

from collections.abc import Callable

from desktopchat.client import slash
from desktopchat.client.model import Conversation, ConversationKind, Entry
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.doing import ReplyOrEdit
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.words import tr

Finish = Callable[[Conversation, ReplyOrEdit, str], str]
"""Sends an answer or new words of a message; gives what is wrong, "" for nothing."""


class Sending:
    """on_sent: something new stands at the end now."""

    def __init__(
        self,
        context: Context,
        navigation: Navigation,
        finish: Finish,
        on_sent: Callable[[], object],
    ) -> None:
        self._context, self._navigation = context, navigation
        self._session = context.session
        self._finish, self._on_sent = finish, on_sent

    def send(self, conversation: Conversation, text: str, doing: ReplyOrEdit | None = None) -> str:
        """Send a text, or do what a command says; gives what is wrong, "" for nothing.

        doing: what it answers, or whose new words it is.
        """
        if doing is not None and doing.edits:
            return self._finish(conversation, doing, text)
        if conversation.kind is ConversationKind.CONSOLE and not text.startswith("/"):
            return tr("Only the host speaks here. Choose a room or a person to write to.")
        if text.startswith("/") and not text.startswith("//"):
            return slash.run(text, self._context.client, conversation, self._navigation.show) or ""
        text = text.removeprefix("/") if text.startswith("//") else text
        if doing is not None:
            return self._finish(conversation, doing, text)
        self._session.delivery.say(conversation, text)
        self._on_sent()
        return ""

    def retry(self, entry: Entry) -> None:
        """Send again what failed."""
        if self._context.active is not None:
            self._session.delivery.resend(self._context.active, entry)

    def discard(self, entry: Entry) -> None:
        """Take away what failed."""
        if self._context.active is not None:
            self._session.delivery.discard(self._context.active, entry)
