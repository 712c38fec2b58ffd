"""Names of files that came from others, made such as every system takes and no eye is deceived by.

Facts: "Naming Files, Paths, and Namespaces" of Microsoft's documentation; 255 bytes are what the
usual file systems take.
"""

import re
import unicodedata

BYTES_MAX = 200
"""Of a name in UTF-8: there is room left for " (2)" and the like."""
UNNAMED = "file"

_EXTENSION_MAX = 20
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?",
                      re.IGNORECASE)  # fmt: skip
_TEXTS = frozenset(
    [
        "txt",
        "text",
        "md",
        "markdown",
        "rst",
        "adoc",
        "tex",
        "org",
        "csv",
        "tsv",
        "log",
        "diff",
        "patch",
        "srt",
        "vtt",
        "json",
        "jsonl",
        "xml",
        "html",
        "htm",
        "css",
        "scss",
        "svg",
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "env",
        "properties",
        "py",
        "pyi",
        "js",
        "mjs",
        "ts",
        "tsx",
        "jsx",
        "c",
        "h",
        "cc",
        "cpp",
        "cxx",
        "hh",
        "hpp",
        "cs",
        "java",
        "kt",
        "kts",
        "go",
        "rs",
        "swift",
        "rb",
        "pl",
        "php",
        "lua",
        "r",
        "jl",
        "m",
        "scala",
        "clj",
        "ex",
        "exs",
        "erl",
        "hs",
        "ml",
        "fs",
        "vb",
        "pas",
        "asm",
        "s",
        "sql",
        "sh",
        "bash",
        "zsh",
        "fish",
        "ps1",
        "bat",
        "cmd",
        "awk",
        "sed",
        "vim",
        "el",
        "gradle",
        "cmake",
        "mk",
        "tcl",
        "dart",
        "zig",
        "nim",
        "proto",
        "graphql",
    ]
)
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that words and emoji need."""


def clean_name(name: str) -> str:
    """The last part of a path, without what systems refuse or misread; never empty."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rstrip("/").rpartition("/")[2])
    name = "".join(
        sign for sign in name if unicodedata.category(sign) not in _UNSEEN or sign in _JOINERS
    )
    # Windows drops dots and spaces at the end, and a dot at the beginning hides a file.
    name = _FORBIDDEN.sub("_", name).strip(" \u3000").rstrip(". ").lstrip(".").strip()
    if not name.strip("\u200c\u200d_ "):
        name = UNNAMED
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _short(name)


def readable(name: str) -> str:
    """A file's name from the system as text: for bytes that are no UTF-8 stands U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def extension(name: str) -> str:
    """What follows the last dot, in lower case; "" where there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and len(last) <= _EXTENSION_MAX else ""


def is_text(name: str) -> bool:
    """Whether a file is called as those are that people read as they stand: notes, tables, code."""
    return extension(name) in _TEXTS


def _short(name: str) -> str:
    ending = f".{name.rpartition('.')[2]}" if extension(name) else ""
    stem = name[: len(name) - len(ending)]
    room = BYTES_MAX - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + ending
