from kiosk.protocol.api import TRANSACTION as PATH
from kiosk.protocol.api import IssueView, RatingView, TransactionView
from tests.central.test_intake import ISSUE, RATING, TRANSACTION, T, envelope, hand_in


def view(client):
    return TransactionView.model_validate_json(client.get(PATH + T).content)


def test_nothing_has_arrived(terminal):
    assert terminal.get(PATH + T).status_code == 404


def test_parts_come_one_by_one(terminal):
    hand_in(terminal, envelope(1, ISSUE))
    assert (view(terminal).outcome, view(terminal).service, view(terminal).flow_version) == ("", "housing/fund", 2)
    hand_in(terminal, envelope(2, TRANSACTION), envelope(3, RATING))
    assert view(terminal) == TransactionView(
        service="housing/fund",
        flow_version=2,
        transaction_id=T,
        outcome="completed",
        issue=IssueView(serial="WH0001-20260105-00001", verification_code="K7QM-2XWD-9FTB", state="printing", pages=2),
        rating=RatingView(satisfaction=5),
    )


def test_a_rating_alone_is_shown(terminal):
    hand_in(terminal, envelope(1, RATING))
    assert view(terminal).rating == RatingView(satisfaction=5)


def test_another_terminal_sees_nothing(terminal, other_terminal):
    hand_in(terminal, envelope(1, TRANSACTION))
    assert other_terminal.get(PATH + T).status_code == 404
