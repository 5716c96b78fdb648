"""URLs of the account pages: those of allauth, some replaced by our own views."""

from allauth.account.urls import urlpatterns as allauths
from django.urls import path

from stakeholders import own_account

_OURS = [
    path("email/", own_account.AddressView.as_view(), name="account_email"),
    path(
        "confirm-email/",
        own_account.NewAddressView.as_view(),
        name="account_email_verification_sent",
    ),
    path(
        "reauthenticate/code/",
        own_account.ProofByCodeView.as_view(),
        name="account_reauthenticate_by_code",
    ),
    path("password/set/", own_account.FirstPasswordView.as_view(), name="account_set_password"),
]
_NAMES = {each.name for each in _OURS}

urlpatterns = [*_OURS, *(each for each in allauths if each.name not in _NAMES)]
