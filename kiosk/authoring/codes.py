"""The kinds of mistakes, each with a code that stays the same from version to version."""

import re
from dataclasses import replace

from kiosk.protocol.document import Problem

CODES = {
    "yaml": "a file cannot be read as YAML, or a key stands twice",
    "folder": "a file is missing, too large, or cannot be part of a flow",
    "schema": "a field is missing, unknown, or not what it must be",
    "rule": "the steps do not fit each other",
    "file-unknown": "a template or receipt that is not in the folder",
    "text-missing": "a text that has no words, or words in one language only",
    "text-unused": "words that nothing refers to",
    "text-language": "Chinese signs in words of another language: no voice reads them",
    "text-value": "{…} in words, which is not among the `values` of their step, or cannot be read",
    "value-unused": "one of a step's `values`, which no words have",
    "text-length": "a title that is longer than its place on the screen",
    "device-undeclared": "a step needs a device that `devices` does not name",
    "device-unused": "`devices` names what no step needs",
    "operation-unused": "`operations` names what no step calls",
    "expression-syntax": "no CEL",
    "expression-name": "a name that nothing has here",
    "expression-field": "a field that its record does not have",
    "expression-function": "a function that flows do not have",
    "expression-absent": "a value that may be absent and is not asked for with has(…)",
    "expression-unready": "an answer of a step that comes later",
    "expression-type": "a value of another kind than is wanted",
    "expression-copies": "a number of copies that is less than 1 or more than 5",
    "expression-fails": "an expression that cannot be evaluated with sample data",
    "result-undeclared": "a document of a reply whose shape the flow does not declare",
    "document": "a template does not compile with sample data",
    "receipt": "a receipt cannot be filled with sample data",
}

_OF_PACKAGE = (
    (r"is no YAML|is not UTF-8|is empty$|anchors and aliases|nested deeper|stands twice, first on line", "yaml"),
    (r"there are no words for|has words in|must be words", "text-missing"),
    (r"there is no file", "file-unknown"),
    (r"is missing$|is missing or cannot be read|cannot be part of|are allowed|more than \d+ bytes", "folder"),
    (r"^step (id )?'|^the last step|is never reached", "rule"),
)


def coded(problem: Problem) -> Problem:
    """Return `problem` of `kiosk.protocol.package.check` with its code."""
    if problem.code:
        return problem
    field = re.match(r"[\w.]+: ", problem.message)  # what is told of one field is its schema
    found = (code for pattern, code in _OF_PACKAGE if re.search(pattern, problem.message))
    code = "schema" if field and "must be words" not in problem.message else next(found, "schema")
    return replace(problem, code=code)
