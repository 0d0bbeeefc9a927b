"""QML and view models fit: each name that QML uses exists and has the type it is used as."""

import shutil

import pytest
from kit.qml_lint import HOUSE, QmlModule, lint

SHELL = HOUSE / "kiosk" / "shell"
DESK = HOUSE / "kiosk" / "desk"
MODULES = [
    QmlModule("Kiosk.Shell", SHELL, SHELL / "qml"),
    QmlModule("Kiosk.Desk", DESK, DESK / "qml"),
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.uri)
def test_qml_fits_its_view_models(module, tmp_path):
    assert module.models
    assert module.files
    assert lint(module, tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("qml/Main.qml", "main.shell.elder", "main.shell.alder"),
        ("screens/review/PagesPage.qml", "screen.view.pageText", "screen.view.pageTest"),
        ("screens/review/AnswersPage.qml", "page.answers.goOn", "page.answers.goAway"),
        ("screens/form/MonthRangePage.qml", "page.input.submitCustom", "page.input.submitCostume"),
    ],
)
def test_the_lint_notices_a_name_that_no_view_model_has(tmp_path, file, right, wrong):
    shell = tmp_path / "shell"
    shutil.copytree(SHELL, shell, ignore=shutil.ignore_patterns("__pycache__"))
    text = (shell / file).read_text("utf-8")
    assert right in text
    (shell / file).write_text(text.replace(right, wrong), "utf-8")
    said = lint(QmlModule("Kiosk.Shell", shell, shell / "qml"), tmp_path / "types")
    assert wrong.rpartition(".")[2] in said
