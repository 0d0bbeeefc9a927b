"""QML and view models fit: each name that QML uses exists and has the type it is used as."""

import shutil

import pytest
from kit.qml_lint import HOUSE, QmlModule, lint

SHELL = HOUSE / "kiosk" / "shell"
MODELS = (SHELL / "view.py", SHELL / "shell_model.py", *sorted(SHELL.glob("screens/*/view_model.py")))


def test_qml_fits_its_view_models(tmp_path):
    module = QmlModule("Kiosk.Shell", MODELS, SHELL / "qml", root=SHELL)
    assert len(MODELS) > 12
    assert len(module.files) > 24
    assert lint(module, tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("qml/Main.qml", "main.shell.elder", "main.shell.alder"),
        ("screens/review/ReviewScreen.qml", "screen.view.pageText", "screen.view.pageTest"),
        ("screens/form/FormScreen.qml", "screen.view.submitCustom", "screen.view.submitCostume"),
    ],
)
def test_the_lint_notices_a_name_that_no_view_model_has(tmp_path, file, right, wrong):
    shell = tmp_path / "shell"
    shutil.copytree(SHELL, shell, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (shell / file).read_text("utf-8")
    assert right in text
    (shell / file).write_text(text.replace(right, wrong), "utf-8")
    said = lint(QmlModule("Kiosk.Shell", MODELS, shell / "qml", root=shell), tmp_path / "types")
    assert wrong.rpartition(".")[2] in said
