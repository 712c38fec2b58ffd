"""Another program's view of a host: Avahi, the DNS-SD of Linux desktops."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lan.networks import Computer, Networks
from tests.lan.test_networks import hosting
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow, pytest.mark.timeout(120)]

_TOOLS = ("dbus-daemon", "avahi-daemon", "avahi-browse")
_RUN = "/run/avahi-daemon"
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/> <allow user="*"/>
  </policy>
</busconfig>
"""


def with_own_avahi(folder: Path) -> tuple[str, ...]:
    """What stands before a command so that it asks the Avahi that runs under the same words: that
    of its computer, and not of the one that all this runs on."""
    own = folder / "avahi-daemon"
    own.mkdir(exist_ok=True)
    mounted = f'mkdir -p {_RUN} && mount --bind "$0" {_RUN} && exec "$@"'
    return "unshare", "--mount", "sh", "-c", mounted, str(own)


@contextmanager
def avahi(computer: Computer, folder: Path) -> Iterator[None]:
    """Avahi running there, with a message bus of its own."""
    socket, config = folder / "bus", folder / "bus.conf"
    config.write_text(_BUS.format(socket=socket))
    settings = folder / "avahi.conf"
    settings.write_text("[server]\nallow-interfaces=eth0\n[wide-area]\nenable-wide-area=no\n")
    computer.more_environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={socket}"
    bus = ("dbus-daemon", "--nofork", f"--config-file={config}")
    daemon = ("avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", str(settings))
    with computer.running(*bus):
        wait_until(socket.exists, 10)
        with computer.running(*with_own_avahi(folder), *daemon):
            yield


def test_avahi_browse_sees_a_host_as_any_other_service(networks: Networks, tmp_path: Path) -> None:
    missing = [tool for tool in _TOOLS if shutil.which(tool, path="/usr/sbin:/usr/bin") is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    host, ada = networks.computer("host"), networks.computer("ada")
    with hosting(host, "Lab 3") as hosted, avahi(ada, tmp_path):
        link = hosted.told("link")[0]

        def browsed() -> str:
            words = ("avahi-browse", "--resolve", "--parsable", "--terminate", "_ircs._tcp")
            done: subprocess.CompletedProcess[str] = ada.run(*words)
            return done.stdout if '"title=Lab 3"' in done.stdout else ""

        shown = wait_until(browsed, 20, "the host in avahi-browse")
        assert r"Lab\0323" in shown
        assert f";{host.addresses[0]};6697;" in shown
        for text in ('"txtvers=1"', '"room=#Lab-3"', '"people=0"', '"password=0"'):
            assert text in shown
        assert f'"fp={link.partition("fingerprint=")[2][:64]}"' in shown
