from django.db import migrations


def one_place_a_name(apps, _schema_editor):
    """Make a place of each name that stood at a terminal or a code. Its district is for staff to say."""
    Place = apps.get_model("fleet", "Place")
    for model in (apps.get_model("fleet", "Terminal"), apps.get_model("fleet", "EnrolmentCode")):
        names = list(model.objects.exclude(place_name="").order_by().values_list("place_name", flat=True).distinct())
        Place.objects.bulk_create((Place(name=name.strip()) for name in names), ignore_conflicts=True)
        there = dict(Place.objects.values_list("name", "pk"))
        for name in names:
            model.objects.filter(place_name=name).update(place_id=there[name.strip()])


def names_again(apps, _schema_editor):
    for model in (apps.get_model("fleet", "Terminal"), apps.get_model("fleet", "EnrolmentCode")):
        for one in model.objects.filter(place__isnull=False).select_related("place"):
            model.objects.filter(pk=one.pk).update(place_name=one.place.name)


class Migration(migrations.Migration):
    dependencies = [("fleet", "0002_places")]
    operations = [migrations.RunPython(one_place_a_name, names_again)]
