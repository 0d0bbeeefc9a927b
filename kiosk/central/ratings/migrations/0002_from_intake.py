"""The ratings of `intake`, every row, with the rights of their old name and what roles were given of them."""

from django.db import migrations

KEPT = "transaction_id, assess_number, terminal_id, service, item_code, satisfaction, reasons, pf, rated_at"
TAKE = f"""
    INSERT INTO ratings_rating ({KEPT}, source, counts, received_at)
    SELECT {KEPT}, 'resident', TRUE, rated_at FROM intake_rating
"""
GIVE_BACK = f"""
    INSERT INTO intake_rating ({KEPT}) SELECT {KEPT} FROM ratings_rating WHERE assess_number = 1 AND source = 'resident'
"""
RIGHTS = ("view_rating", "add_rating", "change_rating", "delete_rating")


def rename(old, new):
    def move(apps, schema_editor):
        content_types = apps.get_model("contenttypes", "ContentType").objects
        if not content_types.filter(app_label=new, model="rating").exists():
            content_types.filter(app_label=old, model="rating").update(app_label=new)
        grants = apps.get_model("accounts", "Grant").objects
        for right in RIGHTS:
            for grant in grants.filter(permission=f"{old}.{right}"):
                grants.get_or_create(role=grant.role, permission=f"{new}.{right}")
                grant.delete()

    return move


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_roles_renamed"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("intake", "0004_alarms_move_out"),
        ("ratings", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(TAKE, GIVE_BACK),
        migrations.RunPython(rename("intake", "ratings"), rename("ratings", "intake")),
    ]
