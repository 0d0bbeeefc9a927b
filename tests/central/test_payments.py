"""Orders at central, against the sandbox payment system over real HTTP: whoever has the last word on money has it."""

import json
import shutil
import time
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.utils import timezone
from kit.ledger_walk import record_id

from kiosk.central.audit.models import AuditEvent
from kiosk.central.intake.models import Payment
from kiosk.central.payments import service, wire
from kiosk.central.payments.merchant import MerchantError, load, merchant
from kiosk.central.payments.models import Order
from kiosk.central.payments.settling import settle_now
from kiosk.central.payments.system import PaymentSystem, PaymentTrouble, Trade
from kiosk.central.sandbox.payment import keys
from kiosk.central.sandbox.payment.views import _books, _tell
from kiosk.protocol import api

PAYMENT, NUMBER = record_id(1), "WH0001-20261124-K7QM2XWD"
SOON_S = 20


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys") / "payments"
    keys.offer(folder / "payments.yaml")
    return folder


@pytest.fixture
def shop(settings, tmp_path, made_keys, live_server):
    settings.ROOT_URLCONF = "central.sandbox_urls"
    settings.DATA, settings.SELF_URL = tmp_path, live_server.url
    settings.PAYMENTS_FILE = tmp_path / "payments" / "payments.yaml"
    shutil.copytree(made_keys, settings.PAYMENTS_FILE.parent)
    return PaymentSystem(merchant())


@pytest.fixture
def till(shop, transactional_db, terminal):
    return terminal


def wish(**changes):
    order = {
        "payment_id": PAYMENT,
        "transaction_id": record_id(2),
        "service": "real-estate/certificate-fee",
        "order_number": NUMBER,
        "amount_fen": 1000,
        "description": "不动产权证书工本费",
        "expires_s": 300,
    }
    return order | changes


def order(till, **changes):
    return till.post(api.PAYMENT_ORDER, wish(**changes))


def ask(till, path=api.PAYMENT_STATE):
    answer = till.post(path, {"payment_id": PAYMENT})
    assert answer.status_code == 200, answer.content
    return answer.json()["state"]


def phone_pays(code, *, silent=True):
    return requests.post(code, data={"silent": "1"} if silent else {}, timeout=SOON_S)


def until(holds):
    ends = time.monotonic() + SOON_S
    while not holds():
        assert time.monotonic() < ends, "it never came so"
        time.sleep(0.05)


def told(state):
    Payment.objects.create(
        payment_id=PAYMENT,
        transaction_id=record_id(2),
        terminal_id="WH0001",
        service="real-estate/certificate-fee",
        flow_version=1,
        order_number=NUMBER,
        amount_fen=1000,
        state=state,
        sequence=3,
        ordered_at=timezone.now(),
        changed_at=timezone.now(),
    )


def held():
    return Order.objects.get(pk=PAYMENT)


def test_an_order_gives_a_code_that_a_phone_opens_and_twice_is_once(till):
    first, second = order(till).json(), order(till).json()
    assert first == second
    assert first["state"] == "open"
    page = requests.get(first["code"], timeout=SOON_S)
    assert "¥ 10.00" in page.text
    assert "不动产权证书工本费" in page.text
    assert NUMBER in page.text
    assert Order.objects.count() == 1


def test_a_notice_tells_of_the_money(till):
    code = order(till).json()["code"]
    assert phone_pays(code, silent=False).status_code == 200
    until(lambda: held().state == "paid")
    assert order(till).json() == {"state": "paid", "code": ""}


def test_without_a_notice_asking_finds_the_money(till):
    code = order(till).json()["code"]
    assert ask(till) == "open"
    phone_pays(code)
    until(lambda: ask(till) == "paid")


def test_the_payment_system_is_not_asked_more_than_once_a_second(till, monkeypatch):
    order(till)
    asked = []
    query = PaymentSystem.query
    monkeypatch.setattr(PaymentSystem, "query", lambda self, number: asked.append(number) or query(self, number))
    began = time.monotonic()
    for _ in range(20):
        ask(till)
    assert len(asked) <= 1 + (time.monotonic() - began)


def test_what_is_closed_cannot_be_paid(till):
    code = order(till).json()["code"]
    assert ask(till, api.PAYMENT_CLOSE) == "closed"
    assert ask(till, api.PAYMENT_CLOSE) == "closed"
    assert phone_pays(code).status_code == 409
    assert ask(till) == "closed"
    assert "已经关闭" in requests.get(code, timeout=SOON_S).text


def test_what_is_paid_cannot_be_closed_nor_paid_twice(till):
    code = order(till).json()["code"]
    phone_pays(code)
    assert phone_pays(code).status_code == 409
    assert ask(till, api.PAYMENT_CLOSE) == "paid"


def test_what_never_arrived_is_closed_and_refused_should_it_still_arrive(till):
    assert ask(till, api.PAYMENT_CLOSE) == "closed"
    assert order(till).status_code == 409
    assert Order.objects.count() == 1


def test_given_up_while_it_was_ordered_nothing_stays_open(till, shop, monkeypatch):
    place = PaymentSystem.order

    def slow(self, *args):
        code = place(self, *args)
        Order.objects.filter(pk=PAYMENT).update(state="closed")
        return code

    monkeypatch.setattr(PaymentSystem, "order", slow)
    assert order(till).json()["state"] == "closed"
    assert shop.query(NUMBER).state == "CLOSED"


@pytest.mark.parametrize("changes", [{"amount_fen": 1}, {"order_number": "other"}, {"transaction_id": record_id(9)}])
def test_an_order_does_not_change(till, changes):
    order(till)
    assert order(till, **changes).status_code == 409
    assert order(till, payment_id=record_id(3), amount_fen=5).status_code == 409


def test_an_order_belongs_to_its_terminal(till, other_terminal):
    order(till)
    for path in (api.PAYMENT_STATE, api.PAYMENT_CLOSE):
        assert other_terminal.post(path, {"payment_id": PAYMENT}).status_code == 409
    assert order(other_terminal).status_code == 409


def notice(client, content, *, key=None, api_key=None):
    known = merchant()
    signer = keys.platform_key(settings.PAYMENTS_FILE.parent) if key is None else key
    resource = wire.sealed(content, api_key=api_key or known.api_key, nonce="123456789012", original_type="transaction")
    body = json.dumps({"resource": resource}).encode()
    headers = wire.answer_headers(body, serial=known.platform_serial, key=signer, now=int(time.time()), nonce="n")
    return client.post("/api/v1/payments/notify", body, content_type="application/json", headers=headers)


def content(**changes):
    return {"out_trade_no": NUMBER, "trade_state": "SUCCESS", "amount": {"total": 1000}} | changes


def test_a_forged_notice_makes_nobody_rich(till, client, shop):
    order(till)
    forger = merchant().private_key
    assert notice(client, content(), key=forger).status_code == 400
    assert notice(client, content(), api_key=b"f" * 32).status_code == 400
    assert client.post("/api/v1/payments/notify", b"{}", content_type="application/json").status_code == 400
    assert held().state == "open"


@pytest.mark.parametrize(
    "changes", [{"amount": {"total": 1}}, {"amount": None}, {"out_trade_no": "other"}, {"trade_state": ""}]
)
def test_a_notice_of_something_else_changes_nothing(till, client, changes):
    order(till)
    assert notice(client, content(**changes)).status_code == 400
    assert held().state == "open"


def test_a_notice_twice_is_once_and_a_late_one_is_believed(till, client):
    order(till)
    ask(till, api.PAYMENT_CLOSE)
    for _ in range(2):
        assert notice(client, content()).status_code == 200
        assert held().state == "paid"
    assert notice(client, content(trade_state="CLOSED")).status_code == 200
    assert held().state == "paid"


@pytest.mark.parametrize("state", ["ordered", "paid", "fulfilled", "refund_due", "expired", "cancelled", None])
def test_only_money_without_a_result_is_given_back(till, shop, state):
    phone_pays(order(till).json()["code"])
    ask(till, api.PAYMENT_CLOSE)
    if state:
        told(state)
    due = state in {"refund_due", "expired", "cancelled"}
    assert service.refund(shop, held(), "王工") is due
    assert held().state == ("refunded" if due else "paid")
    assert shop.query(NUMBER).state == ("REFUND" if due else "SUCCESS")
    assert AuditEvent.objects.filter(who="王工", action="payment.refund").count() == due
    assert service.refund(shop, held(), "王工") is False
    assert ask(till) == ("refunded" if due else "paid")


def test_staff_refund_from_the_list(till, shop, admin_client):
    phone_pays(order(till).json()["code"])
    ask(till, api.PAYMENT_CLOSE)
    told("refund_due")
    listed = "/admin/payments/order/"
    assert NUMBER in admin_client.get(listed).content.decode()
    answer = admin_client.post(listed, {"action": "refund_chosen", "_selected_action": [PAYMENT]}, follow=True)
    assert "已退款 1 笔" in answer.content.decode()
    assert held().state == "refunded"


def test_nobodys_open_order_stays_open_for_ever(till):
    order(till)
    assert settle_now() == 0
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=2))
    assert settle_now() == 1
    assert held().state == "closed"


def test_money_that_nobody_asked_about_is_found(till):
    phone_pays(order(till).json()["code"])
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=2))
    settle_now()
    assert held().state == "paid"


def test_a_refund_under_way_is_asked_after(till, shop, monkeypatch):
    phone_pays(order(till).json()["code"])
    ask(till, api.PAYMENT_CLOSE)
    told("refund_due")
    give_back = PaymentSystem.refund
    monkeypatch.setattr(PaymentSystem, "refund", lambda self, *args: give_back(self, *args) and "PROCESSING")
    assert service.refund(shop, held(), "王工")
    assert held().state == "refunding"
    settle_now()
    assert held().state == "refunded"


def test_a_payment_system_that_is_away_takes_and_closes_nothing(till, settings):
    order(till)
    settings.SELF_URL = "http://127.0.0.1:9"
    assert order(till, payment_id=record_id(4), order_number="N-2").status_code == 502
    for path in (api.PAYMENT_STATE, api.PAYMENT_CLOSE):
        assert till.post(path, {"payment_id": PAYMENT}).status_code == 502
    assert held().state == "open"
    Order.objects.update(expires_at=timezone.now() - timedelta(minutes=2))
    assert settle_now() == 2
    assert held().state == "open"


def test_where_no_payment_system_is_set_up_nothing_is_charged(terminal, client, settings, tmp_path):
    settings.PAYMENTS_FILE = tmp_path / "none.yaml"
    assert order(terminal).status_code == 503
    assert client.post("/api/v1/payments/notify", b"{}", content_type="application/json").status_code == 404
    assert settle_now() == 0


def test_the_sandbox_hears_only_its_merchant(till, live_server):
    url = f"{live_server.url}/sandbox/pay/v3/pay/transactions/native"
    assert requests.post(url, json=wish(), timeout=SOON_S).status_code == 401


def test_the_sandbox_lets_nobody_pay_too_late(till, shop):
    code = shop.order("late", 500, "x", timezone.localtime() - timedelta(seconds=1))
    assert phone_pays(code).status_code == 409
    assert shop.query("late") == Trade("late", "NOTPAY", 500)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda shop: shop.query("none"), "ORDER_NOT_EXIST"),
        (lambda shop: shop.close("none"), "ORDER_NOT_EXIST"),
        (lambda shop: shop.refund("none", "r", 1, "x"), "RESOURCE_NOT_EXISTS"),
        (lambda shop: shop.refunded("none"), "RESOURCE_NOT_EXISTS"),
    ],
)
def test_what_is_not_there_is_said_in_the_payment_systems_words(till, shop, call, code):
    with pytest.raises(PaymentTrouble) as trouble:
        call(shop)
    assert trouble.value.code == code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("payments.yaml", "url: x"),
        ("payments.yaml", "{"),
        ("merchant.pem", "x"),
        ("platform.pem", None),
        ("api.key", "short"),
    ],
)
def test_a_merchant_that_cannot_be_used_says_where(made_keys, tmp_path, name, content):
    folder = shutil.copytree(made_keys, tmp_path / "payments")
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)
    with pytest.raises(MerchantError, match="payments") as error:
        load(folder / "payments.yaml", "http://x")
    assert "PRIVATE" not in str(error.value)


def test_a_notice_of_the_sandbox_is_heard(till):
    phone_pays(order(till).json()["code"])
    _tell(_books().find(NUMBER))
    assert held().state == "paid"
