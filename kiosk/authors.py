"""`kiosk flow`: what authors have, put together. Only here do authoring and the screens of the preview meet."""

from kiosk.commands import Command

COMMANDS = {
    "new": Command("begin a flow: a few questions, and it is written", "kiosk.authoring.new_cli"),
    "schema": Command("the JSON Schema of flow.yaml, for editors", "kiosk.authoring.schema_cli"),
    "check": Command("say everything that is wrong with flows", "kiosk.authoring.check_cli"),
    "test": Command("check flows and play their scenarios; nothing is published", "kiosk.authoring.test_cli"),
    "diff": Command("say what changes for a resident from one version to another", "kiosk.authoring.diff_cli"),
    "explore": Command("walk every path of flows", "kiosk.explorer.cli"),
    "walk": Command("play a flow here, without a screen", "kiosk.authoring.walk_cli"),
    "replay": Command("play a trace of a session against a flow", "kiosk.authoring.replay_cli"),
    "preview": Command("show every screen and document in one HTML page", "kiosk.preview.cli"),
}
