"""Addresses of the pages that show several apps."""

from django.urls import path

from portal.pages import (
    about,
    components,
    handbook,
    home,
    kelurahan,
    organisations,
    pledges,
    programme,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("parapihak/", organisations.organisation_list, name="organisation_list"),
    path("parapihak/<slug:slug>/", organisations.organisation_detail, name="organisation_detail"),
    path("kelurahan/", kelurahan.region_list, name="region_list"),
    path("kelurahan/<str:code>/", kelurahan.region_detail, name="region_detail"),
    path("komitmen/", pledges.pledge_list, name="pledge_list"),
    path("komitmen/<slug:reference>/", pledges.pledge_detail, name="pledge_detail"),
    path("panduan/", handbook.handbook, name="handbook"),
    path("panduan/<slug:slug>/", handbook.handbook_guide, name="handbook_guide"),
    path("program/", programme.programme, name="programme"),
    path("komponen/", components.components, name="components"),
    path("privasi/", about.privacy, name="privacy"),
    path("aksesibilitas/", about.accessibility, name="accessibility"),
    path("sehat/", about.health, name="health"),
]
