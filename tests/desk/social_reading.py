"""Reads the social card at the url of its argument and says what came of it; a process can speak to one pcscd only."""

import sys

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.social_card.device import PcscReader


def main(url: str, timeout_s: float) -> str:
    reader = PcscReader(url)
    try:
        card = reader.read(timeout_s=timeout_s, cancel=Cancel())
    except DeviceError as error:
        return error.fault
    finally:
        reader.close()
    return card.name


if __name__ == "__main__":
    print(main(sys.argv[1], float(sys.argv[2])))
