"""Several names in a row, as they are written in the language in use."""

from collections.abc import Sequence

from desktopchat.words import tr, trn


def listed(names: Sequence[str], others: int = 0) -> str:
    """ "Ada", "Ada and Bo", "Ada, Bo and Cy", or "Ada, Bo and 3 others"."""
    if others:
        return trn(
            "{names} and {n} other", "{names} and {n} others", others, names=comma_listed(names)
        )
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {name}", names=comma_listed(names[:-1]), name=names[-1])


def comma_listed(names: Sequence[str]) -> str:
    """ "Ada, Bo, Cy"."""
    if not names:
        return ""
    said = names[0]
    for name in names[1:]:
        said = tr("{names}, {name}", names=said, name=name)
    return said
