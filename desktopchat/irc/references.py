"""How CHATHISTORY, MARKREAD and SEARCH name a message or a moment (IRCv3 draft/chathistory)."""

MSGID, TIMESTAMP = "msgid", "timestamp"
TYPES = f"{MSGID},{TIMESTAMP}"
"""Both, as ISUPPORT's MSGREFTYPES has them."""


def to_message(msgid: str) -> str:
    return f"{MSGID}={msgid}"


def to_moment(stamp: str) -> str:
    """stamp: as `timestamps` writes it."""
    return f"{TIMESTAMP}={stamp}"


def parse(word: str) -> tuple[str, str]:
    """What kind of reference it is, and its value."""
    kind, _, value = word.partition("=")
    return kind, value
