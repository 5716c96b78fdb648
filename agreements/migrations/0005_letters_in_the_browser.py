import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_names_and_held_scans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="letterformula",
            name="revised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="letterformula",
            name="revised_by",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="letterformula",
            name="revision",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="font_pt",
            field=models.DecimalField(
                decimal_places=1,
                default=11,
                max_digits=3,
                validators=[
                    django.core.validators.MinValueValidator(9),
                    django.core.validators.MaxValueValidator(14),
                ],
                verbose_name="size of the letters",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="templates",
                to="agreements.letterlogo",
                to_field="sha256",
                verbose_name="logo",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="margin_bottom_mm",
            field=models.PositiveSmallIntegerField(
                default=25,
                validators=[
                    django.core.validators.MinValueValidator(15),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="margin at the bottom",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="margin_left_mm",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(20),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="margin at the left",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="margin_right_mm",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[
                    django.core.validators.MinValueValidator(10),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="margin at the right",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="margin_top_mm",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[
                    django.core.validators.MinValueValidator(10),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="margin at the top",
            ),
        ),
        migrations.AlterField(
            model_name="lettertemplate",
            name="signature_layout",
            field=models.CharField(
                choices=[
                    ("two_columns", "Two columns"),
                    ("table", "Table with numbers"),
                    ("stamps", "List with room for stamps"),
                ],
                default="two_columns",
                max_length=20,
                verbose_name="places to sign",
            ),
        ),
        migrations.CreateModel(
            name="LetterPreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation"),
                            ("attendance_list", "Attendance list"),
                            ("minutes", "Minutes"),
                            ("berita_acara", "Berita acara"),
                            ("nota_kesepakatan", "Nota kesepakatan"),
                        ],
                        max_length=30,
                    ),
                ),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("pdf", models.FileField(blank=True, max_length=200, upload_to="samples")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="previews",
                        to="agreements.lettertemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample print",
                "verbose_name_plural": "sample prints",
            },
        ),
        migrations.CreateModel(
            name="LetterPreviewPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("image", models.FileField(max_length=200, upload_to="samples")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "preview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="agreements.letterpreview",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="OutsideScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="scans")),
                ("extension", models.CharField(max_length=4)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_scans",
                        to="agreements.document",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a document from outside",
                "verbose_name_plural": "scans of documents from outside",
                "ordering": ["kept_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="letterpreview",
            constraint=models.UniqueConstraint(
                fields=("letter", "kind"), name="letter_preview_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterpreviewpage",
            constraint=models.UniqueConstraint(
                fields=("preview", "number"), name="letter_preview_page_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="outsidescan",
            constraint=models.UniqueConstraint(
                fields=("document", "sha256"), name="outside_scan_unique"
            ),
        ),
    ]
