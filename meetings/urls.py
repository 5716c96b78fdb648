"""Addresses of meetings and decisions."""

from django.urls import path

from meetings import views

app_name = "meetings"

urlpatterns = [
    path("rapat/", views.meeting_list, name="meeting_list"),
    path("rapat/baru/", views.meeting_create, name="meeting_create"),
    path("rapat/<slug:reference>/", views.meeting_detail, name="meeting_detail"),
    path("rapat/<slug:reference>/ubah/", views.meeting_edit, name="meeting_edit"),
    path("rapat/<slug:reference>/buka/", views.meeting_start, name="meeting_start"),
    path("rapat/<slug:reference>/tutup/", views.meeting_close, name="meeting_close"),
    path("rapat/<slug:reference>/batal/", views.meeting_cancel, name="meeting_cancel"),
    path("rapat/<slug:reference>/terbitkan/", views.meeting_publish, name="meeting_publish"),
    path("rapat/<slug:reference>/agenda/", views.meeting_agenda, name="meeting_agenda"),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/",
        views.meeting_agenda_item,
        name="meeting_agenda_item",
    ),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/geser/",
        views.meeting_agenda_move,
        name="meeting_agenda_move",
    ),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/hapus/",
        views.meeting_agenda_remove,
        name="meeting_agenda_remove",
    ),
    path("rapat/<slug:reference>/undangan/", views.meeting_invitations, name="meeting_invitations"),
    path("rapat/<slug:reference>/undangan/balasan/", views.meeting_replies, name="meeting_replies"),
    path("rapat/<slug:reference>/undangan/tempel/", views.meeting_paste, name="meeting_paste"),
    path(
        "rapat/<slug:reference>/undangan/<int:guest>/hapus/",
        views.meeting_uninvite,
        name="meeting_uninvite",
    ),
    path("rapat/<slug:reference>/kehadiran/", views.meeting_attendance, name="meeting_attendance"),
    path(
        "rapat/<slug:reference>/kehadiran/tamu/",
        views.attendance_walk_in,
        name="attendance_walk_in",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/unduh/",
        views.attendance_export,
        name="attendance_export",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/<int:number>/",
        views.attendance_mark,
        name="attendance_mark",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/<int:number>/pulang/",
        views.attendance_departure,
        name="attendance_departure",
    ),
    path("rapat/<slug:reference>/catatan/", views.meeting_log, name="meeting_log"),
    path("rapat/<slug:reference>/catatan/<int:number>/", views.entry_edit, name="entry_edit"),
    path(
        "rapat/<slug:reference>/catatan/<int:number>/hapus/",
        views.entry_remove,
        name="entry_remove",
    ),
    path("tindak-lanjut/", views.follow_up_list, name="follow_up_list"),
    path("tindak-lanjut/<slug:reference>/", views.follow_up_detail, name="follow_up_detail"),
    path(
        "tindak-lanjut/<slug:reference>/selesai/", views.follow_up_finish, name="follow_up_finish"
    ),
    path("tindak-lanjut/<slug:reference>/gugur/", views.follow_up_drop, name="follow_up_drop"),
    path(
        "tindak-lanjut/<slug:reference>/buka-kembali/",
        views.follow_up_reopen,
        name="follow_up_reopen",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/",
        views.meeting_contributions,
        name="meeting_contributions",
    ),
    path("rapat/<slug:reference>/kontribusi/qr/", views.contribution_qr, name="contribution_qr"),
    path(
        "rapat/<slug:reference>/kontribusi/slip/",
        views.contribution_slip,
        name="contribution_slip",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/unduh/",
        views.contribution_export,
        name="contribution_export",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/tautan/",
        views.contribution_links,
        name="contribution_links",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/tautan/<int:guest>/",
        views.contribution_link,
        name="contribution_link",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/cabut/<int:link>/",
        views.contribution_revoke,
        name="contribution_revoke",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/surel/<int:link>/",
        views.contribution_mail,
        name="contribution_mail",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/<slug:pledge>/",
        views.contribution_author,
        name="contribution_author",
    ),
    path("kontribusi/<str:token>/", views.contribute, name="contribute"),
    path("keputusan/", views.decision_list, name="decision_list"),
    path("keputusan/<slug:reference>/", views.decision_detail, name="decision_detail"),
]
