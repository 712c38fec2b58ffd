"""A packet's way through lists of rules, as Linux's packet filter goes it.

Each rule asks for something, and whether that is so may be unknown here (None): then both ways are
gone, and the outcome may be unknown too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktopchat.words import tr

ACCEPT, DROP, JUMP, GOTO, RETURN, GO_ON = "accept", "drop", "jump", "goto", "return", ""
_DEEPEST = 32  # chains in one another; the kernel allows 16


@dataclass(slots=True, frozen=True)
class Step:
    """A rule as it is for one packet. match: whether it fits. action: one of the module's words;
    target: the chain to jump to. text: the rule, for people."""

    match: bool | None
    action: str
    target: str = ""
    text: str = ""


@dataclass(slots=True, frozen=True)
class Outcome:
    """passes: None where it is unknown. why: the rule that decided, or may have."""

    passes: bool | None
    why: str = ""


def both(one: bool | None, other: bool | None) -> bool | None:
    """Three-valued "and"."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def walk(chains: Mapping[str, Sequence[Step]], start: str, policy: str) -> Outcome:
    """What becomes of the packet in the chain that it comes to first. policy: of that chain."""
    way = _Way(chains)
    verdict = way.go(start, sure=True, depth=0)
    if verdict is None or verdict.action == RETURN:
        verdict = Step(
            True, policy, text=tr("the default of {chain} ({policy})", chain=start, policy=policy)
        )
    if verdict.action == ACCEPT:
        return Outcome(None, way.maybe[DROP]) if DROP in way.maybe else Outcome(True, verdict.text)
    return Outcome(None if ACCEPT in way.maybe else False, verdict.text)


class _Way:
    def __init__(self, chains: Mapping[str, Sequence[Step]]) -> None:
        self._chains = chains
        self.maybe: dict[str, str] = {}
        """Verdicts that may have been given on the way, with the first rule for each."""

    def go(self, chain: str, *, sure: bool, depth: int) -> Step | None:
        """The verdict for certain, None where the chain ends without one."""
        if depth > _DEEPEST:
            return None
        for step in self._chains.get(chain, ()):
            if step.match is False or step.action == GO_ON:
                continue
            certain = sure and step.match is True
            if step.action in (JUMP, GOTO):
                verdict = self.go(step.target, sure=certain, depth=depth + 1)
                if verdict is not None and verdict.action != RETURN:
                    return verdict
                if step.action == GOTO and certain:
                    return None
            elif step.action == RETURN:
                if step.match:
                    return Step(True, RETURN) if certain else None
                sure = False  # whether the rest of this chain comes at all
            elif certain:
                return step
            else:
                self.maybe.setdefault(step.action, step.text)
                if step.match:  # where this chain is gone at all, it ends here
                    return None
        return None
