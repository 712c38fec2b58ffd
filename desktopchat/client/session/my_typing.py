"""What others are told of my typing, and when (IRCv3 typing); it knows no wire."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ACTIVE, PAUSED, DONE = "active", "paused", "done"
TYPING_FOR = timedelta(seconds=6)
PAUSED_FOR = timedelta(seconds=30)
"""How long somebody is shown as writing after they said so."""
_APART = timedelta(seconds=3)  # between two tellings to one conversation, whatever they say


@dataclass(slots=True)
class _Talk:
    """What is written in one conversation. at: of its last change, None while there is nothing.
    fresh: it changed since that was told."""

    at: datetime | None = None
    fresh: bool = False
    told: str = DONE
    told_at: datetime | None = None


class MyTyping:
    """What to tell of my typing, by conversation."""

    def __init__(self) -> None:
        self._talks: dict[str, _Talk] = {}

    @property
    def busy(self) -> bool:
        """Whether anything may become due."""
        return bool(self._talks)

    def changed(self, key: str, now: datetime, *, writing: bool) -> None:
        """The text was changed: there is some that is meant for the others, or none."""
        if not writing and key not in self._talks:
            return
        talk = self._talks.setdefault(key, _Talk())
        talk.at, talk.fresh = (now, True) if writing else (None, False)

    def said(self, key: str) -> None:
        """It is sent: the message itself tells that I am done."""
        talk = self._talks.get(key)
        if talk is not None:
            talk.at, talk.fresh, talk.told = None, False, DONE

    def arrived(self, key: str) -> None:
        """A message of mine came to the others, who take me as done; perhaps I write the next."""
        talk = self._talks.get(key)
        if talk is not None:
            talk.fresh, talk.told = talk.at is not None, DONE

    def stop(self) -> None:
        """From now on nobody is told; those who were told are told that it is over."""
        for talk in self._talks.values():
            talk.at, talk.fresh = None, False

    def forget(self) -> None:
        """There is nobody to tell any more."""
        self._talks.clear()

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """What to tell now: conversations and "active", "paused" or "done"."""
        found = []
        for key, talk in list(self._talks.items()):
            if talk.told_at is not None and timedelta(0) <= now - talk.told_at < _APART:
                continue
            state = DONE
            if talk.at is not None:
                state = ACTIVE if now - talk.at < TYPING_FOR else PAUSED
            news = talk.fresh if state == ACTIVE else state != talk.told
            if news and not (state == PAUSED and talk.told == DONE):
                talk.told, talk.told_at, talk.fresh = state, now, False
                found.append((key, state))
            elif talk.at is None:
                del self._talks[key]
        return found
