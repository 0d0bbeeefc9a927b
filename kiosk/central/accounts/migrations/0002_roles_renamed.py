from django.db import migrations

NAMES = {"运维人员": "区运维员", "业务人员": "窗口人员", "审计人员": "审计员"}
SEE_FLEET = ("fleet.view_terminal", "fleet.view_laststate", "fleet.view_fleetevent", "intake.view_alarm")
SEE_WORK = (
    *("intake.view_transaction", "intake.view_issue", "intake.view_payment", "payments.view_order"),
    *("drafts.view_draft", "intake.view_rating", "gateway.view_call"),
)
CAME_WITH = {
    "运维人员": (
        *(*SEE_FLEET, "fleet.change_terminal", "fleet.view_enrolmentcode", "fleet.add_enrolmentcode"),
        *("intake.view_deadletter", "intake.change_deadletter", "intake.view_issue", "intake.change_issue"),
    ),
    "业务人员": (*SEE_WORK, "payments.change_order", "drafts.read_answers", "fleet.view_terminal", "intake.view_alarm"),
    "审计人员": (*SEE_FLEET, *SEE_WORK, "intake.view_deadletter", "audit.view_auditevent", "auth.view_user"),
}


def rename(apps, names):
    """Give the groups of before their new names; whoever is in them stays.

    What they came with counts as given, also where staff took it away since: it is not given again.
    """
    group, grant = apps.get_model("auth", "Group"), apps.get_model("accounts", "Grant")
    for old, new in names.items():
        found = group.objects.filter(name=old).first()
        if found is None or group.objects.filter(name=new).exists():
            continue
        found.name = new
        found.save()
        for permission in CAME_WITH.get(old, ()):
            grant.objects.get_or_create(role=new, permission=permission)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(
            lambda apps, _editor: rename(apps, NAMES),
            lambda apps, _editor: rename(apps, {new: old for old, new in NAMES.items()}),
        )
    ]
