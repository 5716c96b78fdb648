"""An administrator gives somebody's account another address, for a mailbox that is lost."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from core.history import find_history
from stakeholders.models import User
from tests.support.doors import PASSWORD, address_of, code_in, enter, letters, signs_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OLD, NEW, TAKEN = "inka@rembug.example", "baru@rembug.example", "luar@rembug.example"
PROOF_BY_CODE = "/akun/buktikan/kode/"


@pytest.fixture
def account(cast):
    """INKA's account, with a password."""
    cast.inka.set_password(PASSWORD)
    cast.inka.save()
    return cast.inka


def change(client, user, **values):
    path = reverse("admin:stakeholders_user_change", args=[user.pk])
    fields = {"email": user.email, "is_active": "on"}
    return path, client.post(path, fields | values)


def test_an_administrator_who_proved_to_be_it_gives_an_account_another_address(
    cast, account, administrator
):
    owner = enter(account)
    owner.get("/akun/surel/")
    admin = enter(administrator)
    path, answer = change(admin, account, email=NEW.upper())
    assert answer.url == f"{PROOF_BY_CODE}?next={path.replace('/', '%2F')}"
    assert address_of(account)[0] == OLD
    admin.post(PROOF_BY_CODE, {"send": ""})
    code = code_in(letters()[administrator.email])
    assert admin.post(PROOF_BY_CODE, {"code": code, "next": path}).status_code == 302
    assert address_of(account) == (NEW, [])
    assert list(letters()) == [OLD]
    told = find_history(account).get(key="account_readdressed")
    assert (told.actor, told.params) == (administrator, {"old": OLD, "email": NEW})
    # Whoever comes in has to read what is sent to the new address.
    assert not account.has_usable_password()
    assert owner.get("/akun/surel/").url.startswith(reverse("account_login"))
    assert not signs_in(NEW)


def test_another_case_of_the_same_address_is_no_other_address(cast, account, administrator):
    _path, answer = change(enter(administrator), account, email=OLD.upper())
    assert answer.status_code == 302
    assert address_of(account)[0] == OLD
    assert account.has_usable_password()
    assert letters() == {}


def test_an_administrator_gives_no_account_the_address_of_another(cast, account, administrator):
    _path, answer = change(enter(administrator), account, email=TAKEN.upper())
    assert answer.context["errors"] == [["There is already an account with this address."]]


def test_an_administrator_proves_the_own_address_like_everybody(administrator):
    admin = enter(administrator)
    values = {"email": NEW, "is_staff": "on", "is_superuser": "on"}
    path, answer = change(admin, administrator, **values)
    assert answer.url == reverse("admin:stakeholders_user_changelist")
    assert 'name="email"' not in admin.get(path).content.decode()
    assert address_of(administrator)[0] == "admin@rembug.example"


def test_an_account_opened_in_the_administration_has_no_password(administrator):
    admin = enter(administrator)
    answer = admin.post(
        reverse("admin:stakeholders_user_add"), {"email": NEW.upper(), "is_active": "on"}
    )
    assert answer.status_code == 302
    assert not User.objects.get(email=NEW).has_usable_password()


def test_the_administration_writes_no_address_behind_the_account(account, administrator):
    kept = EmailAddress.objects.create(user=account, email=OLD)
    admin = enter(administrator)
    path = reverse("admin:account_emailaddress_change", args=[kept.pk])
    assert admin.get(path).status_code == 200
    assert admin.post(path, {"email": NEW, "user": account.pk}).status_code == 403
    assert admin.get(reverse("admin:account_emailaddress_add")).status_code == 403
    listed = {"action": "make_verified", "_selected_action": kept.pk}
    admin.post(reverse("admin:account_emailaddress_changelist"), listed)
    assert address_of(account) == (OLD, [(OLD, False, False)])
