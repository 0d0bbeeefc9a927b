"""Releases that are signed and recorded, as the people who sign and the server that takes it in would do it."""

from kiosk.central.rollout.models import Release
from kiosk.central.rollout.releases import record_release
from kiosk.protocol.package import pack
from kit.flow_repository import PublishedFlows
from kit.flows import flow_files


def sign(place: PublishedFlows, version: int, words: str, **more) -> Release:
    with place.repository.change() as change:
        change.add_package("housing/fund", version, pack(flow_files(version=version, words=words)))
        seq, _ = change.add_release({"housing/fund": version}, **more)
    with place.repository.change() as change:
        return record_release(change, seq, "lin")
