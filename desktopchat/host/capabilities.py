"""The capabilities a host offers, as bits, so that a set of them is one small number.

Lines are written once for each set (see `lines`), never once for each person. What each one means
is in its IRCv3 specification; those that begin with `desktopchat/` are ours (docs/protocol.md).
"""

from typing import TYPE_CHECKING

from desktopchat.irc import caps
from desktopchat.irc.multiline import Limits

if TYPE_CHECKING:
    from .core import Core
    from .state.people import Person

OFFERED = {
    name: 1 << number
    for number, name in enumerate(
        (
            caps.MESSAGE_TAGS,
            caps.SERVER_TIME,
            caps.ECHO_MESSAGE,
            caps.LABELED_RESPONSE,
            caps.BATCH,
            caps.MULTI_PREFIX,
            caps.EXTENDED_JOIN,
            caps.AWAY_NOTIFY,
            caps.SETNAME,
            caps.CAP_NOTIFY,
            caps.INVITE_NOTIFY,
            caps.USERHOST_IN_NAMES,
            caps.ACCOUNT_NOTIFY,
            caps.ACCOUNT_TAG,
            caps.CHGHOST,
            caps.STANDARD_REPLIES,
            caps.SASL,
            caps.EXTENDED_MONITOR,
            caps.NO_IMPLICIT_NAMES,
            caps.DRAFT_NO_IMPLICIT_NAMES,
            caps.ACCOUNT_REGISTRATION,
            caps.CHANNEL_RENAME,
            caps.CHATHISTORY,
            caps.EVENT_PLAYBACK,
            caps.EXTENDED_ISUPPORT,
            caps.MESSAGE_REDACTION,
            caps.METADATA_2,
            caps.METADATA_3,
            caps.MULTILINE,
            caps.PRE_AWAY,
            caps.READ_MARKER,
            caps.EDIT,
            caps.RESEND,
            caps.SEARCH,
            caps.LOOKALIKE,
            caps.PINS,
            caps.SEEN,
        )
    )
}

MESSAGE_TAGS = OFFERED[caps.MESSAGE_TAGS]
SERVER_TIME = OFFERED[caps.SERVER_TIME]
ECHO_MESSAGE = OFFERED[caps.ECHO_MESSAGE]
LABELED_RESPONSE = OFFERED[caps.LABELED_RESPONSE]
BATCH = OFFERED[caps.BATCH]
MULTI_PREFIX = OFFERED[caps.MULTI_PREFIX]
EXTENDED_JOIN = OFFERED[caps.EXTENDED_JOIN]
AWAY_NOTIFY = OFFERED[caps.AWAY_NOTIFY]
SETNAME = OFFERED[caps.SETNAME]
CAP_NOTIFY = OFFERED[caps.CAP_NOTIFY]
INVITE_NOTIFY = OFFERED[caps.INVITE_NOTIFY]
USERHOST_IN_NAMES = OFFERED[caps.USERHOST_IN_NAMES]
ACCOUNT_NOTIFY = OFFERED[caps.ACCOUNT_NOTIFY]
ACCOUNT_TAG = OFFERED[caps.ACCOUNT_TAG]
CHGHOST = OFFERED[caps.CHGHOST]
STANDARD_REPLIES = OFFERED[caps.STANDARD_REPLIES]
SASL = OFFERED[caps.SASL]
EXTENDED_MONITOR = OFFERED[caps.EXTENDED_MONITOR]
NO_IMPLICIT_NAMES = OFFERED[caps.NO_IMPLICIT_NAMES] | OFFERED[caps.DRAFT_NO_IMPLICIT_NAMES]
"""Either of the two says it."""
ACCOUNT_REGISTRATION = OFFERED[caps.ACCOUNT_REGISTRATION]
CHANNEL_RENAME = OFFERED[caps.CHANNEL_RENAME]
CHATHISTORY = OFFERED[caps.CHATHISTORY]
EVENT_PLAYBACK = OFFERED[caps.EVENT_PLAYBACK]
EXTENDED_ISUPPORT = OFFERED[caps.EXTENDED_ISUPPORT]
MESSAGE_REDACTION = OFFERED[caps.MESSAGE_REDACTION]
METADATA_3 = OFFERED[caps.METADATA_3]
METADATA = OFFERED[caps.METADATA_2] | METADATA_3
"""Either of the two says it, never both; the newer text has changes told as numerics."""
METADATA_AWARE = METADATA_3 | OFFERED[caps.BATCH]
"""Who has these hears without asking what those say of themselves whom they come to know."""
MULTILINE = OFFERED[caps.MULTILINE]
PRE_AWAY = OFFERED[caps.PRE_AWAY]
READ_MARKER = OFFERED[caps.READ_MARKER]
EDIT = OFFERED[caps.EDIT]
RESEND = OFFERED[caps.RESEND]
SEARCH = OFFERED[caps.SEARCH]
LOOKALIKE = OFFERED[caps.LOOKALIKE]
PINS = OFFERED[caps.PINS]
SEEN = OFFERED[caps.SEEN]

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
    values[caps.SASL] = ",".join(mechanisms(person))
    values[caps.ACCOUNT_REGISTRATION] = "custom-account-name"
    values[caps.MULTILINE] = str(Limits(MULTILINE_BYTES, MULTILINE_LINES))
    values[caps.METADATA_2] = values[caps.METADATA_3] = (
        f"before-connect,max-subs={METADATA_SUBS},max-keys={METADATA_KEYS},"
        f"max-key-bytes={METADATA_KEY_BYTES},max-value-bytes={METADATA_BYTES}"
    )
    if core.sts_port and not person.secure:
        # No duration: only what a client hears over TLS may bind it for longer.
        values[caps.STS] = f"port={core.sts_port}"
    elif core.sts_port:
        values[caps.STS] = f"duration={STS_DURATION}"
    return values


STS_DURATION = 30 * 24 * 3600
"""Seconds for which a client that has seen us over TLS is to insist on it."""
