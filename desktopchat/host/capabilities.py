"""The capabilities a host offers, as bits, so that a set of them is one small number.

Lines are written once for each set (see `lines`), never once for each person.
"""

MESSAGE_TAGS = 1 << 0
SERVER_TIME = 1 << 1
ECHO_MESSAGE = 1 << 2
LABELED_RESPONSE = 1 << 3
BATCH = 1 << 4
MULTI_PREFIX = 1 << 5
EXTENDED_JOIN = 1 << 6
AWAY_NOTIFY = 1 << 7
SETNAME = 1 << 8
CAP_NOTIFY = 1 << 9
INVITE_NOTIFY = 1 << 10
USERHOST_IN_NAMES = 1 << 11

OFFERED = {
    "message-tags": MESSAGE_TAGS,
    "server-time": SERVER_TIME,
    "echo-message": ECHO_MESSAGE,
    "labeled-response": LABELED_RESPONSE,
    "batch": BATCH,
    "multi-prefix": MULTI_PREFIX,
    "extended-join": EXTENDED_JOIN,
    "away-notify": AWAY_NOTIFY,
    "setname": SETNAME,
    "cap-notify": CAP_NOTIFY,
    "invite-notify": INVITE_NOTIFY,
    "userhost-in-names": USERHOST_IN_NAMES,
}
