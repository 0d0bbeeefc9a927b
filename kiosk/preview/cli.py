"""`kiosk flow preview`: what residents will see of a flow, in one HTML page."""

import argparse
import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.explorer.exploring import files_of
from kiosk.preview.diagram import diagram
from kiosk.preview.page import page
from kiosk.preview.screens import SIZES, Look, pictures
from kiosk.protocol.document import read_document
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.fragments import assembled
from kiosk.protocol.package import FLOW_FILE, PackageError, pack, unpack


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `preview` to the commands for authors."""
    parser = below.add_parser(
        "preview",
        help="show every screen and document that the scenarios come to, and the ways, in one HTML page",
    )
    parser.add_argument("flow", type=Path, help="the folder of a flow")
    parser.add_argument("--out", type=Path, default=Path("preview.html"), help="the page (default: preview.html)")
    parser.add_argument("--language", choices=LANGUAGES, default="zh")
    parser.add_argument("--size", choices=sorted(SIZES), default="portrait")
    parser.add_argument("--elder", action="store_true", help="the large version")
    parser.set_defaults(run=_preview)


def _preview(args: argparse.Namespace) -> int:
    files = files_of(args.flow)
    try:
        package = unpack(pack(files))
    except PackageError as error:
        print(f"{args.flow}: {error}; kiosk flow check says where")  # noqa: T201 - the command's answer
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    application = QGuiApplication.instance() or QGuiApplication([])
    look = Look(args.language, args.size, args.elder)
    seen = list(pictures(package, look))
    drawn = diagram(_written(files), package, args.language)
    args.out.write_text(page(package, args.language, drawn, seen, wide=args.size == "landscape"), encoding="utf-8")
    print(f"{args.out}: {len(seen)} pictures")  # noqa: T201
    del application
    return 0


def _written(files: dict[str, bytes]) -> list[dict[str, object]]:
    read = {name: read_document(name, content)[0] for name, content in files.items() if name.endswith(".yaml")}
    documents = {name: document for name, document in read.items() if document is not None}
    steps: list[dict[str, object]] = assembled(documents[FLOW_FILE], documents)[0].value["steps"]
    return steps
