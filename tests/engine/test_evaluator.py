"""The engine evaluates without the command line that comes with the package."""

import subprocess
import sys

SAID = """
import sys
from kiosk.engine.rules import evaluate
print(evaluate("a.b + 1 == 3", {"a": {"b": 2}}).reveal())
print(sorted(sys.modules.keys() & {"cel", "cel.cli", "prompt_toolkit", "rich", "typer"}))
import cel
print(cel.compile is sys.modules["cel.cel"].compile)
"""


def test_only_the_evaluator_is_imported_and_it_is_the_packages_own():
    said = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == ["True", "[]", "True"]
