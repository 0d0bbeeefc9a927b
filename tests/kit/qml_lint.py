"""Type-checks QML against the Python view models it is given.

metaobjectdump reads the Python sources, qmltyperegistrar makes a QML module of them, qmllint checks against it.
Nothing of it imports or runs the program.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import PySide6

HOUSE = Path(__file__).parents[2]
_QT = Path(PySide6.__file__).parent
_TYPE_REGISTRAR = _QT / "Qt" / "libexec" / "qmltyperegistrar"
_SCRIPTS = Path(sys.executable).parent  # where PySide6's own commands stand, whatever PATH says
_TIMEOUT_S = 120


@dataclass(frozen=True)
class QmlModule:
    """`uri` as Python registers it below `package`; `imports` is where its QML modules lie."""

    uri: str
    package: Path
    imports: Path

    @property
    def models(self) -> list[Path]:
        """The Python files that register types."""
        wanted = f'QML_IMPORT_NAME = "{self.uri}"'
        return [file for file in sorted(self.package.rglob("*.py")) if wanted in file.read_text(encoding="utf-8")]

    @property
    def files(self) -> list[Path]:
        return sorted(self.package.rglob("*.qml"))


def lint(module: QmlModule, workplace: Path) -> str:
    """Return what qmllint has to say, empty when it is content. `workplace` is an empty folder."""
    types = workplace.joinpath(*module.uri.split("."))
    types.mkdir(parents=True)
    dump, qmltypes = types / "models.json", types / "models.qmltypes"
    _run(str(_SCRIPTS / "pyside6-metaobjectdump"), "--quiet", "--out-file", str(dump), *map(str, module.models))
    _complete(dump)
    _run(
        str(_TYPE_REGISTRAR),
        *("--generate-qmltypes", str(qmltypes), "--import-name", module.uri, "--major-version", "1"),
        *("--foreign-types", str(_QT / "metatypes" / "qt6core_metatypes.json"), "-o", str(types / "unused.cpp")),
        str(dump),
    )
    # metaobjectdump writes Python's `list`, which QML knows as an array of anything
    text = re.sub(r'type: "list"', 'type: "QVariantList"', qmltypes.read_text(encoding="utf-8"))
    qmltypes.write_text(text, encoding="utf-8")
    (types / "qmldir").write_text(f"module {module.uri}\ntypeinfo models.qmltypes\n", encoding="utf-8")
    imports = ("-I", str(workplace), "-I", str(module.imports))
    checked = subprocess.run(
        [str(_SCRIPTS / "pyside6-qmllint"), "-W", "0", *imports, *map(str, module.files)],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    said = checked.stdout + checked.stderr
    return said if checked.returncode or said.strip() else ""


def _complete(dump: Path) -> None:
    """Mark registered classes as objects: metaobjectdump sees it only where QObject is the direct superclass."""
    files = json.loads(dump.read_text(encoding="utf-8"))
    for described in (described for file in files for described in file["classes"]):
        described["object"] |= any(info["name"] == "QML.Element" for info in described.get("classInfos", ()))
        for shown in described.get("properties", ()):  # before 6.12, metaobjectdump forgets which are constant
            shown.setdefault("constant", "notify" not in shown)
    dump.write_text(json.dumps(files), encoding="utf-8")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TIMEOUT_S)
