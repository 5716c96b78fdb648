"""Addresses of meetings and decisions."""

from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("rapat/", views.meeting_list, name="meeting_list"),
    path("rapat/<slug:reference>/", views.meeting_detail, name="meeting_detail"),
    path("keputusan/", views.decision_list, name="decision_list"),
    path("keputusan/<slug:reference>/", views.decision_detail, name="decision_detail"),
]
