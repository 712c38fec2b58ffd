"""Where the own host's page for browsers is, as its window shows it."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Doors:
    """plain, encrypted: links of the page, "" for one that is closed. problem: why what the host
    was asked for last can't be done, in words; "" where it can."""

    plain: str = ""
    encrypted: str = ""
    problem: str = ""


CLOSED = Doors()
