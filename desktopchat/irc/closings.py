"""Why a host closes a connection, where a program has to know: the code of a `FAIL * <code>` (IRCv3
standard-replies) right before the ERROR, whose words are for people. Other reasons have a numeric,
or need none."""

from desktopchat.irc.address import Address

FULL = "HOST_FULL"
MOVED = "MOVED"
"""The chat goes on elsewhere: the link, with the key that is to be there, stands behind the code.
Only who is known by its key may say so."""
REMOVED = "REMOVED_BY_OPERATOR"
REPLACED = "REPLACED_BY_NEW_CONNECTION"
WRONG_PASSWORDS = "TOO_MANY_WRONG_PASSWORDS"
ENDED = "ENDED"
"""Whoever hosts this chat ends it for everyone now, or has: then this only keeps a copy of it."""
ENDED_WORDS = "Whoever hosted this chat has ended it"
STANDS_BY = "STANDS_BY"
"""Nobody hosts here yet: this would carry the chat on if its host died."""


def points_to(there: Address | None, *, ended: bool = False) -> bytes:
    """What somebody is told who comes to chat where nobody hosts under the key that is shown.
    there: where the place is hosted, with its key, None where that is not known. ended: whether
    its host has ended it."""
    why = f"{ENDED} :{ENDED_WORDS}" if ended else f"{STANDS_BY} :Nobody hosts the chat here"
    moved = f"FAIL * {MOVED} {there} :The chat is there\r\n" if there is not None else ""
    return f"{moved}FAIL * {why}\r\nERROR :Nobody hosts here\r\n".encode()
