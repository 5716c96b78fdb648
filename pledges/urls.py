"""URLs of the pages on which pledges are edited and decided; a pledge's own page is in portal."""

from django.urls import path

from pledges.views import deciding, slips, writing

app_name = "pledges"

urlpatterns = [
    path("komitmen/menunggu/", deciding.pledge_waiting, name="pledge_waiting"),
    path("komitmen/<slug:reference>/ubah/", writing.pledge_edit, name="pledge_edit"),
    path(
        "komitmen/<slug:reference>/akomodasi/",
        deciding.pledge_accommodate,
        name="pledge_accommodate",
    ),
    path("komitmen/<slug:reference>/tunda/", deciding.pledge_defer, name="pledge_defer"),
    path("komitmen/<slug:reference>/tolak/", deciding.pledge_decline, name="pledge_decline"),
    path("komitmen/<slug:reference>/buka-kembali/", deciding.pledge_reopen, name="pledge_reopen"),
    path("komitmen/<slug:reference>/slip/<int:pk>.jpg", slips.pledge_slip, name="pledge_slip"),
]
