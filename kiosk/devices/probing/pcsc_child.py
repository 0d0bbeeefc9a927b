"""Looks at PC/SC readers, as a process that ends with it: `python -m … ADDRESS`, or '' for every reader."""

import json
import sys
from dataclasses import asdict

from drivers.cancel import Cancel
from drivers.social_card.probe import addresses, look

if __name__ == "__main__":
    cancel = Cancel()
    found = [look(address, cancel) for address in ([sys.argv[1]] if sys.argv[1] else addresses(cancel))]
    sys.stdout.write(json.dumps([asdict(each) for each in found if each is not None]))
