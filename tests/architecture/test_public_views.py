"""The portal is closed by default: whoever opens an address to everybody says so here."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

# Open to everybody: what is published, and the way in.
PUBLIC = {
    "agreements:document_changes",
    "agreements:document_list",
    "agreements:document_print",
    "agreements:letterhead_logo",
    "agreements:review_link",
    "meetings:attachment_file",
    "meetings:attachment_thumbnail",
    "meetings:check_in",
    "meetings:check_in_walk_in",
    "meetings:contribute",
    "meetings:decision_detail",
    "meetings:decision_list",
    "meetings:follow_up_detail",
    "meetings:follow_up_list",
    "meetings:meeting_attachments",
    "meetings:meeting_detail",
    "meetings:meeting_list",
    "meetings:own_invitation",
    "meetings:own_invitation_calendar",
    "meetings:room_news",
    "meetings:respond",
    "portal:accessibility",
    "portal:export_file",
    "portal:export_job",
    "portal:export_request",
    "portal:handbook",
    "portal:handbook_guide",
    "portal:health",
    "portal:home",
    "portal:organisation_detail",
    "portal:organisation_list",
    "portal:pledge_detail",
    "portal:pledge_list",
    "portal:privacy",
    "portal:programme",
    "portal:region_detail",
    "portal:region_list",
    "portal:search",
    "portal:session",
    "portal:suggestions",
    "set_language",
    "signing:document_detail",
    "signing:page_code",
    "signing:page_code_capital",
    "signing:signatory_certificate",
    "signing:signatory_final",
    "signing:seal_certificate",
    "signing:signing_code_check",
    "signing:signing_code_send",
    "signing:signing_decline",
    "signing:signing_final",
    "signing:signing_link",
    "signing:signing_picture",
    "signing:signing_page",
    "signing:signing_text",
    "signing:signing_withdraw",
    "portal:room_worker",
    "signing:tablet",
    "signing:tablet_end",
    "signing:tablet_picture",
    "signing:tablet_signatory",
    "signing:tablet_text",
    "signing:tablet_thanks",
    "signing:verification",
    "signing:verification_file",
    "signing:verification_form",
    "signing:verification_hash",
}
# The doors of django-allauth and of the administration, as those mark them.
DOORS = {
    "account_confirm_login_code",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "admin:login",
}
EXAMPLES = {"int": 1, "slug": "x", "str": "x", "path": "x/1", "uuid": "0" * 32}


def addresses(resolver=None, namespace=""):
    """Every address of the portal: its name and its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner)
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


def is_open(entry):
    return not getattr(entry.callback, "login_required", True)


def test_exactly_these_addresses_are_open_to_everybody():
    assert {name for name, entry in addresses() if is_open(entry)} == PUBLIC | DOORS


CLOSED = sorted({name for name, entry in addresses() if not is_open(entry) and entry.name})


@pytest.mark.django_db
@pytest.mark.parametrize("name", CLOSED)
def test_every_other_address_asks_who_you_are(client, name):
    [entry, *_more] = [entry for each, entry in addresses() if each == name]
    converters = entry.pattern.converters
    values = {
        key: EXAMPLES.get(type(converter).__name__.removesuffix("Converter").lower(), "x")
        for key, converter in converters.items()
    }
    if name == "admin:app_list":
        values = {"app_label": "core"}
    response = client.get(reverse(name, kwargs=values))
    door = "admin:login" if name.startswith("admin:") else "account_login"
    assert response.status_code == 302
    assert response.headers["Location"].partition("?")[0] in {
        reverse(door),
        reverse("account_login"),
    }
