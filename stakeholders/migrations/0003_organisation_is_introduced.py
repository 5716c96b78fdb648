from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0002_contributing_and_printing"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="is_introduced",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="introduced by a link"
            ),
        ),
    ]
