"""The page of an export: whole, for people, and nobody's words become a part of it."""

import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktopchat import words
from desktopchat.irc.message import escape_tag
from desktopchat.store.events import Event
from desktopchat.store.place.exchange import export_html
from desktopchat.store.place.log import redact
from desktopchat.store.place.page_parts import SCRIPT, STYLE
from desktopchat.words import catalogues

from .logs import DIRECT, event, in_memory, msgid

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """A page as a tree that is checked while it is read: tags, and texts by class."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.content = content
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[str] = []
        self.scripts: list[str] = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "p":
            self.rows.append("")
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "p" in self.open:
            self.rows[-1] += data
        if "script" in self.open:
            self.scripts[-1] += data

    def all(self, tag: str, name: str) -> list[str]:
        return [attrs[name] or "" for each, attrs in self.tags if each == tag and name in attrs]


def page(*events: Event, gone: tuple[str, ...] = (), title: str = "") -> Page:
    out = io.StringIO()
    with in_memory(events) as store:
        for name in gone:
            store.commit(redact("#room", name))
        with store.reading() as reader:
            export_html(reader, out, title=title)
    return Page(out.getvalue())


def said(shown: Page) -> list[str]:
    """The rows, without the status line of the search."""
    return shown.rows[1:]


def test_rooms_and_direct_conversations_stand_at_the_side() -> None:
    shown = page(event(1), event(2, target="#other"), event(3, target=DIRECT))
    assert shown.all("a", "href") == ["#c0", "#c1", "#c2"]
    assert shown.all("section", "id") == ["c0", "c1", "c2"]
    assert "ada and grace" in shown.content


def test_a_message_has_its_time_and_name() -> None:
    assert said(page(event(1, "hello"))) == ["22:13Ada hello"]


def test_each_day_begins_with_a_line() -> None:
    shown = page(event(1), event(2), event(86_400))
    assert re.findall(r"<h3><span>(.*?)</span>", shown.content) == ["2023-11-14", "2023-11-15"]


def test_new_words_stand_in_the_place_of_the_old_ones() -> None:
    tags = f"+desktopchat/edit={msgid(1)}"
    shown = page(event(1, "old"), event(2, "newer", tags=tags), event(3, "newest", tags=tags))
    assert said(shown) == ["22:13Ada newest edited"]


def test_a_redacted_message_is_told_without_its_words() -> None:
    shown = page(event(1, "secret"), gone=(msgid(1),))
    assert said(shown) == ["22:13Ada Message deleted"]
    assert "secret" not in shown.content


def test_reactions_stand_by_their_message_as_far_as_they_were_not_taken_back() -> None:
    def react(number: int, emoji: str, nick: str, sign: str = "+draft/react") -> Event:
        tags = f"{sign}={emoji};+draft/reply={msgid(1)}"
        return event(number, kind="TAGMSG", tags=tags, source=f"{nick}!a@b")

    shown = page(
        event(1, "cake"),
        react(2, "👍", "Ada"),
        react(3, "👍", "Grace"),
        react(4, "👍", "Grace"),
        react(5, "🎉", "Ada"),
        react(6, "🎉", "Ada", "+draft/unreact"),
    )
    assert said(shown) == ["22:13Ada cake 👍 2"]
    assert shown.all("span", "title") == ["Ada, Grace"]


def test_a_reply_shows_what_it_answers_and_leads_there() -> None:
    shown = page(event(1, "question?"), event(2, "answer", tags=f"+draft/reply={msgid(1)}"))
    assert said(shown) == ["22:13Ada question?", "Ada question?22:13Ada answer"]
    assert f"#m{msgid(1)}" in shown.all("a", "href")
    assert shown.all("p", "id") == ["found", f"m{msgid(1)}"]


def test_a_reply_to_what_is_gone_has_no_words_of_it() -> None:
    answer = event(2, "answer", tags=f"+draft/reply={msgid(1)}")
    assert "secret" not in page(event(1, "secret"), answer, gone=(msgid(1),)).content


def test_what_happened_is_told_in_words() -> None:
    shown = page(
        event(1, kind="JOIN"),
        event(2, "cakes", kind="TOPIC"),
        event(3, "Bob :too loud", kind="KICK"),
        event(4, "Countess", kind="NICK"),
        event(5, "good night", kind="QUIT"),
        event(6, "\x01ACTION waves\x01"),
    )
    assert [row[5:] for row in said(shown)] == [
        "Ada came in",
        "Ada set the topic: cakes",
        "Ada removed Bob (too loud)",
        "Ada is now Countess",
        "Ada left (good night)",
        "Ada Ada waves",
    ]


def test_it_is_told_in_the_language_of_who_exports() -> None:
    catalogues.speak("zh_CN")
    try:
        shown = page(
            event(1, kind="JOIN"), event(2, "Bob :too loud", kind="KICK"), event(3, target=DIRECT)
        )
    finally:
        words.use(words.ENGLISH, None)
    assert shown.all("html", "lang") == ["zh-CN"]
    assert [row[5:] for row in said(shown)][:2] == ["Ada 进来了", "Ada 移出了 Bob（too loud）"]
    assert "ada和grace" in shown.content
    assert shown.all("input", "placeholder") == ["搜索"]
    assert shown.all("p", "data-words") == ["找到 # 条"]


def test_links_lead_out_without_telling_from_where() -> None:
    shown = page(event(1, "see https://example.test/a?b=1&c=2."))
    assert "https://example.test/a?b=1&c=2" in shown.all("a", "href")
    assert "noreferrer noopener" in shown.all("a", "rel")


NASTY = [
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "'\"><b onmouseover='x'>",
    "javascript:alert(1)",
    "https://x.test/'onmouseover='alert(1)",
    'https://x.test/"><script>',
    "<!--",
    "]]>",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("words", NASTY)
def test_nobodys_words_become_a_part_of_the_page(words: str) -> None:
    word = words.replace(" ", "_")
    given = f"+draft/react={escape_tag(words)};+draft/reply={msgid(1)}"
    shown = page(
        event(1, words),
        event(2, words, tags=f"+draft/reply={msgid(1)}", source=f"{word}!a@b"),
        event(3, kind="TAGMSG", tags=given, source=f"{word}!a@b"),
        event(4, words, kind="TOPIC"),
        event(5, f"{word} :{words}", kind="KICK"),
        event(6, words, kind="QUIT"),
        event(7, words, kind="MODE"),
        event(8, f"#{word} :{words}", kind="RENAME"),
        event(9, words, target=f"#{word}"),
        event(10, words, target=f"{word}\0b"),
        title=words,
    )
    _check(shown)
    assert words in "".join(shown.rows)


@settings(deadline=None, max_examples=100)
@given(st.text("<>\"'&/! =scriptonclk\\;:#https.\n", max_size=60))
def test_any_words_stay_words(words: str) -> None:
    shown = page(event(1, words or "x"), event(2, words or "x", tags=f"+reply={msgid(1)}"))
    _check(shown)


def _check(shown: Page) -> None:
    assert shown.scripts == [SCRIPT]
    allowed = {"html", "head", "meta", "title", "style", "body", "nav", "h1", "h2", "h3", "input",
               "p", "ul", "li", "a", "main", "section", "div", "span", "time", "b", "i", "br",
               "bdi", "script"}  # fmt: skip
    for tag, attrs in shown.tags:
        assert tag in allowed
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "style")]
    for link in shown.all("a", "href"):
        assert link.startswith(("#", "https://", "http://"))


def test_the_page_needs_nothing_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    for word in ("http", "fetch", "innerHTML", "eval"):
        assert word not in SCRIPT
    shown = page(event(1))
    (policy,) = [one for one in shown.all("meta", "content") if "default-src" in one]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_an_empty_log_is_a_page_too() -> None:
    assert said(page()) == ["Nothing was said yet."]
