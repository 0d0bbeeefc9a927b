"""What a terminal tries by itself with flows that it has just put to use, before it says that all is well.

The publisher's checks have proved a flow; this proves that it works *here*: that this disk gave the packages back, that
this program reads their words and receipts, that its Typst takes their templates, and that no service is lost for want
of a device that the version before did without.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing

from kiosk import ENGINE_VERSION
from kiosk.documents.composer import Composer
from kiosk.documents.errors import DocumentError
from kiosk.documents.receipts import check_receipt
from kiosk.protocol.filling import FillingError, parsed
from kiosk.protocol.needs import lacks, needs
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import IssueStep, SummaryStep


def self_test(
    flows: Mapping[str, FlowPackage],
    released: Collection[str],
    before: Mapping[str, FlowPackage],
    devices: Collection[str],
) -> Iterator[str]:
    """Yield each thing that is wrong, by service.

    Args:
        flows: the flows in use, by service.
        released: the services that the release has.
        before: the flows that were in use before; those with the same package are not tried again.
        devices: the roles that this terminal has.
    """
    for service in sorted(set(released) - flows.keys()):
        yield f"{service}: its package is damaged"
    for service, package in sorted(flows.items()):
        was = before.get(service)
        if was is not package:
            yield from (f"{service}: {problem}" for problem in _of_flow(package, was, devices))


def _of_flow(package: FlowPackage, was: FlowPackage | None, devices: Collection[str]) -> Iterator[str]:
    yield from _words(package)
    yield from _papers(package)
    lacking = lacks(needs(package.flow), ENGINE_VERSION, devices)
    if lacking and was is not None and not lacks(needs(was.flow), ENGINE_VERSION, devices):
        yield f"can be offered here no more for lack of {lacking}"


def _words(package: FlowPackage) -> Iterator[str]:
    for language, words in package.texts.items():
        for key, text in words.items():
            try:
                parsed(text)
            except FillingError as error:
                yield f"words {key} in {language}: {error}"


def _papers(package: FlowPackage) -> Iterator[str]:
    receipts = {step.receipt for step in package.flow.steps if isinstance(step, IssueStep | SummaryStep)}
    for name in sorted(filter(None, receipts)):
        try:
            check_receipt(package.files[name], name=name)
        except DocumentError as error:
            yield str(error)
    templates = sorted(name for name in package.files if name.endswith(".typ"))
    if not templates:
        return
    try:
        with closing(Composer(package.files)) as composer:
            for template in templates:
                composer.try_out(template)
    except DocumentError as error:
        yield str(error)
