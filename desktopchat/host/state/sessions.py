"""Who is logged in to which account: one account may have several connections."""

from .people import Person


class Sessions:
    """The connections of each account. Guarded by the host's lock."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[Person, ...]] = {}

    def add(self, person: Person) -> None:
        """They have logged in; somebody without an account is of no session."""
        if person.folded_account:
            self._people[person.folded_account] = (*self.of(person), person)

    def remove(self, person: Person) -> None:
        """They are gone, or log out."""
        left = tuple(one for one in self.of(person) if one is not person)
        if left:
            self._people[person.folded_account] = left
        else:
            self._people.pop(person.folded_account, None)

    def of(self, person: Person) -> tuple[Person, ...]:
        """All connections of their account; of somebody without one, none."""
        return self._people.get(person.folded_account, ())
