"""Why a host closes a connection, where a program has to know: the code of a `FAIL * <code>` (IRCv3
standard-replies) right before the ERROR, whose words are for people. Other reasons have a numeric,
or need none."""

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
