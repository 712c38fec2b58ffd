"""What every test gets: a guard, settings of its own, and an order: pure, sockets, windows."""

import gc
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktopchat.ui import garbage
from tests import display as screens
from tests.guard import Guard
from tests.waiting import wait_until as wait

pytest_plugins = ["pytester"]

BUILT = "DESKTOPCHAT_BUILT"
RANKS = {"built": 3, "gui": 2, "sockets": 1}
FOLDER_RANKS = {"ui": 2, "host": 1}  # for tests that say nothing themselves


def pytest_configure(config: pytest.Config) -> None:
    # A run in the background ignores Ctrl-C, and so would every program that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # What is compiled is kept for the next process, and there are hundreds: without that a host
    # and a window begin with compiling themselves, and each run with compiling all tests.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # What is read in the window is compared with English, whatever this computer speaks.
    os.environ["LC_ALL"] = "C.UTF-8"
    executable = os.environ.get(BUILT)
    if executable and not os.access(executable, os.X_OK):
        raise pytest.UsageError(f"{BUILT} names {executable}, which is no executable")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not os.environ.get(BUILT):
        left_out = [item for item in items if item.get_closest_marker("built")]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            config.stash[_left_out] = len(left_out)
            if hasattr(config, "workeroutput"):  # one of several processes: for the first one
                config.workeroutput["left_out"] = len(left_out)
            items[:] = [item for item in items if not item.get_closest_marker("built")]
    items.sort(key=_rank)


_left_out = pytest.StashKey[int]()


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: no collection has to look at it, which
    would be most of the time of each."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A process of pytest-xdist's has ended; each had collected all."""
    node.config.stash[_left_out] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if count := config.stash.get(_left_out, 0):
        terminalreporter.write_line(
            f"{count} tests of the built program are left out here: make test-built runs them"
        )


_status = pytest.StashKey[int]()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_status] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """A thread that a failed test left behind must not keep the run from ending."""
    main = threading.main_thread()
    if any(one is not main and not one.daemon for one in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash.get(_status, 1))


def _rank(item: pytest.Item) -> int:
    for marker, rank in RANKS.items():
        if item.get_closest_marker(marker):
            return rank
    return FOLDER_RANKS.get(item.path.parent.name, 0)


@pytest.fixture(autouse=True)
def guard(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """Fails the test when something went wrong unseen or was left behind (tests/guard.py)."""
    if request.node.get_closest_marker("gui"):
        request.getfixturevalue("display")
        request.getfixturevalue("garbage_only_here")
    watching = Guard()
    watching.start()
    yield watching
    if troubles := watching.stop():
        pytest.fail("\n".join(troubles), pytrace=False)


_COLLECT_EACH = 10  # tests; one collection takes a part of a second
_ended = itertools.count(1)


@pytest.fixture(scope="session")
def garbage_only_here() -> None:
    """From the first window on, its objects are freed in this thread alone, as in the program
    (desktopchat/ui/garbage.py), by `pytest_runtest_teardown`."""
    gc.collect()
    garbage.only_here()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    if not gc.isenabled() and next(_ended) % _COLLECT_EACH == 0:
        gc.collect()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program keeps its settings, data and logs during this test."""
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a 24-bit screen with a window manager, shared by the whole run."""
    try:
        with screens.started() as name:
            yield name
    except screens.DisplayError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def wait_until() -> Callable[..., object]:
    """tests.waiting.wait_until, for those who like it as a fixture."""
    return wait


@pytest.fixture
def built() -> Path:
    """The built program's executable."""
    return Path(os.environ[BUILT]).absolute()
