"""`kiosk desk place 3`, `kiosk desk mains off` …: what people do with a desk that runs, as words of a command line.

The everyday verbs are spelled out here. `do ROLE ACTION NAME=VALUE …` reaches everything else that stations offer.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Standing, Wear
from drivers.faults import Role
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DeskError, DeskState, MatScene
from kiosk.desk.telling import told

_EXIT_REFUSED = 1
_BEFORE_THE_FACE_CAMERA: Mapping[str, tuple[str, str, type[StrEnum]]] = {
    "stand": ("let somebody stand before the face camera", "who", Standing),
    "gesture": ("let whoever stands there do something", "gesture", Gesture),
    "light": ("make it light or dark before the face camera", "how", Lighting),
    "position": ("let whoever stands there stand elsewhere", "where", Position),
    "wear": ("put glasses or a mask on whoever stands there", "what", Wear),
    "attack": ("let somebody pretend to be who stands there", "how", Attack),
}
"""Verbs: what each does, the argument's name, its values."""
_READERS = (Role.ID_CARD, Role.SOCIAL_CARD)
_PRINTERS = (Role.DOCUMENT_PRINTER, Role.RECEIPT_PRINTER)
Verb = Callable[[DeskClient, argparse.Namespace], DeskState]


def add_verbs(parser: argparse.ArgumentParser) -> None:
    """Hang the verbs below `kiosk desk`; without one, it starts a desk."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--desk", metavar="URL", help="control connection of the desk (default: the one that runs)")
    common.add_argument("--json", action="store_true", help="tell the state afterwards as JSON")
    below = parser.add_subparsers(title="with a desk that runs", dest="verb", metavar="VERB")

    def verb(name: str, does: str, act: Verb) -> argparse.ArgumentParser:
        added = below.add_parser(name, help=does, description=does.capitalize() + ".", parents=[common])
        added.set_defaults(run=_run, act=act)
        return added

    verb("state", "tell how every device is", lambda desk, _: desk.state())
    _add_cards(verb)
    _add_faults(verb)
    _add_scenes(verb)
    _add_power_and_cabinet(verb)
    _add_paper(verb)
    anything = verb("do", "do anything that a station offers; `do ROLE` tells what that is", _do)
    anything.add_argument("role", type=_role(*Role), metavar="ROLE", help=", ".join(Role))
    anything.add_argument("action", nargs="?", metavar="ACTION")
    anything.add_argument("given", nargs="*", metavar="NAME=VALUE")


Adder = Callable[[str, str, Verb], argparse.ArgumentParser]


def _add_cards(verb: Adder) -> None:
    place = verb("place", "lay a person's card on a reader", _place)
    place.add_argument("person", type=int, metavar="PERSON", help="of config/demo-persons.yaml, from 1")
    _add_reader(place)
    place.add_argument("--contactless", action="store_true", help="a social card: lay it upon the reader")
    place.add_argument("--edition", choices=("2017", "2023"), help="of a foreigner's ID card")
    place.add_argument("--fingerprint", action="store_true", help="an ID card with fingerprints")
    place.add_argument("--moved", action="store_true", help="an ID card with a new address in its memory")
    _add_reader(verb("lift", "take the card away", lambda desk, args: desk.lift(off=args.reader)))


def _add_reader(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reader", type=_role(*_READERS), default=Role.ID_CARD, metavar="ROLE", help="id_card (default), social_card"
    )


def _add_faults(verb: Adder) -> None:
    for name, does, act in (
        ("unplug", "pull a device's plug", lambda desk, args: desk.unplug(args.role)),
        ("plug", "put a device's plug back", lambda desk, args: desk.plug(args.role)),
        ("mend", "mend every fault of a device and put its plug back", lambda desk, args: desk.mend(args.role)),
        ("fault", "let a fault befall a device", lambda desk, args: desk.act(args.role, "fault", fault=args.fault)),
    ):
        parser = verb(name, does, act)
        parser.add_argument("role", type=_role(*Role), metavar="ROLE", help=", ".join(Role))
        if name == "fault":
            parser.add_argument("fault", metavar="FAULT", help="such as PAPER_JAM; `state` tells what each offers")
    verb("tidy", "mend everything, take cards and paper away, restore the mains", lambda desk, _: desk.tidy())


def _add_scenes(verb: Adder) -> None:
    see = verb(
        "see", "choose what lies on the document camera's mat", lambda desk, args: desk.see(MatScene(args.scene))
    )
    see.add_argument("scene", choices=[one.value for one in MatScene], metavar="SCENE", help=", ".join(MatScene))
    for name, (does, argument, values) in _BEFORE_THE_FACE_CAMERA.items():
        added = verb(name, does, partial(_before_the_face_camera, "do" if name == "gesture" else name, argument))
        added.add_argument(
            "value", choices=[one.value for one in values], metavar=argument.upper(), help=", ".join(values)
        )
    scan = verb("scan", "hold a code before the scanner", _scan)
    scan.add_argument("text", nargs="?", metavar="TEXT", help="what stands in the code")
    scan.add_argument("--code", metavar="NAME", help="one of the prepared codes; `state` tells them")
    scan.add_argument("--cut", type=int, metavar="BYTES", help="let it break off after that many bytes")
    scan.add_argument("--away", action="store_true", help="take the code away")


def _add_power_and_cabinet(verb: Adder) -> None:
    def switch(name: str, does: str, on: str, off: str, act: Callable[[DeskClient, bool], DeskState]) -> None:
        def run(desk: DeskClient, args: argparse.Namespace) -> DeskState:
            return act(desk, args.how == on)

        verb(name, does, run).add_argument("how", choices=(on, off))

    switch("mains", "cut the mains, or restore them", "on", "off", lambda d, on: d.act(Role.UPS, "mains", on=on))
    switch("door", "open or close the cabinet", "open", "closed", lambda d, on: d.act(Role.CABINET, "door", open=on))
    switch("shake", "shake the cabinet, or let it be", "on", "off", lambda d, on: d.act(Role.CABINET, "shake", on=on))
    switch(
        "presence",
        "let somebody stand before the terminal, or go",
        "somebody",
        "nobody",
        lambda d, on: d.act(Role.CABINET, "presence", somebody=on),
    )
    temperature = verb(
        "temperature", "make it that warm in the cabinet", lambda d, a: d.act(Role.CABINET, "temperature", celsius=a.c)
    )
    temperature.add_argument("c", type=float, metavar="CELSIUS")
    battery = verb("battery", "charge the UPS to that", lambda d, a: d.act(Role.UPS, "battery", percent=a.percent))
    battery.add_argument("percent", type=float, metavar="PERCENT")


def _add_paper(verb: Adder) -> None:
    take = verb("take", "take what a printer printed", lambda desk, args: desk.take(args.printer))
    take.add_argument("printer", type=_role(*_PRINTERS), metavar="PRINTER", help=", ".join(_PRINTERS))
    paper = verb(
        "paper",
        "let the A4 printer's cassette hold that many sheets",
        lambda desk, args: desk.act(Role.DOCUMENT_PRINTER, "paper", sheets=args.sheets),
    )
    paper.add_argument("sheets", type=int, metavar="SHEETS")
    toner = verb(
        "toner",
        "let the A4 printer's cartridge hold that much",
        lambda desk, args: desk.act(Role.DOCUMENT_PRINTER, "toner", percent=args.percent),
    )
    toner.add_argument("percent", type=float, metavar="PERCENT")


def _role(*roles: Role) -> Callable[[str], Role]:
    def parse(text: str) -> Role:
        if text not in roles:
            raise argparse.ArgumentTypeError(f"there is no {text!r}; there is {', '.join(roles)}")
        return Role(text)

    return parse


def _place(desk: DeskClient, args: argparse.Namespace) -> DeskState:
    wishes = {name: value for name in ("contactless", "edition", "fingerprint", "moved") if (value := vars(args)[name])}
    return desk.place(args.person, on=args.reader, **wishes)


def _before_the_face_camera(action: str, argument: str, desk: DeskClient, args: argparse.Namespace) -> DeskState:
    return desk.act(Role.FACE_CAMERA, action, **{argument: args.value})


def _scan(desk: DeskClient, args: argparse.Namespace) -> DeskState:
    if args.away:
        return desk.act(Role.CODE_SCANNER, "take_away")
    if (args.text is None) == (args.code is None):
        raise DeskError("scan a TEXT or a --code NAME, or take the code --away")
    if args.cut is not None:
        desk.act(Role.CODE_SCANNER, "cut", at=args.cut)
    if args.code is not None:
        return desk.act(Role.CODE_SCANNER, "hold", code=args.code)
    return desk.act(Role.CODE_SCANNER, "scan", text=args.text)


def _do(desk: DeskClient, args: argparse.Namespace) -> DeskState:
    """Only here the stations are loaded: they say how their arguments are written."""
    from kiosk.desk.stations.all import STATIONS

    known = STATIONS[args.role].actions
    if args.action not in known:
        offered = "\n".join(
            f"  {name} {' '.join(one.form for one in action.takes)}\n      {action.does}"
            for name, action in known.items()
        )
        problem = f"{args.role} knows no {args.action!r}; it knows" if args.action else f"{args.role} knows"
        raise DeskError(f"{problem}\n{offered}")
    takes = {argument.name: argument for argument in known[args.action].takes}
    given: dict[str, Any] = {}
    for word in args.given:
        name, equals, value = word.partition("=")
        if not equals or name not in takes:
            forms = " ".join(argument.form for argument in takes.values()) or "nothing"
            raise DeskError(f"{args.action} takes {forms}, not {word!r}")
        given[name] = takes[name].from_word(value)
    return desk.act(args.role, args.action, **given)


def _run(args: argparse.Namespace) -> int:
    from kiosk.desk.whereabouts import running_desk

    try:
        state = args.act(DeskClient(args.desk or running_desk()), args)
    except DeskError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's answer
        return _EXIT_REFUSED
    print(state.model_dump_json(indent=2) if args.json else told(state))  # noqa: T201 - a command's answer
    return 0
