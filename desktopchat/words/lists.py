"""Several names in a row, as they are written in the language in use."""

from collections.abc import Sequence

from desktopchat.words import tr, trc, trn


def listed(names: Sequence[str], others: int = 0) -> str:
    """ "Ada", "Ada and Bo", "Ada, Bo and Cy", or "Ada, Bo and 3 others"."""
    if others:
        return trn(
            "{names} and {n} other", "{names} and {n} others", others, names=comma_listed(names)
        )
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {name}", names=comma_listed(names[:-1]), name=names[-1])


def alternatives(names: Sequence[str]) -> str:
    """ "Ada", "Ada or Bo", "Ada or Bo or Cy"."""
    said = names[0] if names else ""
    for name in names[1:]:
        said = tr("{names} or {name}", names=said, name=name)
    return said


def sentences(*said: str) -> str:
    """Whole sentences, one after the other; "" is none."""
    there = [one for one in said if one]
    text = there[0] if there else ""
    for one in there[1:]:
        text = trc("two sentences", "{first} {second}", first=text, second=one)
    return text


def in_a_row(things: Sequence[str]) -> str:
    """Things of several words each: "a blue hat; two shoes"."""
    said = things[0] if things else ""
    for thing in things[1:]:
        said = tr("{things}; {thing}", things=said, thing=thing)
    return said


def comma_listed(names: Sequence[str]) -> str:
    """ "Ada, Bo, Cy"."""
    if not names:
        return ""
    said = names[0]
    for name in names[1:]:
        said = tr("{names}, {name}", names=said, name=name)
    return said
