"""In which rooms people see how far the others have read (desktopchat/seen)."""

RULES = FEW, ALL, NONE = "few", "all", "none"
"""What a room may choose; the first holds where nothing was chosen."""
FEW_MOST = 20
ALL_MOST = 200
"""Members up to which it is shown: each marker is told to every one of them."""


def shown(rule: str, people: int) -> bool:
    """Whether it is, in a room with so many people in it."""
    return people <= {FEW: FEW_MOST, ALL: ALL_MOST}.get(rule, 0)
