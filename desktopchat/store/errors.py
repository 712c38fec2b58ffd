"""What can go wrong with what is kept on disk."""

_PLAIN = "The host can't use its files just now. Try again later."  # no words: said on IRC


class StoreError(Exception):
    "The disk, a file or its rights do not allow it. The message says so in plain words, with the\n"

    "    place, to whoever runs the program. plain: the same for others, who are told no place, in"
    " English as all\n    that the host says on IRC."

    def __init__(self, text: str, plain: str = _PLAIN) -> None:
        super().__init__(text)
        self.plain = plain


class DamagedError(StoreError):
    """What is kept can't be read any more, which gets no better by waiting."""


def plain_words(error: Exception) -> str:
    """What people in the chat are told of an error of the host."""
    return error.plain if isinstance(error, StoreError) else _PLAIN
