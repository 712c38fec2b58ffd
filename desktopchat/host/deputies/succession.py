"""Whether a deputy is to carry on now: what it hears, weighed. No input or output.

Nobody carries on while somebody hears the host. Where a member has come because it lost the host,
or another deputy has lost it too, two seconds of silence are enough; alone it takes eight, for then
it may well be this computer that is cut off. Whoever stands further behind in the roster waits two
seconds more for each one before it that can be reached, and takes the one that carries on as its
host. One that could be reached, and suddenly can't, has most likely begun to carry on, and opens
the doors in a moment: it is waited for.
"""

from dataclasses import dataclass, field

SILENCE = 2.0
"""Seconds without a word of the host, after which it may have died."""
_ALONE = 8.0
"""The same, where nobody else has said that they do not hear it either."""
_AFTER_EACH = 2.0
"""Seconds more for each deputy that would carry on before."""
_NOT_IN_SYNC = 4.0
"""Seconds more for a deputy that lacks the last words, which is better than nobody."""
_BEGINS = 5.0
"""Seconds that a deputy may take from its last answer in waiting to its first as the host."""
_COUNTS = 3.0
"""Seconds for which it counts what somebody said."""


@dataclass(slots=True)
class Succession:
    """Of one deputy. All times are of one clock that only rises, in seconds.

    heard: when the host said something last. unanswered: whether it did not answer when it was
    asked last."""

    heard: float
    unanswered: bool = False
    _lost_it: float = float("-inf")
    """When somebody else last said that they do not hear it."""
    _hears_it: float = float("-inf")
    """When somebody last said that they do."""
    _better: set[str] = field(default_factory=set)
    """Keys of those that would carry on before, and answered when they were asked last."""
    _begins: dict[str, float] = field(default_factory=dict)
    """Of such that answer no more: since when."""

    def host_spoke(self, now: float) -> None:
        self.heard = now
        self.unanswered = False
        # Who would carry on before is asked anew: one of them may be this host by now.
        self._better.clear()
        self._begins.clear()

    def member_came(self, now: float) -> None:
        """Somebody has come here, as one does who has lost the host."""
        self._lost_it = now

    def deputy_said(self, key: str, now: float, *, hears: bool | None, before: bool) -> None:
        """Another deputy has told whether it hears the host; None where it gave no answer.
        before: whether it would carry on before this one."""
        if hears:
            self._hears_it = now
        elif hears is not None:
            self._lost_it = now
        if before and hears is not None:
            self._better.add(key)
            self._begins.pop(key, None)
        elif key in self._better:
            self._better.discard(key)
            self._begins[key] = now

    def due(self, now: float, *, in_sync: bool) -> bool:
        """Whether to carry on now. in_sync: whether this one has all that was said."""
        if not self.unanswered or now - self._hears_it < _COUNTS:
            return False
        if any(now - since < _BEGINS for since in self._begins.values()):
            return False
        alone = now - self._lost_it > _COUNTS
        wait = _ALONE if alone else SILENCE
        wait += len(self._better) * _AFTER_EACH + (0.0 if in_sync else _NOT_IN_SYNC)
        return now - self.heard >= wait
