"""What the property tests draw from, and how much of it."""

from hypothesis import settings
from hypothesis import strategies as st

examples = settings(max_examples=150, deadline=None)
"""For each property; no deadline, as a busy computer is no failure."""

ANY_TEXT = st.text(st.characters())
"""Any text that a str can hold, lone surrogates included."""

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"))
"""Any text that fits on one line."""

WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n "), min_size=1)
"""Any text without a space."""


def near(text: str, max_size: int = 12) -> st.SearchStrategy[str]:
    """Short texts of a few characters that mean something, so that they meet often."""
    return st.text(st.sampled_from(text), max_size=max_size)
