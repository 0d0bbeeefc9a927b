"""The real flow packages, read from the flows folder."""

from functools import cache
from pathlib import Path

from kiosk.protocol.fragments import FRAGMENTS, with_fragments
from kiosk.protocol.members import with_members
from kiosk.protocol.package import FlowPackage, pack, unpack
from kiosk.protocol.steps.on_fault import Remedy

FLOWS = Path(__file__).parents[2] / "flows"


STATEMENT = "housing/provident-fund-statement"
CERTIFICATE_FEE = "real-estate/certificate-fee"
BUSINESS_LICENCE = "market-regulation/business-licence"
PENSION_PROOF = "changsha-social-security/pension-proof"
JOINT = "joint/home-purchase"


def real_flow_files(service: str = STATEMENT) -> dict[str, bytes]:
    return with_members(_with_fragments(service), _with_fragments)


def _with_fragments(service: str) -> dict[str, bytes]:
    return with_fragments(_files(FLOWS / service), _files(FLOWS / FRAGMENTS))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@cache
def ending_package() -> FlowPackage:
    """Return the statement, made to end with its own words when the department cannot be asked."""
    package = real_package()
    step = package.flow.step("statement")
    ends = step.model_copy(update={"on_fault": {"platform": Remedy(end="statement.counter")}})
    steps = tuple(ends if one is step else one for one in package.flow.steps)
    words = {
        "zh": "缴存系统今天维护。您可以到公积金窗口办理，周一至周五 9:00–17:00，不用预约。",
        "en": "The fund's system is being serviced today. You can get the statement at the fund's counter, weekdays "
        "from 9:00 to 17:00, without an appointment.",
    }
    texts = {language: {**known, "statement.counter": words[language]} for language, known in package.texts.items()}
    return FlowPackage(package.flow.model_copy(update={"steps": steps}), texts, package.files)


@cache
def real_package(service: str = STATEMENT) -> FlowPackage:
    return unpack(pack(real_flow_files(service)))
