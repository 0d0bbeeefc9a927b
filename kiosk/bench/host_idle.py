"""A host with nothing to do but its looks at all devices: prints the seconds of CPU that it took. Run by `devices`.

Arguments: a devices.json, and for how many seconds to look.
"""

import json
import sys
import threading
import time
from pathlib import Path

from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Holder, equipment
from kiosk.settings import Devices

_SETTLE_S = 5.0  # opening everything is not idling


def main() -> int:
    """Look for a while; print `{"cpu_s": …, "roles": […]}`, the roles being those that were ready at the end."""
    devices = Devices.model_validate(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    hands = DeviceHands(equipment(devices, Holder("bench")), poll_s=devices.poll_s, changed=lambda _status: None)
    hands.start()
    pause = threading.Event()
    pause.wait(_SETTLE_S)
    began_s = time.process_time()
    pause.wait(float(sys.argv[2]))
    cpu_s = time.process_time() - began_s
    ready = sorted(role for role, status in hands.statuses().items() if status.ready)
    hands.stop()
    print(json.dumps({"cpu_s": cpu_s, "roles": ready}))  # noqa: T201 - the answer to whoever started it
    return 0


if __name__ == "__main__":
    sys.exit(main())
