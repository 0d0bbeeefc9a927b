"""`kiosk central operations`: what it says of a file, and a schema that editors can hold the file against."""

import argparse
import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from kiosk.central import cli
from kiosk.central.gateway import cli as operations

HOUSE = Path(__file__).parents[2]
SHIPPED = sorted((HOUSE / "config").glob("operations*.yaml"))


@pytest.fixture
def kiosk(monkeypatch, capsys):
    monkeypatch.setattr(operations, "set_up", lambda _place: None)

    def run(*words):
        parser = argparse.ArgumentParser()
        cli.add_commands(parser.add_subparsers())
        args = parser.parse_args(["central", "operations", *map(str, words)])
        code = args.run(args)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def schema(kiosk):
    code, out, err = kiosk("schema")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_schema_fits_what_ships(schema):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    validator = jsonschema_rs.validator_for(schema)
    assert SHIPPED
    for file in SHIPPED:
        assert [str(error) for error in validator.iter_errors(yaml.safe_load(file.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda written: written["operations"][0].update(timeot_s=3),
        lambda written: written["operations"][0].update(method="FETCH"),
        lambda written: written["departments"]["tax"]["auth"].update(kind="magic"),
        lambda written: written["departments"]["tax"].update(seats={"at_once": 0}),
        lambda written: written.pop("operations"),
    ],
    ids=["a slip of the pen", "no method", "no kind of proof", "no seats", "nothing offered"],
)
def test_the_schema_underlines_what_the_check_refuses(schema, kiosk, tmp_path, spoil):
    written = yaml.safe_load((HOUSE / "config/operations.yaml").read_text("utf-8"))
    spoil(written)
    assert not jsonschema_rs.validator_for(schema).is_valid(written)
    file = tmp_path / "operations.yaml"
    file.write_text(yaml.safe_dump(written, allow_unicode=True))
    code, out, err = kiosk("check", file)
    assert (code, out) == (1, "")
    assert str(file) in err


def test_the_check_counts_what_is_well_and_speaks_to_programs(kiosk, tmp_path):
    code, out, _ = kiosk("check", HOUSE / "config/operations.yaml")
    assert (code, out.endswith("operations, nothing to mend.\n")) == (0, True)
    file = tmp_path / "operations.yaml"
    file.write_text("operations: [{name: x}]\n")
    code, out, _ = kiosk("check", "--json", file)
    told = json.loads(out)
    assert (code, told["operations"]) == (1, 0)
    assert str(file) in told["problems"][0]


def test_a_secret_that_is_missing_is_told_only_when_asked(kiosk, settings, tmp_path):
    settings.SECRETS_DIR = tmp_path
    file = HOUSE / "config/operations.yaml"
    assert kiosk("check", file)[0] == 0
    code, _, err = kiosk("check", "--secrets", file)
    assert code == 1
    assert "social-security.hmac" in err
