"""The TUF repository as static files, and the one number of it that spares idle terminals a poll.

What a TUF client needs of the server: a missing file is 404 and nothing else (a page with 200 or a redirect would break
the refresh: only 403 and 404 say "there is no next root"), and an entity tag made from the content, because two
publishes within a second may have the same size and time.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

_FOLDERS = ("metadata", "targets")


def timestamp_version(flows_dir: Path) -> int:
    """Return the version of the repository's timestamp metadata; 0 while nothing is published or it cannot be read."""
    try:
        content = json.loads((flows_dir / "metadata" / "timestamp.json").read_bytes())
        return int(content["signed"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


@require_safe
def flow_file(request: HttpRequest, path: str) -> HttpResponse:
    """Serve one file below `metadata/` or `targets/`."""
    content = _content(settings.FLOWS_DIR, path)
    if content is None:
        return HttpResponse("not found\n", content_type="text/plain", status=404)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        kind = "application/json" if path.endswith(".json") else "application/octet-stream"
        response = HttpResponse(content, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response


def _content(flows_dir: Path, path: str) -> bytes | None:
    root = flows_dir.resolve()
    file = (root / path).resolve()
    if path.endswith("/") or not any(file.is_relative_to(root / folder) for folder in _FOLDERS):
        return None
    try:
        return file.read_bytes()
    except OSError:
        return None
