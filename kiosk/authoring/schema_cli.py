"""`kiosk flow schema`: for editors that complete and underline."""

import argparse
import json

from kiosk.protocol.flow import Flow

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `schema` to the commands for authors."""
    parser = below.add_parser("schema", help="the JSON Schema of flow.yaml, for editors that complete and underline")
    parser.set_defaults(run=_schema)


def _schema(_args: argparse.Namespace) -> int:
    schema = {"$schema": _DIALECT, **Flow.model_json_schema()}
    print(json.dumps(schema, ensure_ascii=False, indent=2))  # noqa: T201 - the command's answer
    return 0
