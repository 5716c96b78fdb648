"""Indexes by which the page of a region or an organisation finds its newest pledges.

Django makes the tables of these many-to-many relations itself, so no model can declare them.
"""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("pledges", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX pledge_region_newest ON pledges_pledge_regions (region_id, pledge_id)",
            "DROP INDEX pledge_region_newest",
        ),
        migrations.RunSQL(
            "CREATE INDEX pledge_partner_newest"
            " ON pledges_pledge_partners (organisation_id, pledge_id)",
            "DROP INDEX pledge_partner_newest",
        ),
    ]
