"""The tags of messages by name (IRCv3 message-tags; those of ours: docs/protocol.md).

What begins with + is given by people and passed on by a host as it is; the rest is a host's, or
between one client and its host.
"""

from collections.abc import Mapping

ACCOUNT = "account"
BATCH = "batch"
BOT = "bot"
LABEL = "label"
MSGID = "msgid"
MULTILINE_CONCAT = "draft/multiline-concat"
"""On a line that goes on where the one before it ended."""
TIME = "time"

LOOKALIKE = "desktopchat/lookalike"
"""The name that the sender's name looks like."""
ALSO = "desktopchat/also"
"""The msgid that the same message had at another half of the place, while there were two."""
STAYED = "desktopchat/stayed"
"""On the JOIN of who was there at the host before this one, and has not left the chat."""
RESEND = "desktopchat/resend"
"""On a message that may have come before, under the same label."""

CARRY_ON = "+desktopchat/carry-on"
"""Between who runs a host and somebody whose computer may keep a copy of it; see `carry_on`."""
EDIT = "+desktopchat/edit"
"""The msgid of what the message stands for from now on."""
REACT, UNREACT = "+draft/react", "+draft/unreact"
REPLY, DRAFT_REPLY = "+reply", "+draft/reply"
TYPING = "+typing"


def reply_to(tags: Mapping[str, str]) -> str:
    """The msgid of what a message answers; "" for nothing. Of two the newer name counts."""
    return tags.get(REPLY) or tags.get(DRAFT_REPLY) or ""


def reply_tags(msgid: str) -> dict[str, str]:
    """What says that a message answers another, for those who know one name or the other."""
    return {REPLY: msgid, DRAFT_REPLY: msgid}
