"""The URL configuration. Paths are Indonesian and permanent, since they are printed on paper."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from core.access import allow_anonymous

# The administration has no sign-in page of its own; it uses the portal's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    # Before the pages of a pledge and an organisation, whose addresses could be any word.
    path("", include("pledges.urls")),
    path("", include("stakeholders.urls")),
    path("", include("portal.pages.urls")),
    path("", include("meetings.urls")),
    # Before the page of a document, whose address could be any word.
    path("", include("agreements.urls")),
    path("", include("signing.urls")),
    path("akun/", include("stakeholders.account_urls")),
    # Without a CSRF token, which would make each page personal, so that no cache could store it.
    # The worst that another site can do here is to change the language of the page.
    path("bahasa/", allow_anonymous(csrf_exempt(set_language)), name="set_language"),
    path("pengelola/", admin.site.urls),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"

if settings.DEMO:
    urlpatterns += [path("", include("portal.demo.urls"))]
