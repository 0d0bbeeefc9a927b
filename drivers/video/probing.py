"""Finding cameras. No wire tells a face camera from a document camera: whoever asks has to choose."""

from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.video import v4l2
from drivers.video.camera import Camera
from drivers.video.source import MOST_PIXELS, Kind, parse
from drivers.video.v4l2 import Mode

_LOOK_TIMEOUT_S = 2.4
_NAME_TIMEOUT_S = 0.5
_DIRECT = build_opener(ProxyHandler({}))  # a camera is never behind a proxy


def addresses() -> list[str]:
    """Return the cameras at this machine, by their lasting names where they have one; never network cameras."""
    return [f"{Kind.V4L2}:{path}" for path in v4l2.nodes() if v4l2.look(str(path)) is not None]


def look(address: str, role: Role, best_size_px: tuple[int, int], cancel: Cancel) -> Finding | None:
    """Return what is at `address` if it delivers a picture; its url asks for the size nearest to `best_size_px`.

    The camera runs for a moment, for up to 3 s. Cameras that are in use are not found.
    """
    try:
        source = parse(address)
    except ValueError:
        return None
    url, name = address, ""
    if source.kind is Kind.V4L2:
        said = v4l2.look(source.address)
        if said is None:
            return None
        name, mode = said[0].card, best_mode(said[1], best_size_px)
        if mode is not None:
            size = f"width={mode.width_px}&height={mode.height_px}"
            url = f"{Kind.V4L2}:{source.address}?{size}&format={mode.pixel_format}"
    camera = Camera(url, role)
    try:
        camera.newest(after_s=None, timeout_s=_LOOK_TIMEOUT_S, cancel=cancel)
    except DeviceError:
        return None
    finally:
        camera.close()
    return Finding(role, url, _server_name(source.address) if source.kind is Kind.HTTP else name)


def best_mode(modes: list[Mode], wanted_px: tuple[int, int]) -> Mode | None:
    """Return the smallest mode that has the wanted size, else the largest; MJPG before YUYV, which fills the bus."""
    usable = [mode for mode in modes if mode.width_px * mode.height_px <= MOST_PIXELS]
    usable.sort(key=lambda mode: (mode.width_px * mode.height_px, mode.pixel_format != "MJPG"))
    width, height = wanted_px
    enough = [mode for mode in usable if mode.width_px >= width and mode.height_px >= height]
    if enough:
        return enough[0]
    largest = [
        mode for mode in usable if (mode.width_px, mode.height_px) == (usable[-1].width_px, usable[-1].height_px)
    ]
    return largest[0] if largest else None


def _server_name(url: str) -> str:
    """What a network camera calls itself, fit for a screen; empty when it does not say."""
    try:
        with _DIRECT.open(url, timeout=_NAME_TIMEOUT_S) as answer:  # http only: `parse` lets nothing else through
            return v4l2.printable(answer.headers.get("Server", ""))
    except (URLError, OSError, ValueError):
        return ""
