"""Invitations that were sent, until they are answered. No socket, no clock of its own."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from desktopchat.lan.found import InvitationAnswer, Outcome

TRIES = 4
_FIRST_PAUSE = 0.5  # seconds until the second try; each pause is twice the one before
_PATIENCE = 120.0  # seconds for a person to make up their mind
_MOST = 100


@dataclass(slots=True)
class _Sent:
    """kind, to, fields: what is sent. person: whose answer is awaited, "" for an answer of mine."""

    kind: str
    to: str
    fields: dict[str, str | int]
    person: str
    tries: int = 0
    next_at: float = 0.0
    give_up_at: float = 0.0
    heard: bool = False


class Invitations:
    """What has to reach one person: it is sent again until that one says to have heard it."""

    def __init__(self) -> None:
        self._sent: dict[str, _Sent] = {}
        self._answers: list[InvitationAnswer] = []

    def invite(self, to: str, person: str, **fields: str) -> str:
        """Invite somebody; the invitation's id."""
        key = secrets.token_hex(4)
        self._put(key, _Sent("invite", to, {"to": to, "id": key, **fields}, person))
        return key

    def answer(self, to: str, key: str, accepted: bool) -> None:
        """Answer somebody's invitation."""
        fields: dict[str, str | int] = {"to": to, "id": key, "yes": int(accepted)}
        self._put(f"answer {key}", _Sent("answer", to, fields, ""))

    def _put(self, key: str, sent: _Sent) -> None:
        if len(self._sent) >= _MOST:
            self._end(next(iter(self._sent)), "silent")
        self._sent[key] = sent

    def due(self, now: float) -> Iterator[tuple[str, str, dict[str, str | int]]]:
        """What is to be sent now: kind, to whom, fields."""
        for key, sent in list(self._sent.items()):
            if sent.heard:
                if now >= sent.give_up_at:
                    self._end(key, "silent")
            elif now >= sent.next_at:
                if sent.tries == TRIES:
                    self._end(key, "silent")
                    continue
                sent.next_at = now + _FIRST_PAUSE * 2.0**sent.tries
                sent.tries += 1
                yield sent.kind, sent.to, sent.fields

    def heard(self, by: str, key: str, now: float) -> None:
        """Somebody says that it has come."""
        sent = self._sent.get(key)
        if sent is not None and sent.to == by:
            sent.heard, sent.give_up_at = True, now + _PATIENCE
        sent = self._sent.get(f"answer {key}")
        if sent is not None and sent.to == by:
            del self._sent[f"answer {key}"]

    def answered(self, by: str, key: str, accepted: bool) -> None:
        """Somebody has answered an invitation."""
        sent = self._sent.get(key)
        if sent is not None and sent.to == by:
            self._end(key, "accepted" if accepted else "declined")

    def _end(self, key: str, outcome: Outcome) -> None:
        sent = self._sent.pop(key)
        if sent.person:
            self._answers.append(InvitationAnswer(key, sent.person, outcome))

    def take_answers(self) -> list[InvitationAnswer]:
        answers, self._answers = self._answers, []
        return answers
