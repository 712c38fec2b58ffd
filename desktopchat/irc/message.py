"""One IRC message as a value: parse a line, format a line.

Grammar: Modern IRC, "Messages"; tags: IRCv3 message-tags, "Format" and "Escaping values".
"""

from dataclasses import dataclass, field

_UNESCAPED = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPES = str.maketrans({";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"})
_KEY_SYMBOLS = "+-./"


@dataclass(slots=True)
class Message:
    """What one line says.

    command: upper case letters and digits, or three digits.
    params: in order; the last may hold spaces and is kept without its colon.
    source: "nick!user@host" or a server's name; "" where the line has none.
    tags: unescaped; a tag without a value is "".
    """

    command: str
    params: list[str] = field(default_factory=list)
    source: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, line: str) -> "Message | None":
        """Read a line given without its CR LF; None where it holds no command."""
        message = cls.read(line)
        return message if message.command.isalnum() and message.command.isascii() else None

    @classmethod
    def read(cls, line: str) -> "Message":
        """The same with whatever stands where the command should, "" for nothing: who has to answer
        each line can tell what was wrong, under its label."""
        tags: dict[str, str] = {}
        source = ""
        if line[:1] == "@":
            head, _, line = line.partition(" ")
            tags = parse_tags(head[1:])
            line = line.lstrip(" ")
        if line[:1] == ":":
            source, _, line = line[1:].partition(" ")
            line = line.lstrip(" ")
        head, colon, trailing = line.partition(" :")
        params = head.split(" ")
        if "" in params:
            params = [param for param in params if param]
        command = params.pop(0) if params else ""
        if colon:
            params.append(trailing)
        return cls(command.upper(), params, source, tags)

    def format(self) -> str:
        """Write the line without its CR LF.

        ValueError where a part can't be written: a space, an empty string or a leading colon
        in a parameter that is not the last, CR, LF or NUL anywhere, a bad command or tag key.
        """
        if not (self.command.isalnum() and self.command.isascii()):
            raise ValueError(f"not a command: {self.command!r}")
        parts = []
        if self.tags:
            parts.append("@" + format_tags(self.tags))
        if self.source:
            if " " in self.source:
                raise ValueError(f"a space in the source {self.source!r}")
            parts.append(":" + self.source)
        parts.append(self.command)
        for param in self.params[:-1]:
            if not param or " " in param or param[0] == ":":
                raise ValueError(f"only the last parameter may be {param!r}")
            parts.append(param)
        for param in self.params[-1:]:
            plain = param and " " not in param and param[0] != ":"
            parts.append(param if plain else ":" + param)
        line = " ".join(parts)
        if "\n" in line or "\r" in line or "\0" in line:
            raise ValueError("a line can't hold CR, LF or NUL")
        return line

    @property
    def nick(self) -> str:
        """Who it is from: the source up to its "!" or "@" (a server's name stays whole)."""
        return self.source.partition("!")[0].partition("@")[0]

    def param(self, index: int, default: str = "") -> str:
        """The parameter at `index` (from 0; negative from the end), or `default`."""
        try:
            return self.params[index]
        except IndexError:
            return default


def parse_tags(text: str) -> dict[str, str]:
    """Tags of a line, given without the "@"; of a key that comes twice the last counts."""
    tags = {}
    for part in text.split(";"):
        key, _, value = part.partition("=")
        if key:
            tags[key] = _unescape(value) if "\\" in value else value
    return tags


def format_tags(tags: dict[str, str]) -> str:
    """Tags as they stand on the line, without the "@". ValueError on a bad key or NUL."""
    parts = []
    for key, value in tags.items():
        if not valid_tag_key(key) or "\0" in value:
            raise ValueError(f"not a tag: {key!r}")
        parts.append(f"{key}={escape_tag(value)}" if value else key)
    return ";".join(parts)


def valid_tag_key(key: str) -> bool:
    """Whether `key` may name a tag (vendor and client-only prefixes included)."""
    return key.isascii() and bool(key) and all(c.isalnum() or c in _KEY_SYMBOLS for c in key)


def escape_tag(value: str) -> str:
    """A tag's value as it stands on the line."""
    return value.translate(_ESCAPES)


def _unescape(value: str) -> str:
    """Character by character, so that an escaped backslash is never taken for a new escape."""
    out = []
    characters = iter(value)
    for character in characters:
        if character == "\\":
            escaped = next(characters, "")
            out.append(_UNESCAPED.get(escaped, escaped))
        else:
            out.append(character)
    return "".join(out)
