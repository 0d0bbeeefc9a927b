"""A D-Bus of our own, because ippeveprinter does not start without one.

Its DNS-SD part (the Avahi client library) insists on a system bus, even when it is told to announce nothing
(`-r off`). A private bus in a folder makes it independent of the services of the machine: a container, a chroot or a
test machine has none. No avahi-daemon is needed: the library waits for one for ever without disturbing anybody.
"""

import select
from pathlib import Path

from drivers.children import Children
from drivers.errors import Unavailable

_START_S = 5.0
_CONFIGURATION = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def start_private_bus(children: Children, folder: Path) -> dict[str, str]:
    """Start a bus whose socket lies in `folder`; return the environment in which a program finds it.

    Raises:
        Unavailable: dbus-daemon is not installed or does not come up; the text says why.
    """
    configuration, log = folder / "bus.conf", folder / "bus.log"
    configuration.write_text(_CONFIGURATION.format(socket=folder / "bus"), "utf-8")
    daemon = children.start(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address=1"],
        environment={},
        log=log,
    )
    assert daemon.stdout is not None
    answered, _, _ = select.select([daemon.stdout], [], [], _START_S)
    address = daemon.stdout.readline().decode().strip() if answered else ""
    if not address:
        raise Unavailable(f"dbus-daemon does not come up: {log.read_text('utf-8', 'replace').strip()}")
    return {"DBUS_SYSTEM_BUS_ADDRESS": address}
