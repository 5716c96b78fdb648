"""The demo accounts, one per role, and their shared public password."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stakeholders.models import User

PASSWORD = "contoh-rembug"  # noqa: S105 - printed in the README; set in the demo only
DOMAIN = "rembug.example"
ROLES = {
    "fasilitator": _("Facilitator"),
    "sekretariat": _("Secretariat"),
    "inka": _("Company representative"),
    "lurah.taman": _("Kelurahan officer"),
    "admin": _("Administrator"),
}


def find_demo_accounts() -> QuerySet[User]:
    """Return the accounts for one-click sign-in."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)


def list_demo_users() -> list[dict[str, object]]:
    """Return address, name and role of each demo account, for the sign-in page."""
    return [
        {
            "email": user.email,
            "name": str(user),
            "role": ROLES.get(user.email.partition("@")[0], user.email),
        }
        for user in find_demo_accounts().select_related("person").order_by("pk")
    ]
