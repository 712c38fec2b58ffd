"""A tag's value may have ends of line in it: none of them ends up in a line that goes out.

`World` looks at every line that is posted.
"""

import random

import pytest

from desktopchat.host.dispatch import COMMANDS
from desktopchat.irc.tags import EDIT, RESEND
from tests.host.people import with_account
from tests.host.world import World

ALL = [
    "message-tags",
    "batch",
    "labeled-response",
    "echo-message",
    "draft/multiline",
    "server-time",
    "draft/message-redaction",
    "desktopchat/edit",
    "desktopchat/resend",
    "draft/chathistory",
]
TAGS = (
    "label",
    "batch",
    "msgid",
    "time",
    "account",
    EDIT,
    RESEND,
    "draft/multiline-concat",
    "+draft/reply",
    "+draft/react",
    "+typing",
    "+x",
)
VALUES = (
    "",
    "a",
    r"a\r\nQUIT\s:b",
    r"\r",
    r"\n",
    "\\",
    r"\r\nPRIVMSG\s#a\s:b",
    r"\:\s\\r",
    "x" * 60 + r"\n",
)
PARAMS = ("#a", "bo", "ada", "*", "+b1", "-b1", "LATEST", "draft/multiline", "10", ":words", "+k")


@pytest.mark.parametrize("seed", range(20))
def test_no_end_of_line_from_a_tags_value_comes_out(seed: int) -> None:
    world = World()
    ada = with_account(world, "ada", "#a", caps=" ".join(ALL))
    world.client("bo", ALL, ["#a"])
    dice = random.Random(seed)
    commands = (
        sorted(set(COMMANDS) - {"QUIT", "JOIN"}) + ["PRIVMSG", "TAGMSG", "BATCH", "NONE"] * 20
    )
    for _ in range(400):
        tags = ";".join(
            f"{tag}={dice.choice(VALUES)}" for tag in dice.sample(TAGS, dice.randrange(1, 4))
        )
        params = " ".join(dice.choices(PARAMS, k=dice.randrange(4)))
        ada.send(f"@{tags} {dice.choice(commands)} {params}".rstrip())
        assert not ada.gone


def test_a_message_to_edit_that_has_an_end_of_line_in_its_name_is_no_second_line() -> None:
    world = World()
    ada = world.client("ada", ALL, ["#a"])
    (told,) = ada.answers(rf"@{EDIT}=x\r\nQUIT PRIVMSG #a :new")
    assert (told.command, told.params[1:4]) == ("FAIL", ["UNKNOWN_MSGID", "#a", "*"])
