"""The capabilities by name, and lists of them as they stand in CAP LS, NEW, REQ and LIST (IRCv3
capability-negotiation).

What each one means is in its IRCv3 specification, of ours in docs/protocol.md.
"""

from collections.abc import Iterable, Mapping

MESSAGE_TAGS = "message-tags"
SERVER_TIME = "server-time"
ECHO_MESSAGE = "echo-message"
LABELED_RESPONSE = "labeled-response"
BATCH = "batch"
MULTI_PREFIX = "multi-prefix"
EXTENDED_JOIN = "extended-join"
AWAY_NOTIFY = "away-notify"
SETNAME = "setname"
CAP_NOTIFY = "cap-notify"
INVITE_NOTIFY = "invite-notify"
USERHOST_IN_NAMES = "userhost-in-names"
ACCOUNT_NOTIFY = "account-notify"
ACCOUNT_TAG = "account-tag"
CHGHOST = "chghost"
STANDARD_REPLIES = "standard-replies"
SASL = "sasl"
STS = "sts"
EXTENDED_MONITOR = "extended-monitor"
NO_IMPLICIT_NAMES = "no-implicit-names"
DRAFT_NO_IMPLICIT_NAMES = "draft/no-implicit-names"
ACCOUNT_REGISTRATION = "draft/account-registration"
CHANNEL_RENAME = "draft/channel-rename"
CHATHISTORY = "draft/chathistory"
EVENT_PLAYBACK = "draft/event-playback"
EXTENDED_ISUPPORT = "draft/extended-isupport"
MESSAGE_REDACTION = "draft/message-redaction"
METADATA_2 = "draft/metadata-2"
METADATA_3 = "draft/metadata-3"
MULTILINE = "draft/multiline"
PRE_AWAY = "draft/pre-away"
READ_MARKER = "draft/read-marker"

EDIT = "desktopchat/edit"
RESEND = "desktopchat/resend"
SEARCH = "desktopchat/search"
LOOKALIKE = "desktopchat/lookalike"
PINS = "desktopchat/pins"
SEEN = "desktopchat/seen"


def parse_caps(text: str) -> dict[str, str]:
    """Names with their values ("" for none): "sasl=PLAIN batch" gives two."""
    caps = {}
    for word in text.split():
        name, _, value = word.partition("=")
        if name:
            caps[name] = value
    return caps


def parse_request(text: str) -> dict[str, bool]:
    """What a CAP REQ wants: a name with True to turn it on, with False ("-name") off."""
    return {word.removeprefix("-"): not word.startswith("-") for word in text.split()}


def format_caps(caps: Mapping[str, str] | Iterable[str], max_bytes: int = 400) -> list[str]:
    """The list in pieces of at most `max_bytes` each (one piece, perhaps "", at least)."""
    pairs = caps.items() if isinstance(caps, Mapping) else ((name, "") for name in caps)
    pieces = [""]
    for name, value in pairs:
        word = f"{name}={value}" if value else name
        if pieces[-1] and len(pieces[-1].encode()) + 1 + len(word.encode()) > max_bytes:
            pieces.append("")
        pieces[-1] += f" {word}" if pieces[-1] else word
    return pieces
