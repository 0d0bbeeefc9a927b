"""The real flow packages, read from the flows folder."""

from functools import cache
from pathlib import Path

from kiosk.protocol.package import FlowPackage, pack, unpack

FLOWS = Path(__file__).parents[2] / "flows"


@cache
def real_package(service: str = "housing/provident-fund-statement") -> FlowPackage:
    folder = FLOWS / service
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return unpack(pack(files))
