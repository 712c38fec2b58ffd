"""The words of the wire stand once, in `irc/`; host, client and store take them from there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import desktopchat
from desktopchat.irc import batch_types, caps, references, tags

SOURCE = Path(desktopchat.__file__).parent
WORDS = {
    word
    for module in (batch_types, caps, tags)
    for name, word in vars(module).items()
    if name.isupper() and isinstance(word, str) and not word.isalpha()
}
"""But for those that are everyday words besides ("time", "label")."""


def literals(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value.strip("=; ")


def test_no_word_of_the_wire_is_spelt_a_second_time() -> None:
    assert {"+desktopchat/edit", "draft/multiline", "server-time"} <= WORDS
    again = [
        f"{path.relative_to(SOURCE)}:{number} {word}"
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "irc"
        for number, word in literals(path)
        if word in WORDS
    ]
    assert again == []


def test_of_two_names_for_a_reply_the_newer_counts() -> None:
    assert tags.reply_to({tags.DRAFT_REPLY: "a", tags.REPLY: "b"}) == "b"
    assert tags.reply_to({tags.DRAFT_REPLY: "a"}) == "a"
    assert tags.reply_to({}) == ""
    assert tags.reply_to(tags.reply_tags("c")) == "c"


def test_a_reference_is_read_as_it_was_written() -> None:
    assert references.parse(references.to_message("m1")) == (references.MSGID, "m1")
    stamp = "2026-11-23T08:30:00.250Z"
    assert references.parse(references.to_moment(stamp)) == (references.TIMESTAMP, stamp)
