"""The staff's pages: upload, watch, read the report, send back, withdraw; tokens that are shown once."""

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from kit.city import zipped
from kit.flows import flow_files

from kiosk.central.publishing import proposals, stock
from kiosk.central.publishing.models import ApiToken, Submission
from kiosk.central.publishing.submitting import hand_in
from kiosk.protocol.publishing import Finding, Picture, Report, StageOutcome

State = Submission.State


def page(name: str, *args: object) -> str:
    return reverse(f"admin:publishing_submission_{name}", args=args)


def _stage(name: str, state: str, took_s: float) -> StageOutcome:
    return StageOutcome.model_validate({"name": name, "state": state, "took_s": took_s})


def sent(client, *uploads: bytes) -> str:
    files = [SimpleUploadedFile("flows.zip", data) for data in uploads]
    return client.post(page("upload"), {"flows": files}, follow=True).content.decode()


def test_an_author_uploads_many_and_sees_them_wait(client, city, people):
    client.force_login(people.author)
    both = {
        f"flows/{name}/{file}": content
        for name in ("housing/fund", "transport/card")
        for file, content in flow_files(name).items()
    }
    text = sent(client, zipped(both))
    assert "已接收 2 个事项" in text
    assert text.count("待检查</span>") == 2
    one = client.get(page("change", Submission.objects.latest("id").pk)).content.decode()
    assert 'http-equiv="refresh"' in one
    assert "全路径遍历" in one


def test_what_is_wrong_with_an_upload_is_shown_at_once(client, city, people):
    client.force_login(people.author)
    text = sent(client, zipped(flow_files("fishing/licence")), zipped({"flow.yaml": b"service: 1\n"}))
    assert "fishing/licence/flow.yaml:1:1" in text
    assert "needs `service: department/service`" in text
    assert "no sound zip" in sent(client, b"PK")
    assert "请选择文件" in client.post(page("upload"), follow=True).content.decode()
    assert Submission.objects.count() == 0


def test_the_report_is_on_the_page(client, city, people):
    submission = hand_in([flow_files()], people.author)[0]
    html = stock.keep(b"<!doctype html><script>alert(1)</script>")
    report = Report(
        stages=(_stage("check", "passed", 1.5), _stage("explore", "failed", 2)),
        findings=(Finding(stage="explore", message="dead end: <b>stuck</b>", file="step pay", path=("submit", "tap")),),
        states=7, paths="25846556774", against=3, pictures=(Picture(language="zh", sha256=html),),
    )  # fmt: skip
    submission.report_document, submission.state = report.model_dump(mode="json"), State.REFUSED
    submission.save()
    client.force_login(people.clerk)
    text = client.get(page("change", submission.pk)).content.decode()
    for words in ("检查未通过", "dead end: &lt;b&gt;stuck", "<code>tap</code>", "25,846,556,774", "未进行", "3.5 s"):
        assert words in text
    assert "kiosk central sign" not in text
    preview = client.get(page("preview", submission.pk, "zh"))
    assert preview["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get(page("preview", submission.pk, "en")).status_code == 404
    stock.drop(html)
    assert client.get(page("preview", submission.pk, "zh")).status_code == 404
    package = client.get(page("package", submission.pk))
    assert package["Content-Disposition"] == 'attachment; filename="housing.fund@1.flow"'


def test_who_signed_and_what_is_missing_is_shown(client, city, people, ready):
    submission = ready()
    drawn = proposals.draw_up([submission.pk], people.clerk)
    proposals.sign(drawn.pk, city.signatures("clerk", drawn.document), people.clerk)
    client.force_login(people.publisher)
    text = client.get(page("change", submission.pk)).content.decode()
    assert "clerk (" in text
    assert f"--keys KEYS {submission.pk}" in text
    client.force_login(people.author)
    assert "本人提交的事项须由另一人签署" in client.get(page("change", submission.pk)).content.decode()
    people.author.user_permissions.add(Permission.objects.get(codename="view_proposal"))
    listed = client.get(reverse("admin:publishing_proposal_changelist")).content.decode()
    assert "flows-housing: clerk" in listed


def test_sending_back_and_withdrawing(client, city, people, ready):
    first, second = ready(), ready(service="transport/card")
    client.force_login(people.author)
    assert client.post(page("reject", first.pk), {"reason": "x"}).status_code == 403
    assert client.get(page("withdraw", first.pk)).status_code == 405
    client.post(page("withdraw", first.pk))
    client.force_login(people.clerk)
    told = client.post(page("reject", second.pk), {"reason": " "}, follow=True).content.decode()
    assert "ay why it is sent back" in told
    client.post(page("reject", second.pk), {"reason": "费用有误"})
    assert list(Submission.objects.order_by("id").values_list("state", "reason")) == [
        ("withdrawn", ""),
        ("rejected", "费用有误"),
    ]
    assert client.get(page("upload")).status_code == 403


def test_strangers_see_nothing(client, city, people, ready):
    submission = ready()
    people.clerk.user_permissions.clear()
    client.force_login(people.clerk)
    for name, args in (("change", (submission.pk,)), ("preview", (submission.pk, "zh")), ("package", (submission.pk,))):
        assert client.get(page(name, *args)).status_code == 403
    client.force_login(people.author)
    assert client.get(page("change", 99)).status_code == 404


def test_a_token_is_shown_once_and_revoked_from_the_list(client, city, people):
    client.force_login(people.author)
    add = reverse("admin:publishing_apitoken_add")
    assert client.get(add).status_code == 200
    assert "kct_" not in client.post(add, {"label": "办公室", "days": 0}).content.decode()
    made = client.post(add, {"label": "办公室", "days": 30})
    token = ApiToken.objects.get()
    assert "kct_" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    url = reverse("admin:publishing_apitoken_changelist")
    assert token.start in client.get(url).content.decode()
    client.post(url, {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_sees_or_revokes_the_tokens_of_others(client, people):
    people.token(people.author)
    people.clerk.user_permissions.set(Permission.objects.filter(codename__in=["add_apitoken", "view_apitoken"]))
    client.force_login(people.clerk)
    url = reverse("admin:publishing_apitoken_changelist")
    assert "kct_" not in client.get(url).content.decode()
    client.post(url, {"action": "revoke", "_selected_action": [ApiToken.objects.get().pk]})
    assert ApiToken.objects.get().revoked_at is None
    client.force_login(people.publisher)
    assert client.get(reverse("admin:publishing_apitoken_add")).status_code == 403
