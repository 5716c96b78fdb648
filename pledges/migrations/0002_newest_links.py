"""The index by which the page of an organisation finds the newest pledges that it is a partner of.

Django makes the table of this many-to-many relation itself, so no model can declare it.
"""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("pledges", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX pledge_partner_newest"
            " ON pledges_pledge_partners (organisation_id, pledge_id)",
            "DROP INDEX pledge_partner_newest",
        ),
    ]
