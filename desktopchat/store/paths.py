"""Where things are kept, on each system as its users expect it (platformdirs).

`DESKTOPCHAT_HOME` overrides all of it with one folder, for portable use and for tests.
"""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "DESKTOPCHAT_HOME"
LOGBOOKS = "logbooks"
"""The folder in `data_dir` with what was seen and written in chats, a file for each."""
COPIES = "copies"
"""The folder in `data_dir` with the copies of other people's chats, a folder for each place."""
KEY_FILE = "host-key.pem"
"""Among the files of a host, or of a copy: its private key, with its certificate."""
INHERITANCE_FILE = "inheritance.json"
"""Among the files of a copy: what it has to know to carry on (`host.deputies.roster`)."""
_APP = "DesktopChat"


def config_dir() -> Path:
    """The folder of the settings; it may not exist yet."""
    return _home("config") or Path(platformdirs.user_config_dir(_APP, appauthor=False))


def data_dir() -> Path:
    """The folder of what people wrote; it may not exist yet."""
    return _home("data") or Path(platformdirs.user_data_dir(_APP, appauthor=False))


def languages_dir() -> Path:
    """Where people put the words of other languages; it may not exist yet. See `words`."""
    return config_dir() / "languages"


def compiled_words_dir() -> Path:
    """Where those are kept compiled; it may not exist yet, and may be emptied."""
    return data_dir() / "words"


def host_dir() -> Path:
    """The folder of the chat that is hosted here, unless another is named; it may not exist yet."""
    return data_dir() / "host"


def staged_restore() -> Path:
    """A backup that is to be restored at the next start; see `person.backup`."""
    return data_dir() / "restore.dcbackup"


def downloads_dir() -> Path:
    """Where people expect what they have saved; it may not exist yet."""
    return _home("downloads") or Path(platformdirs.user_downloads_dir())


def _home(folder: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / folder if home else None
