import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_contributing_and_printing")]

    operations = [
        migrations.AddField(
            model_name="printjob",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="print_jobs",
                to="agreements.lettertemplate",
                verbose_name="letterhead",
            ),
        ),
        migrations.AddField(
            model_name="printjob",
            name="number",
            field=models.CharField(blank=True, max_length=100, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="printjob",
            name="letter_date",
            field=models.DateField(blank=True, null=True, verbose_name="letter date"),
        ),
        migrations.AlterField(
            model_name="printjob",
            name="copies",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(99),
                ],
                verbose_name="copies",
            ),
        ),
    ]
