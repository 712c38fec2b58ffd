"""The capabilities a host offers, as bits, so that a set of them is one small number.

Lines are written once for each set (see `lines`), never once for each person. What each one means
is in its IRCv3 specification; those that begin with `desktopchat/` are ours (docs/protocol.md).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .core import Core
    from .people import Person

OFFERED = {
    name: 1 << number
    for number, name in enumerate(
        (
            "message-tags",
            "server-time",
            "echo-message",
            "labeled-response",
            "batch",
            "multi-prefix",
            "extended-join",
            "away-notify",
            "setname",
            "cap-notify",
            "invite-notify",
            "userhost-in-names",
            "account-notify",
            "account-tag",
            "chghost",
            "standard-replies",
            "sasl",
            "extended-monitor",
            "no-implicit-names",
            "draft/no-implicit-names",
            "draft/account-registration",
            "draft/channel-rename",
            "draft/chathistory",
            "draft/event-playback",
            "draft/extended-isupport",
            "draft/message-redaction",
            "draft/metadata-2",
            "draft/metadata-3",
            "draft/multiline",
            "draft/pre-away",
            "draft/read-marker",
            "desktopchat/edit",
            "desktopchat/resend",
            "desktopchat/search",
            "desktopchat/lookalike",
        )
    )
}

MESSAGE_TAGS = OFFERED["message-tags"]
SERVER_TIME = OFFERED["server-time"]
ECHO_MESSAGE = OFFERED["echo-message"]
LABELED_RESPONSE = OFFERED["labeled-response"]
BATCH = OFFERED["batch"]
MULTI_PREFIX = OFFERED["multi-prefix"]
EXTENDED_JOIN = OFFERED["extended-join"]
AWAY_NOTIFY = OFFERED["away-notify"]
SETNAME = OFFERED["setname"]
CAP_NOTIFY = OFFERED["cap-notify"]
INVITE_NOTIFY = OFFERED["invite-notify"]
USERHOST_IN_NAMES = OFFERED["userhost-in-names"]
ACCOUNT_NOTIFY = OFFERED["account-notify"]
ACCOUNT_TAG = OFFERED["account-tag"]
CHGHOST = OFFERED["chghost"]
STANDARD_REPLIES = OFFERED["standard-replies"]
SASL = OFFERED["sasl"]
EXTENDED_MONITOR = OFFERED["extended-monitor"]
NO_IMPLICIT_NAMES = OFFERED["no-implicit-names"] | OFFERED["draft/no-implicit-names"]
"""Either of the two says it."""
ACCOUNT_REGISTRATION = OFFERED["draft/account-registration"]
CHANNEL_RENAME = OFFERED["draft/channel-rename"]
CHATHISTORY = OFFERED["draft/chathistory"]
EVENT_PLAYBACK = OFFERED["draft/event-playback"]
EXTENDED_ISUPPORT = OFFERED["draft/extended-isupport"]
MESSAGE_REDACTION = OFFERED["draft/message-redaction"]
METADATA_3 = OFFERED["draft/metadata-3"]
METADATA = OFFERED["draft/metadata-2"] | METADATA_3
"""Either of the two says it, never both; the newer text has changes told as numerics."""
METADATA_AWARE = METADATA_3 | OFFERED["batch"]
"""Who has these hears without asking what those say of themselves whom they come to know."""
MULTILINE = OFFERED["draft/multiline"]
PRE_AWAY = OFFERED["draft/pre-away"]
READ_MARKER = OFFERED["draft/read-marker"]
EDIT = OFFERED["desktopchat/edit"]
RESEND = OFFERED["desktopchat/resend"]
SEARCH = OFFERED["desktopchat/search"]
LOOKALIKE = OFFERED["desktopchat/lookalike"]

MULTILINE_BYTES = 16384
MULTILINE_LINES = 200
METADATA_SUBS = 50
METADATA_KEYS = 20
METADATA_KEY_BYTES = 40
METADATA_BYTES = 300
"""Limits told in the values below."""


def mechanisms(person: "Person") -> list[str]:
    """The SASL mechanisms for them: PLAIN sends the password as it is."""
    return ["SCRAM-SHA-256", "PLAIN"] if person.trusted else ["SCRAM-SHA-256"]


def offer(core: "Core", person: "Person") -> dict[str, str]:
    """What CAP LS tells a person, with the values that those of version 302 understand."""
    values = dict.fromkeys(OFFERED, "")
    values["sasl"] = ",".join(mechanisms(person))
    values["draft/account-registration"] = "custom-account-name"
    values["draft/multiline"] = f"max-bytes={MULTILINE_BYTES},max-lines={MULTILINE_LINES}"
    values["draft/metadata-2"] = values["draft/metadata-3"] = (
        f"before-connect,max-subs={METADATA_SUBS},max-keys={METADATA_KEYS},"
        f"max-key-bytes={METADATA_KEY_BYTES},max-value-bytes={METADATA_BYTES}"
    )
    if core.sts_port and not person.secure:
        # No duration: only what a client hears over TLS may bind it for longer.
        values["sts"] = f"port={core.sts_port}"
    elif core.sts_port:
        values["sts"] = f"duration={STS_DURATION}"
    return values


STS_DURATION = 30 * 24 * 3600
"""Seconds for which a client that has seen us over TLS is to insist on it."""
