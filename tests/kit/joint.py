"""A small joint service of two small members, as files: what tests change a line of."""

from collections.abc import Mapping

from kiosk.protocol.members import with_members

HEADER = """\
service: {service}
version: 1
engine: {engine}
item_code: "114201000000"
department: title
theme: housing
title: title
summary: title
expected_minutes: 1
devices: [id_card, document_printer, receipt_printer]
operations: [{operation}]
steps:
"""
FUND = """\
  - {id: read, kind: notice, title: title, points: [about, free], consent_text: title}
  - {id: card, kind: identify, title: title, accept: [resident, hmt], timeout_s: 40}
  - id: wish
    kind: form
    title: title
    fields:
      - {id: purpose, kind: choice, label: title, options: [{id: home, label: title}, {id: other, label: title}]}
      - {id: phone, kind: phone, label: title, meaning: mobile_phone, optional: true}
  - id: asked
    kind: call
    title: title
    operation: fund.balance
    input: {number: card.number, purpose: wish.purpose, phone: "has(wish.phone) ? wish.phone : ''"}
    result: {open: truth, balance: money}
    refusals: {none: about}
  - id: closed
    kind: branch
    cases:
      - when: "!asked.open"
        steps:
          - {id: told, kind: notice, title: title, points: [about], consent_text: title}
          - {id: early, kind: end, title: title}
    otherwise: []
  - {id: pages, kind: review, title: title, template: page.typ, document_title: title, data: {balance: asked.balance}}
  - {id: paper, kind: issue, title: title, document: pages, receipt: receipt.yaml, receipt_data: {sum: asked.balance}}
  - {id: rating, kind: rate, title: title}
  - {id: done, kind: end, title: title}
"""
PENSION = """\
  - {id: read, kind: notice, title: title, points: [about], consent_text: title}
  - {id: card, kind: identify, title: title, accept: [resident]}
  - id: contact
    kind: form
    title: title
    fields:
      - {id: call_me, kind: phone, label: title, meaning: mobile_phone}
  - id: asked
    kind: call
    title: title
    operation: pension.months
    input: {phone: contact.call_me}
    result: {months: int}
  - {id: pages, kind: review, title: title, template: page.typ, document_title: title, data: {months: asked.months}}
  - {id: paper, kind: issue, title: title, document: pages, receipt: receipt.yaml}
  - {id: done, kind: end, title: title}
"""
JOINT = """\
  - id: both
    kind: joint
    notice: {title: title, points: [about], consent_text: title, said: [fund.free]}
    card: {title: title}
    form: {title: title}
    parts:
      - {flow: fund/balance, prefix: fund, given: {wish.purpose: "'home'"}}
      - {flow: pension/months, prefix: old}
  - {id: result, kind: summary, title: title, receipt: receipt.yaml, fault_text: about}
  - {id: done, kind: end, title: title}
"""
OWN = {"texts.en.yaml": b"title: Title\nabout: About it\n", "texts.zh.yaml": "title: 标题\nabout: 说明\n".encode()}
WORDS = {
    "texts.en.yaml": OWN["texts.en.yaml"] + b"free: Free\n",
    "texts.zh.yaml": OWN["texts.zh.yaml"] + "free: 免费\n".encode(),
}
PAGE = b'#let d = json(bytes(sys.inputs.at("data", default: "{}")))\nx\n'
RECEIPT = b"- rule\n- each_part: {paper: [{text: '{title} {serial}'}], not_done: [{text: '{title} {reason}'}]}\n"


def _files(service: str, operation: str, steps: str, engine: int) -> dict[str, bytes]:
    head = HEADER.format(service=service, operation=operation, engine=engine)
    return {"flow.yaml": (head + steps).encode(), **WORDS, "page.typ": PAGE, "receipt.yaml": RECEIPT}


def joint_files(
    changed: Mapping[str, tuple[str, str]] = {}, more: Mapping[str, bytes] = {}, engine: int = 3
) -> dict[str, bytes]:
    """Return the files of the joint service with its members.

    `changed`: by service (`joint`, `fund`, `pension`), a text of its flow.yaml and what stands there instead.
    """
    joint = _files("joint/both", "", JOINT, engine)
    joint = {name: content for name, content in joint.items() if name != "page.typ"} | OWN | dict(more)
    shelf = {
        "joint": joint,
        "fund/balance": _files("fund/balance", "fund.balance", FUND, 3),
        "pension/months": _files("pension/months", "pension.months", PENSION, 3),
    }
    names = {"joint": "joint", "fund": "fund/balance", "pension": "pension/months"}
    for name, (old, new) in changed.items():
        files = shelf[names[name]]
        text = files["flow.yaml"].decode()
        assert old in text, f"{old!r} is not in the flow of {name}"
        files["flow.yaml"] = text.replace(old, new).encode()
    return with_members(joint, lambda service: shelf.get(service, {}))
