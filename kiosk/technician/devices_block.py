"""Puts found devices into the `devices` section of a settings file; every other character stays as it is. Pure."""

import json
from collections.abc import Mapping, Sequence

import yaml

from kiosk.devices.probing.choice import Choice
from kiosk.technician.layout import one_line

_INDENT = 2
_SECTION = "devices"
_Edit = tuple[int, int, str]  # from where, up to where, what shall stand there


class NotMergeable(Exception):  # noqa: N818 - what it says
    """The file is written so that only a person can change it; the text says what to do."""


def block(choices: Sequence[Choice]) -> str:
    """Return the section as it can be pasted, with what else was found as comments."""
    return "\n".join([f"{_SECTION}:", *(line for choice in choices for line in _entry(choice, _INDENT))]) + "\n"


def merged(text: str, choices: Sequence[Choice]) -> str:
    """Return the file's `text` with the found addresses. Options, comments and devices that were not found stay.

    Raises:
        NotMergeable: the section is no mapping in lines of its own.
        yaml.YAMLError: `text` is no YAML.
    """
    section = _section(yaml.compose(text, Loader=yaml.SafeLoader))
    if section is None:
        gap = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{gap}{block(choices)}"
    key, node = section
    if _is_empty(node):
        entries = "".join("\n" + line for choice in choices for line in _entry(choice, _INDENT))
        at = _end_of_line(text, node.end_mark.index)
        return text[: key.end_mark.index] + ":" + text[node.end_mark.index : at] + entries + text[at:]
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise NotMergeable("its devices are not written in lines of their own: paste the section by hand")
    return _changed(text, node, choices)


def _is_empty(node: yaml.Node) -> bool:
    return not node.value or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null")


def _changed(text: str, node: yaml.MappingNode, choices: Sequence[Choice]) -> str:
    indent = node.value[0][0].start_mark.column
    known: Mapping[str, yaml.Node] = {key.value: value for key, value in node.value}
    end = _end_of_line(text, _last_index(node))
    edits: list[_Edit] = []
    for choice in choices:
        value = known.get(choice.taken.role.value)
        if value is None:
            lines, at = _entry(choice, indent), end
        else:
            edits.append(_edit(text, value, choice))
            lines, at = _comments(choice, indent), _end_of_line(text, _last_index(value))
            lines = [line for line in lines if line not in text.splitlines()]
        edits.append((at, at, "".join("\n" + line for line in lines)))
    edits.sort(key=lambda edit: edit[0])
    for start, stop, new in reversed(edits):  # of several at one place the last first, so that they stand in order
        text = text[:start] + new + text[stop:]
    return text


def _edit(text: str, value: yaml.Node, choice: Choice) -> _Edit:
    """Return where the device's address stands and what shall stand there."""
    url = _scalar(choice.taken.url)
    if isinstance(value, yaml.ScalarNode):
        same = value.value == choice.taken.url
        start, stop = value.start_mark.index, value.end_mark.index
        return (start, stop, text[start:stop] if same else f" {url}" if start == stop else url)
    if isinstance(value, yaml.MappingNode) and value.value:
        for key, inner in value.value:
            if key.value == "url":
                return _edit(text, inner, choice)
        first = value.value[0][0].start_mark
        separator = ", " if value.flow_style else "\n" + " " * first.column
        return first.index, first.index, f"url: {url}{separator}"
    raise NotMergeable(f"devices.{choice.taken.role} is neither an address nor keys: mend it first")


def _section(root: yaml.Node | None) -> tuple[yaml.Node, yaml.Node] | None:
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NotMergeable("it does not hold keys in lines of their own")
    return next(((key, value) for key, value in root.value if key.value == _SECTION), None)


def _entry(choice: Choice, indent: int) -> list[str]:
    """Return the lines of one device: its address, what it calls itself, and what else was found for its role."""
    said = "; ".join(filter(None, [one_line(choice.taken.name, 100), choice.guess]))
    entry = f"{' ' * indent}{choice.taken.role}: {_scalar(choice.taken.url)}" + (f"  # {said}" if said else "")
    return [entry, *_comments(choice, indent)]


def _comments(choice: Choice, indent: int) -> list[str]:
    lines = []
    for other in choice.others:
        name = one_line(other.name, 100)
        lines.append(f"{' ' * indent}# {other.role}: {_scalar(other.url)}" + (f"  # {name}" if name else ""))
    return lines


def _scalar(url: str) -> str:
    """Return an address as YAML: plain where that is read back as it is, else quoted."""
    try:
        plain = yaml.safe_load(f"k: {url}") == {"k": url} and url.isprintable()
    except yaml.YAMLError:
        plain = False
    return url if plain else f'"{"".join(map(_escaped, url))}"'


def _escaped(sign: str) -> str:
    """Return `sign` as it stands in quotes. JSON halves what lies beyond U+FFFF, and YAML does not join the halves."""
    return json.dumps(sign)[1:-1] if sign <= "\uffff" else f"\\U{ord(sign):08X}"


def _last_index(node: yaml.Node) -> int:
    """Return where a value ends: the end mark of a block mapping lies behind the comments that follow."""
    while isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        node = node.value[-1][1]
    return node.end_mark.index


def _end_of_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end
