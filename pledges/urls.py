"""Addresses below a pledge's own page, which lives in portal since it tells the whole chain."""

from django.urls import path

from pledges import views

app_name = "pledges"

urlpatterns = [
    path("komitmen/menunggu/", views.pledge_waiting, name="pledge_waiting"),
    path("komitmen/<slug:reference>/ubah/", views.pledge_edit, name="pledge_edit"),
    path(
        "komitmen/<slug:reference>/akomodasi/", views.pledge_accommodate, name="pledge_accommodate"
    ),
    path("komitmen/<slug:reference>/tunda/", views.pledge_defer, name="pledge_defer"),
    path("komitmen/<slug:reference>/tolak/", views.pledge_decline, name="pledge_decline"),
    path("komitmen/<slug:reference>/buka-kembali/", views.pledge_reopen, name="pledge_reopen"),
    path("komitmen/<slug:reference>/slip/<int:pk>.jpg", views.pledge_slip, name="pledge_slip"),
]
