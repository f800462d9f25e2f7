import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mechanisms", "0001_partnerships_and_mechanisms"),
        ("portal", "0004_drop_indexes_that_repeat_another"),
    ]

    operations = [
        migrations.AlterField(
            model_name="designation",
            name="partnership",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="designations",
                to="mechanisms.partnership",
            ),
        ),
        migrations.AlterField(
            model_name="partyaction",
            name="country",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="party_actions",
                to="portal.country",
            ),
        ),
        migrations.AlterField(
            model_name="partyaction",
            name="document",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="party_actions",
                to="mechanisms.document",
            ),
        ),
        migrations.AlterField(
            model_name="stagechange",
            name="mechanism",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stages",
                to="mechanisms.mechanism",
            ),
        ),
    ]
