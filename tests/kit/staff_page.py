"""A page of the staff's site as a browser sees it: its links and forms, each form filled in as a person might."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.utils import timezone

Data = dict[str, list[str]]


@dataclass
class Control:
    """One control of a form. `options`: of a select, those that have a value."""

    name: str
    kind: str
    value: str = ""
    required: bool = False
    checked: bool = False
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def buttons(self) -> list[Control]:
        return [one for one in self.controls if one.kind == "submit" and one.name]

    def as_it_is(self) -> Data:
        """Return what a browser would send without a button having a name."""
        data: Data = {}
        for one in self.controls:
            if one.kind in ("submit", "button", "file") or not one.name:
                continue
            if one.kind in ("checkbox", "radio") and not one.checked:
                continue
            for value in one.chosen if one.kind.startswith("select") else [one.value]:
                data.setdefault(one.name, []).append(value)
        return data

    def filled(self) -> Data:
        """Return the same with something in everything that was left open."""
        data = self.as_it_is()
        for one in self.controls:
            if one.name and not any(data.get(one.name, [])) and (value := _something(one)):
                data[one.name] = [value]
        return data


class Page(HTMLParser):
    """`links` are those of the page, in its order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select: Control | None = None
        self._text: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        elif self.forms:
            self._control(tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None:
            self._text.value = self._text.value.lstrip("\r\n")
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def _control(self, tag: str, said: dict[str, str]) -> None:
        name, required = said.get("name", ""), "required" in said
        if tag in ("input", "button"):
            kind = said.get("type", "submit" if tag == "button" else "text")
            value = said.get("value", "on" if kind in ("checkbox", "radio") else "")
            self._add(Control(name, kind, value, required, "checked" in said))
        elif tag == "textarea":
            self._text = self._add(Control(name, "text", required=required))
        elif tag == "select":
            kind = "select-several" if "multiple" in said else "select"
            self._select = self._add(Control(name, kind, required=required))
        elif tag == "option" and self._select is not None and said.get("value"):
            self._select.options.append(said["value"])
            if "selected" in said:
                self._select.chosen.append(said["value"])

    def _add(self, control: Control) -> Control:
        self.forms[-1].controls.append(control)
        return control


def _something(one: Control) -> str:
    later = timezone.localtime() + timedelta(hours=2)
    if one.kind.startswith("select"):
        return one.options[0] if one.options else ""
    if one.name.endswith("_0") and one.kind == "text":
        return later.date().isoformat()
    if one.name.endswith("_1") and one.kind == "text":
        return later.strftime("%H:%M:%S")
    plain = {
        "text": "甲一",
        "textarea": "甲一",
        "email": "one@example.com",
        "number": "1",
        "password": "Yi-er-san-4-wu",
    }
    return plain.get(one.kind, "")
