"""The API between terminal and central as an OpenAPI 3.1 document, made from the very models that both sides use.

For whoever checks, fuzzes or reimplements one side. Requests are signed by RFC 9421 (`kiosk.protocol.signing`), for
which OpenAPI knows no scheme of its own: it is described as an `http` scheme named `Signature`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk.protocol import api
from kiosk.protocol.records import Envelope

_REF = "#/components/schemas/{model}"
_JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """One request that a terminal makes. `{name}` in `path` is a path parameter, a string."""

    name: str
    method: str
    path: str
    summary: str
    request: type[BaseModel] | None
    reply: type[BaseModel]


OPERATIONS = (
    Operation("enrol", "post", api.ENROL, "Join by a one-time code", api.EnrolRequest, api.EnrolReply),
    Operation("rotate_key", "post", api.ROTATE_KEY, "Change to a new key", api.RotateKey, api.KeyReply),
    Operation("heartbeat", "post", api.HEARTBEAT, "Say how it is, hear what to do", api.Heartbeat, api.HeartbeatReply),
    Operation("intake", "post", api.INTAKE, "Hand in what happened", api.IntakeRequest, api.IntakeReply),
    Operation("call", "post", api.CALL + "{operation}", "Ask a department", api.CallRequest, api.CallReply),
    Operation("payment_order", "post", api.PAYMENT_ORDER, "Order a payment", api.PaymentOrder, api.PaymentView),
    Operation("payment_state", "post", api.PAYMENT_STATE, "Ask how it stands", api.PaymentAsked, api.PaymentView),
    Operation("payment_close", "post", api.PAYMENT_CLOSE, "Close a payment", api.PaymentAsked, api.PaymentView),
    Operation("draft_find", "post", api.DRAFT_FIND, "See what can be continued", api.DraftAsked, api.DraftView),
    Operation("draft_take", "post", api.DRAFT_TAKE, "Continue it", api.DraftTake, api.DraftView),
    Operation(
        "identity_credential",
        "post",
        api.IDENTITY_CREDENTIAL,
        "Whose credential it is",
        api.CredentialAsked,
        api.IdentityReply,
    ),
    Operation("code_send", "post", api.IDENTITY_CODE_SEND, "Send a code to a phone", api.CodeWished, api.CodeReply),
    Operation("code_check", "post", api.IDENTITY_CODE_CHECK, "Check a typed code", api.CodeTyped, api.IdentityReply),
    Operation(
        "transaction", "get", api.TRANSACTION + "{transaction_id}", "What has arrived", None, api.TransactionView
    ),
)


def document(version: str) -> dict[str, Any]:
    """Return the whole document; `version` is that of the software."""
    models: set[type[BaseModel]] = {model for operation in OPERATIONS for model in _models(operation)}
    models |= {api.Unauthorised, Envelope}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "validation") for model in ordered], ref_template=_REF)
    definitions = schemas["$defs"]
    # The wire takes any object, so that one bad item harms no other; this is what a good one looks like.
    definitions["IntakeRequest"]["properties"]["items"]["items"] = {"$ref": _REF.format(model="Envelope")}
    definitions["Problem"] = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "kiosk: terminal to central", "version": version},
        "security": [{"signature": []}],
        "paths": {operation.path: {operation.method: _described(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "signature": {
                    "type": "http",
                    "scheme": "Signature",
                    "description": f"RFC 9421, {api.SIGNATURE_ALGORITHM}, tag {api.SIGNATURE_TAG}, covers "
                    + " ".join(api.SIGNED_COMPONENTS),
                }
            },
        },
    }


def _models(operation: Operation) -> Iterator[type[BaseModel]]:
    yield operation.reply
    if operation.request is not None:
        yield operation.request


def _described(operation: Operation) -> dict[str, Any]:
    named = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named],
        "responses": {
            str(HTTPStatus.OK.value): _content("Done", operation.reply.__name__),
            str(HTTPStatus.BAD_REQUEST.value): _content("The body does not fit", "Problem"),
            str(HTTPStatus.UNAUTHORIZED.value): _content("The signature does not hold", "Unauthorised"),
            str(HTTPStatus.FORBIDDEN.value): _content("This terminal may not, or not any more", "Unauthorised"),
            str(HTTPStatus.NOT_FOUND.value): _content("There is nothing of that", "Problem"),
            str(HTTPStatus.CONFLICT.value): _content("It contradicts what is known", "Problem"),
            str(HTTPStatus.BAD_GATEWAY.value): _content("Whoever had to be asked does not answer", "Problem"),
            str(HTTPStatus.SERVICE_UNAVAILABLE.value): _content("That is not set up here, or not just now", "Problem"),
        },
    }
    if operation.request is not None:
        said["requestBody"] = {"required": True} | _content("", operation.request.__name__)
    return said


def _content(description: str, model: str) -> dict[str, Any]:
    told = {"description": description} if description else {}
    return told | {"content": {_JSON: {"schema": {"$ref": _REF.format(model=model)}}}}
