"""Channel and user modes as values (Modern IRC, "Channel modes"; ISUPPORT CHANMODES, PREFIX)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(slots=True, frozen=True)
class ModeChange:
    """One letter set or taken away. `param` is "" where it has none (or asks for a list)."""

    adding: bool
    letter: str
    param: str = ""


@dataclass(slots=True, frozen=True)
class ModeTypes:
    """Which letters take a parameter.

    lists: always, the channel keeps a list (b); without one the list is asked for.
    always: when set and when unset (k). when_set: only when set (l). never: flags (imnt).
    prefix: member statuses, highest first (ov), with the `symbols` shown for them (@+).
    """

    lists: str = "b"
    always: str = "k"
    when_set: str = "l"
    never: str = "imnt"
    prefix: str = "ov"
    symbols: str = "@+"

    def takes_param(self, letter: str, adding: bool) -> bool:
        return (
            letter in self.lists
            or letter in self.always
            or letter in self.prefix
            or (adding and letter in self.when_set)
        )


HOST_MODES = ModeTypes(
    lists="beI", always="k", when_set="HSfl", never="CWimnst", prefix="qov", symbols="~@+"
)
"""Those of channels on a host of ours. C: no CTCP but ACTION. Our own are H (who may read what was
said: "all", "joined", "none"), S (who sees how far others have read: of `seen.RULES`), W (everybody
may pin, not only operators) and f (slow: seconds between two messages of somebody without a
status)."""


def parse_modes(words: Sequence[str], types: ModeTypes) -> list[ModeChange]:
    """Changes of a MODE command; `words` is the mode string and what follows it.

    Unknown letters come out too, without a parameter: who reads them decides.
    """
    changes: list[ModeChange] = []
    if not words:
        return changes
    params = iter(words[1:])
    adding = True
    for letter in words[0]:
        if letter in "+-":
            adding = letter == "+"
        elif types.takes_param(letter, adding):
            changes.append(ModeChange(adding, letter, next(params, "")))
        else:
            changes.append(ModeChange(adding, letter))
    return changes


def format_modes(changes: Iterable[ModeChange]) -> list[str]:
    """The mode string and its parameters: ["+ov-m", "Ada", "Bo"]; [] for no changes."""
    letters = []
    params = []
    sign: bool | None = None
    for change in changes:
        if change.adding is not sign:
            sign = change.adding
            letters.append("+" if sign else "-")
        letters.append(change.letter)
        if change.param:
            params.append(change.param)
    return ["".join(letters), *params] if letters else []


def hide_key(words: str) -> str:
    """The same changes on a host of ours, with "*" for the key of a channel."""
    changes = parse_modes(words.split(" "), HOST_MODES)
    if not any(one.letter in HOST_MODES.always and one.param not in ("", "*") for one in changes):
        return words
    hidden = (
        replace(one, param="*") if one.letter in HOST_MODES.always else one for one in changes
    )
    return " ".join(format_modes(hidden))
