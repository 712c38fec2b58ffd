"""The rows of one answer that come in one by one, until its end hands them on."""

from typing import Generic, TypeVar

Row = TypeVar("Row")


class RowCollector(Generic[Row]):
    """Takes at most so many rows; what a host sends beyond that is let go by."""

    def __init__(self, most: int = 5000) -> None:
        self._most = most
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        if len(self._rows) < self._most:
            self._rows.append(row)

    def take(self) -> tuple[Row, ...]:
        """All of them, in the order they came; the next answer begins empty."""
        rows = tuple(self._rows)
        self._rows.clear()
        return rows
