"""The real flow packages, read from the flows folder."""

from functools import cache
from pathlib import Path

from kiosk.protocol.package import FlowPackage, pack, unpack

FLOWS = Path(__file__).parents[2] / "flows"


STATEMENT = "housing/provident-fund-statement"
CERTIFICATE_FEE = "real-estate/certificate-fee"


def real_flow_files(service: str = STATEMENT) -> dict[str, bytes]:
    folder = FLOWS / service
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@cache
def real_package(service: str = STATEMENT) -> FlowPackage:
    return unpack(pack(real_flow_files(service)))
