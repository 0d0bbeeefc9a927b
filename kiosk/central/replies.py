"""Pydantic in, pydantic out: bodies of the API. What is wrong with a body is told by place and kind, never by value."""

from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class BadRequest(Exception):  # noqa: N818 - reads as what happened
    """The body cannot be used; the text names the places and holds no values."""

    def reply(self) -> JsonResponse:
        return JsonResponse({"error": str(self)}, status=HTTPStatus.BAD_REQUEST)


def parsed(request: HttpRequest, model: type[M]) -> M:
    """Return the body as `model`.

    Raises:
        BadRequest: it is no JSON or does not fit.
    """
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        raise BadRequest(problems(error)) from None


def problems(error: ValidationError) -> str:
    """Return what is wrong, by place and kind of mistake. The values stay out: they may be anybody's."""
    return "; ".join(f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['type']}" for item in error.errors())[:500]


def reply(model: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Return `model` as JSON, `Personal` values revealed: this is the wire. Nobody on the way may keep it."""
    response = HttpResponse(model.model_dump_json(), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
