"""The demo's own address; settings.DEMO decides whether it exists at all."""

from django.urls import path

from portal.demo import views

app_name = "demo"

urlpatterns = [path("coba/", views.sign_in, name="sign_in")]
