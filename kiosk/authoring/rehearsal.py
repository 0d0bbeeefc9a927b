"""The scenarios of a flow, played: examples that must pass before it may be published."""

from collections.abc import Iterator

import yaml
from pydantic import ValidationError

from kiosk.documents.given import samples_in
from kiosk.engine.scenario import KnownFiles, Scenario, run
from kiosk.protocol.package import FlowPackage, Problem

_FOLDER = "scenarios/"


def examine(package: FlowPackage) -> list[Problem]:
    """Play every scenario of `package`; return what is wrong with the flow or with a scenario."""
    names = sorted(name for name in package.files if name.startswith(_FOLDER) and name.endswith(".yaml"))
    if not names:
        return [Problem(_FOLDER, 1, 1, "the flow has no scenario", "add one that goes from the first step to the end")]
    files, unfit = samples_in(package.files)
    problems = [Problem(name, 1, 1, f"cannot be used as a file of a department: {why}") for name, why in unfit.items()]
    return [*problems, *(problem for name in names for problem in _play(name, package, files))]


def _play(name: str, package: FlowPackage, files: KnownFiles) -> Iterator[Problem]:
    try:
        scenario = Scenario.model_validate(yaml.safe_load(package.files[name]))
    except yaml.YAMLError as error:
        yield Problem(name, 1, 1, f"no YAML: {error}")
        return
    except ValidationError as error:
        for item in error.errors(include_input=False):
            yield Problem(name, 1, 1, f"{'.'.join(map(str, item['loc']))}: {item['msg']}")
        return
    for difference in run(scenario, package.flow, files):
        yield Problem(name, 1, 1, difference, "mend the flow, or the scenario if the flow is meant so")
