"""The demo's own addresses; settings.DEMO decides whether they exist at all."""

from django.urls import path

from portal.demo import components, views

app_name = "demo"

urlpatterns = [
    path("coba/", views.sign_in, name="sign_in"),
    # For those who build the portal, in the words of one city.
    path("komponen/", components.components, name="components"),
]
