"""The sandbox's registration centre takes papers: whole JPEGs, and says by what number they are known."""

import base64

import pytest
from kit.capture_scenes import page

from kiosk.central.sandbox.papers import PapersRequest, papers
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.steps.capture import MOST_PAGE_BYTES, MOST_PAGES


def handed_in(*pages):
    return papers(PapersRequest.model_validate({"pages": pages}), ())


def test_the_number_follows_from_the_pages():
    assert handed_in(page()) == handed_in(page())
    assert handed_in(page())["receipt"] != handed_in(page(), page())["receipt"]
    assert handed_in(page(), page())["pages"] == 2


@pytest.mark.parametrize("image", ["", "no base64!", base64.b64encode(b"%PDF-1.7").decode(), page()["image"][:-200]])
def test_what_is_no_whole_picture_is_refused(image):
    with pytest.raises(Refusal) as refused:
        handed_in(page(), {**page(), "image": image})
    assert refused.value.code == "unreadable"


def test_nothing_handed_in_is_refused():
    with pytest.raises(Refusal) as refused:
        handed_in()
    assert refused.value.code == "no_pages"


def test_central_takes_all_pages_of_a_flow_in_one_request(settings):
    in_base64 = MOST_PAGES * -(-MOST_PAGE_BYTES * 4 // 3)
    assert in_base64 + 64 * 1024 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
