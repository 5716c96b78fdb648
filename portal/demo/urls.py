"""URLs that exist only in the demo (settings.DEMO)."""

from django.urls import path

from portal.demo import components, views

app_name = "demo"

urlpatterns = [
    path("coba/", views.sign_in, name="sign_in"),
    # For developers; its example texts are of one city.
    path("komponen/", components.components, name="components"),
]
