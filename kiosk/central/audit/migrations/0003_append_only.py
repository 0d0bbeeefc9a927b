from django.db import migrations

TABLES = ("audit_auditevent", "audit_seal")


def guard(_apps, schema_editor):
    """Let the database itself refuse to change or delete what is only added to."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit is only added to'; END $$"
        )
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            if vendor == "postgresql":
                how = f"FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
            else:
                how = "BEGIN SELECT RAISE(ABORT, 'audit is only added to'); END"
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {how}")


def unguard(_apps, schema_editor):
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for act in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}" + (f" ON {table}" if on_table else ""))
    if on_table:
        schema_editor.execute("DROP FUNCTION audit_append_only")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]
    operations = [migrations.RunPython(guard, unguard)]
