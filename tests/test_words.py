"""Every text can be said in another language, and is in those that come with the program."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from desktopchat import words
from desktopchat.words import catalogues, dates, number, tr, trc, trn

ROOT = Path(catalogues.OURS).parent
KEYWORDS = {"tr": None, "trn": (1, 2), "trc": ((1, "c"), 2), "tr_noop": None}
LOOKED_UP = {"tr", "trn", "trc", "tr_noop"}
TRANSLATED = [
    "cli",
    "client",
    "host/config_file.py",
    "host/net/page_texts.py",
    "host/net/tls.py",
    "hosting",
    "irc/address.py",
    "irc/names.py",
    "lan/doctor",
    "lan/firewall/macos.py",
    "lan/firewall/packets.py",
    "lan/firewall/rules.py",
    "lan/interfaces.py",
    "lan/join_code.py",
    "lan/radio.py",
    *(f"store/{file.name}" for file in sorted((ROOT / "store").glob("*.py"))),
    "store/person",
    *(f"store/place/{name}.py" for name in ("checks", "exchange", "host_store")),
    *(f"store/place/{name}.py" for name in ("page", "schema", "search")),
    "ui/chat",
    "ui/look/emoji_names.py",
    "ui/look/moving.py",
    "ui/look/smaller.py",
    "ui/look/thumbnail.py",
    "ui/notices",
    "ui/parts",
    "ui/sheets",
    "ui/start",
    "ui/timeline",
    *(f"ui/{file.name}" for file in sorted((ROOT / "ui").glob("*.py"))),
    "words/dates.py",
    "words/lists.py",
]
"""Folders and files of the program in which each text for people is looked up."""

CATALOGUES = sorted(catalogues.OURS.glob("*.po"))
SENTENCE = re.compile(
    r"[A-Za-z’']{2,}[,.:;!?…]* [A-Za-z]|^[^A-Za-z]*[A-Z][a-z]+[.:!?…]*[^A-Za-z]*$"
)
NAMES = {"DesktopChat", "English", "Up", "Down", "Left", "Right", "Return", "Escape", "Tab",
         "Shift", "Control", "Command", "Alt", "Ctrl", "Main", "Prior", "Scrim", "Range",
         "Authorization", "Location", "Offset", "Length", "at once"}  # fmt: skip
"""Of the program, of a language in itself, Tk's of keys, HTTP's of headers; how durable a database
is."""
SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|AND|BEGIN|TABLE|FROM|WHERE|ORDER)\b"
    r"|synchronous =|msgid, moment"
)
MARKUP = re.compile("^ ?<|='")
NO_WORDS = "# no words"
"""At the end of a line whose text nobody reads; say there what it is."""

Key = tuple[str | None, str | tuple[str, ...]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    words.use(words.ENGLISH, None)


# what stands in the code


LOGS = ("log", "_log", "_log()", "logger", "logging.getLogger(__name__)", "re")
OURS_ALONE = {"ValueError", "TypeError", "AssertionError", "NotImplementedError", "KeyError",
              "RuntimeError", "LookupError", "DamagedError", "Thread", "TypeVar"}  # fmt: skip
"""Errors that only we read, and names in Python."""


def texts_of(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts that are not looked up; without docstrings, types, and what only we read."""
    if _is_looked_up_or_ours(tree):
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree
    for child in ast.iter_child_nodes(tree):
        if child not in (getattr(tree, "annotation", None), getattr(tree, "returns", None)):
            yield from texts_of(child)


def _is_looked_up_or_ours(tree: ast.AST) -> bool:
    match tree:
        case ast.Call(func=ast.Name(id=name)):
            return name in LOOKED_UP | OURS_ALONE
        case ast.Call(func=ast.Attribute(value=owner, attr=name)):
            return name in LOOKED_UP | OURS_ALONE or ast.unparse(owner) in LOGS
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.keyword(arg=name):
            return name in ("ground", "style")
        case ast.Expr(value=ast.Constant()) | ast.Assert() | ast.arg():
            return True
    return False


def is_sentence(text: str) -> bool:
    if text in NAMES or SQL.search(text) or MARKUP.search(text):
        return False
    if text.startswith(("namespace eval", "sudo ")):
        return False
    return bool(SENTENCE.search(text))


def files_of(name: str) -> list[Path]:
    place = ROOT / name
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


@pytest.mark.parametrize("name", TRANSLATED)
def test_each_text_for_people_is_looked_up(name: str) -> None:
    found = []
    for file in files_of(name):
        source = file.read_text(encoding="utf-8")
        lines = source.splitlines()
        found += [
            f"{file.relative_to(ROOT)}:{text.lineno}: {text.value!r}"
            for text in texts_of(ast.parse(source))
            if is_sentence(text.value) and NO_WORDS not in lines[text.lineno - 1]
        ]
    assert not found, "\n".join(["not looked up (tr, trn, trc, tr_noop):", *found])


@cache
def extracted() -> dict[Key, None]:
    found = extract_from_dir(ROOT, [("**.py", "python")], keywords=KEYWORDS)
    return {(context, text): None for _file, _line, text, _comments, context in found}


def test_nothing_is_looked_up_inside_an_f_string() -> None:
    """What collects the texts (Babel) does not find it there."""
    inside = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in ROOT.rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in LOOKED_UP
    ]
    assert not inside


def test_fields_have_names() -> None:
    """ "{}" has no place of its own in another order, and "{n:,}" is no number elsewhere."""
    for _context, text in extracted():
        for one in (text,) if isinstance(text, str) else text:
            for _literal, field, spec, _conversion in Formatter().parse(one):
                assert field is None or (field.isidentifier() and not spec), one


# what stands in the catalogues


def fields(text: str) -> set[str]:
    return {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field}


@cache
def catalogue(file: Path) -> Catalog:
    return read_po(BytesIO(file.read_bytes()), abort_invalid=True)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_catalogue_has_every_text_and_no_other(file: Path) -> None:
    there = {(one.context, one.id): one for one in catalogue(file) if one.id}
    missing = [key for key in extracted() if key not in there or not _whole(there[key])]
    assert not missing, f"make words, then say in {file.name}: {missing[:20]} ({len(missing)})"
    more = [key for key in there if key not in extracted()]
    assert not more, f"make words takes them away: {more[:20]}"


def _whole(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_translation_has_the_fields_of_its_text(file: Path) -> None:
    wrong = []
    for message in catalogue(file):
        if not message.id or not message.string:
            continue
        wanted = message.id if isinstance(message.id, str) else message.id[-1]
        said = message.string
        said = (said,) if isinstance(said, str) else said
        wrong += [(wanted, one) for one in said if fields(one) != fields(wanted)]
    assert not wrong


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_catalogue_is_named_in_its_own_language(file: Path) -> None:
    (language,) = [one for one in catalogues.languages() if one.code == file.stem]
    assert language.name != language.code


# how they are used


PO = """# Testish
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"

msgid "{name} joined"
msgstr "joined: {name}"

msgid "{name} left"
msgstr "left: {who}"

msgid "{n} file"
msgid_plural "{n} files"
msgstr[0] "one {n}"
msgstr[1] "some {n}"
msgstr[2] "many {n}"

msgctxt "a verb"
msgid "Open"
msgstr "openate"

msgctxt "between thousands"
msgid ","
msgstr "."

msgctxt "before decimals"
msgid "."
msgstr ","
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "languages"
    made.mkdir()
    (made / "xx.po").write_text(PO, encoding="utf-8")
    return made


def test_english_is_what_stands_in_the_code() -> None:
    catalogues.speak("en")
    assert words.language() == "en"
    assert tr("{name} joined", name="Ada") == "Ada joined"
    assert [trn("{n} file", "{n} files", n) for n in (0, 1, 1200)] == [
        "0 files", "1 file", "1,200 files",
    ]  # fmt: skip
    assert trc("a verb", "Open") == "Open"
    assert number(1234.56, 1) == "1,234.6"
    assert tr("{ stays as it is") == "{ stays as it is"


def test_a_language_is_a_file_that_is_dropped_in(folder: Path, tmp_path: Path) -> None:
    assert [(one.code, one.name) for one in catalogues.languages(folder) if one.code == "xx"] == [
        ("xx", "Testish")
    ]
    for _time in range(2):  # compiled, then as it was kept
        catalogues.speak("xx", folder, tmp_path / "kept")
        assert words.language() == "xx"
        assert tr("{name} joined", name="Ada") == "joined: Ada"
        assert tr("nobody has translated this") == "nobody has translated this"
        assert tr("") == ""
        assert [trn("{n} file", "{n} files", n) for n in (1, 3, 1200)] == [
            "one 1", "some 3", "many 1.200",
        ]  # fmt: skip
        assert trc("a verb", "Open") == "openate"
        assert tr("Open") == "Open"
        assert number(1234.56, 1) == "1.234,6"
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_changed_file_counts_at_once_and_the_old_one_is_not_kept(
    folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    catalogues.speak("xx", folder, kept)
    (folder / "xx.po").write_text(PO.replace("joined: ", "came: "), encoding="utf-8")
    catalogues.speak("xx", folder, kept)
    assert tr("{name} joined", name="Ada") == "came: Ada"
    assert len(list(kept.iterdir())) == 1


def test_a_kept_file_that_is_broken_is_made_anew(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    catalogues.speak("xx", folder, kept)
    (made,) = kept.iterdir()
    made.write_bytes(made.read_bytes()[:50])
    catalogues.speak("xx", folder, kept)
    assert tr("{name} joined", name="Ada") == "joined: Ada"


def test_a_language_is_spoken_where_nothing_can_be_kept(folder: Path, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    catalogues.speak("xx", folder, taken / "words")
    assert words.language() == "xx"


def test_what_was_said_is_said_again_in_another_language_with_all_that_is_in_it() -> None:
    said = [
        tr("{title}: nobody", title=tr("Muted")),
        trn(
            "{n} message came from the other half of this chat.",
            "{n} messages came from the other half of this chat.",
            1200,
        ),
        trc("two sentences", "{first} {second}", first=tr("Muted"), second="Muted"),
        tr(""),
        "Muted",
    ]
    assert [words.said_again(one) for one in said] == said
    catalogues.speak("zh_CN")
    assert [words.said_again(one) for one in said] == [
        "已禁言：无",
        "从这个聊天的另一半传来了 1,200 条消息。",
        "已禁言Muted",
        "",
        "Muted",
    ]
    again = words.said_again(words.said_again(said[0]))
    words.use(words.ENGLISH, None)
    assert words.said_again(again) == "Muted: nobody"


def test_a_translation_with_wrong_fields_is_not_used(folder: Path) -> None:
    catalogues.speak("xx", folder)
    assert tr("{name} left", name="Ada") == "Ada left"


@pytest.mark.parametrize("text", ["no catalogue", PO.replace("nplurals=3", "nplurals=x")])
def test_a_broken_file_is_said_and_english_is_spoken(folder: Path, text: str) -> None:
    catalogues.speak("xx", folder)
    (folder / "xx.po").write_text(text, encoding="utf-8")
    with pytest.raises(catalogues.CatalogueError, match=r"xx\.po"):
        catalogues.speak("xx", folder)
    assert words.language() == "en"


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_SG.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:zh_CN:en"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh"}, "zh_CN"),
    ],
)
def test_the_systems_language_is_spoken(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], spoken: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    catalogues.speak("")
    assert words.language() == spoken


def test_days_in_each_language() -> None:
    when = datetime(2026, 11, 29, 9, 5, tzinfo=UTC)
    assert dates.long_day(when) == "Sunday 29 November"
    assert dates.long_day(when, year=True) == "Sunday 29 November 2026"
    assert dates.short_moment(when) == "29 Nov 09:05"
    catalogues.speak("zh_CN")
    assert dates.long_day(when) == "11月29日 星期日"
    assert dates.month_day(when, year=True) == "2026年11月29日"
    assert dates.short_moment(when) == "11月29日 09:05"
