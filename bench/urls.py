"""The portal's addresses, and the floor's."""

from django.urls import include, path

from bench import floor

urlpatterns = [
    path("bench/lantai/<slug:reference>/", floor.floor_page, name="floor"),
    path("bench/baris/<slug:reference>/", floor.save_line, name="save_line"),
    path("", include("portal.urls")),
]
