"""Plain words: mentions, modes, refusals, problems."""

import re

import pytest

from desktopchat.client.handlers.refusals import refusal_words
from desktopchat.client.model.masks import Masks
from desktopchat.client.model.mentions import mentions
from desktopchat.client.model.mode_words import mode_words, told
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc import numerics
from desktopchat.irc.isupport import ISupport
from desktopchat.irc.message import Message
from desktopchat.irc.modes import ModeChange, ModeTypes, parse_modes

MASKS = Masks.of(ISupport())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ada: hello", "Ada"),
        ("hello @ADA!", "ada"),
        ("ask Łukasz.", "łukasz"),
        ("STRASSE", "straße"),
        ("王伟你好", "王伟"),
        ("hey Ada你好", "Ada"),
        ("is [x] here", "[x]"),
        ("thanks Ada Lovelace", "Ada Lovelace"),
        ("Ada|afk", "Ada"),
    ],
)
def test_a_name_as_a_word_is_a_mention(text: str, name: str) -> None:
    assert mentions(text, (name,))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("adagio", "Ada"),
        ("Canada", "Ada"),
        ("Ada_ is new", "Ada"),
        ("hello", ""),
        ("ołukasz", "Łukasz"),
    ],
)
def test_a_name_within_another_word_is_no_mention(text: str, name: str) -> None:
    assert not mentions(text, (name,))


def test_all_refusals_that_people_meet_have_words_and_a_next_step() -> None:
    for name, numeric in vars(numerics).items():
        if not name.startswith("ERR_") or numeric in ("409", "410", "422", "431", "432", "433"):
            continue
        message = Message(numeric, ["me", "#lab", "Bo", "Server's words"], "h")
        words = refusal_words(message)
        assert words.endswith((".", "words")), name
        assert not re.search(r"[{}]", words), name


def test_a_list_mode_that_other_servers_give_as_a_rank_is_told_as_what_it_is() -> None:
    assert mode_words([ModeChange(True, "q", "Ada")], MASKS) == "made Ada an owner"
    both = [ModeChange(True, "q", "Ada"), ModeChange(True, "o", "Ada"), ModeChange(True, "o", "Bo")]
    assert mode_words(both, MASKS) == "made Ada an owner, made Bo an operator"
    assert mode_words([ModeChange(True, "q", "*!*@evil")], MASKS) == "muted everyone from evil"
    assert mode_words([ModeChange(False, "Z")], MASKS) == "set mode -Z"


def test_every_problem_says_what_happened_and_what_to_do() -> None:
    for kind in ProblemKind:
        for problem in (Problem(kind), Problem(kind, "Ada", "10.0.0.1:6667")):
            for words in (problem.what, problem.next_step):
                assert words.endswith(".")
                assert "{" not in words
                assert ".." not in words
            assert str(problem) == f"{problem.what} {problem.next_step}"


@pytest.mark.parametrize(
    ("source", "modes", "said"),
    [
        ("Ada!a@h", "+o Bo", ("Ada", "made Bo an operator")),
        ("desktopchat.local", "+qo Bo Bo", ("Bo", "is now an owner")),
        ("desktopchat.local", "-o Bo", ("Bo", "is no operator any more")),
        ("desktopchat.local", "+oo Bo Cy", ("", "made Bo an operator, made Cy an operator")),
        ("desktopchat.local", "+k x", ("", "set a password")),
    ],
)
def test_what_the_host_does_is_told_of_whom_it_is_about(
    source: str, modes: str, said: tuple[str, str]
) -> None:
    types = ModeTypes(prefix="qov", symbols="~@+")
    words = modes.split()
    message = Message("MODE", ["#lab", *words], source)
    assert told(message, parse_modes(words, types), MASKS) == said
