"""URLs of the account pages: allauth's views and some of our own, at Indonesian addresses."""

from allauth.account import views as allauths
from django.urls import path, re_path

from stakeholders import own_account

# The names are allauth's, which its own redirects and templates use.
urlpatterns = [
    path("masuk/", allauths.login, name="account_login"),
    path("masuk/kode/", allauths.request_login_code, name="account_request_login_code"),
    path("masuk/kode/periksa/", allauths.confirm_login_code, name="account_confirm_login_code"),
    path("keluar/", allauths.logout, name="account_logout"),
    path("nonaktif/", allauths.account_inactive, name="account_inactive"),
    path("daftar/", allauths.signup, name="account_signup"),
    path("buktikan/", allauths.reauthenticate, name="account_reauthenticate"),
    path(
        "buktikan/kode/",
        own_account.ProofByCodeView.as_view(),
        name="account_reauthenticate_by_code",
    ),
    path("surel/", own_account.AddressView.as_view(), name="account_email"),
    path(
        "surel/periksa/",
        own_account.NewAddressView.as_view(),
        name="account_email_verification_sent",
    ),
    path("sandi/ganti/", allauths.password_change, name="account_change_password"),
    path("sandi/buat/", own_account.FirstPasswordView.as_view(), name="account_set_password"),
    path("sandi/lupa/", allauths.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", allauths.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauths.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/tersimpan/",
        allauths.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
