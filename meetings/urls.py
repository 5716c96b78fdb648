"""URLs of meetings, decisions, follow-ups and contribution links."""

from django.urls import path

from meetings.views import (
    agenda,
    attaching,
    attending,
    check_in_desk,
    checking_in,
    collecting,
    contributing,
    decisions,
    excusing,
    following,
    inviting,
    logging,
    meetings,
    own_invitation,
    pasting,
    planning,
    progress,
    responding,
    responses,
    room,
    sending_invitations,
    sharing,
    withdrawing,
)

app_name = "meetings"

urlpatterns = [
    path("rapat/", meetings.meeting_list, name="meeting_list"),
    path("rapat/baru/", planning.meeting_create, name="meeting_create"),
    path("rapat/<slug:reference>/", meetings.meeting_detail, name="meeting_detail"),
    path("rapat/<slug:reference>/ubah/", planning.meeting_edit, name="meeting_edit"),
    path("rapat/<slug:reference>/buka/", progress.meeting_start, name="meeting_start"),
    path("rapat/<slug:reference>/tutup/", progress.meeting_close, name="meeting_close"),
    path("rapat/<slug:reference>/buka-kembali/", progress.meeting_reopen, name="meeting_reopen"),
    path("rapat/<slug:reference>/batal/", progress.meeting_cancel, name="meeting_cancel"),
    path("rapat/<slug:reference>/terbitkan/", progress.meeting_publish, name="meeting_publish"),
    path("rapat/<slug:reference>/agenda/", agenda.meeting_agenda, name="meeting_agenda"),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/",
        agenda.meeting_agenda_item,
        name="meeting_agenda_item",
    ),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/geser/",
        agenda.meeting_agenda_move,
        name="meeting_agenda_move",
    ),
    path(
        "rapat/<slug:reference>/agenda/<int:item>/hapus/",
        agenda.meeting_agenda_remove,
        name="meeting_agenda_remove",
    ),
    path(
        "rapat/<slug:reference>/undangan/", inviting.meeting_invitations, name="meeting_invitations"
    ),
    path(
        "rapat/<slug:reference>/undangan/balasan/", inviting.meeting_replies, name="meeting_replies"
    ),
    path(
        "rapat/<slug:reference>/undangan/kirim/",
        sending_invitations.invitation_desk,
        name="invitation_desk",
    ),
    path(
        "rapat/<slug:reference>/undangan/tautan/",
        sending_invitations.invitation_link,
        name="invitation_link",
    ),
    path("rapat/<slug:reference>/undangan/tempel/", pasting.meeting_paste, name="meeting_paste"),
    path(
        "rapat/<slug:reference>/undangan/<int:guest>/hapus/",
        inviting.meeting_uninvite,
        name="meeting_uninvite",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/", attending.meeting_attendance, name="meeting_attendance"
    ),
    path(
        "rapat/<slug:reference>/kehadiran/tamu/",
        attending.attendance_walk_in,
        name="attendance_walk_in",
    ),
    path("rapat/<slug:reference>/kehadiran/qr/", check_in_desk.attendance_qr, name="attendance_qr"),
    path(
        "rapat/<slug:reference>/kehadiran/sisanya/",
        check_in_desk.attendance_rest,
        name="attendance_rest",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/berhalangan/",
        excusing.attendance_excused,
        name="attendance_excused",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/mandiri/",
        check_in_desk.attendance_check_ins,
        name="attendance_check_ins",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/unduh/",
        attending.attendance_export,
        name="attendance_export",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/<int:number>/",
        attending.attendance_mark,
        name="attendance_mark",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/<int:number>/pulang/",
        attending.attendance_departure,
        name="attendance_departure",
    ),
    path(
        "rapat/<slug:reference>/kehadiran/<int:number>/surat/",
        attending.attendance_letter,
        name="attendance_letter",
    ),
    path("rapat/<slug:reference>/ruang/", room.meeting_room, name="meeting_room"),
    path("rapat/<slug:reference>/ruang/kabar/", room.room_news, name="room_news"),
    path("rapat/<slug:reference>/ruang/baca/", room.room_preview, name="room_preview"),
    path(
        "rapat/<slug:reference>/ruang/agenda/<int:item>/mulai/",
        room.room_item_begin,
        name="room_item_begin",
    ),
    path(
        "rapat/<slug:reference>/ruang/agenda/<int:item>/selesai/",
        room.room_item_end,
        name="room_item_end",
    ),
    path("rapat/<slug:reference>/catatan/", logging.meeting_log, name="meeting_log"),
    path("rapat/<slug:reference>/catatan/<int:number>/", logging.entry_edit, name="entry_edit"),
    path(
        "rapat/<slug:reference>/catatan/<int:number>/hapus/",
        logging.entry_remove,
        name="entry_remove",
    ),
    path(
        "rapat/<slug:reference>/catatan/<int:number>/tarik/",
        withdrawing.entry_withdraw,
        name="entry_withdraw",
    ),
    path(
        "rapat/<slug:reference>/catatan/<int:number>/tarik/batal/",
        withdrawing.entry_restore,
        name="entry_restore",
    ),
    path("tindak-lanjut/", following.follow_up_list, name="follow_up_list"),
    path("tindak-lanjut/<slug:reference>/", following.follow_up_detail, name="follow_up_detail"),
    path(
        "tindak-lanjut/<slug:reference>/selesai/",
        following.follow_up_finish,
        name="follow_up_finish",
    ),
    path("tindak-lanjut/<slug:reference>/gugur/", following.follow_up_drop, name="follow_up_drop"),
    path(
        "tindak-lanjut/<slug:reference>/buka-kembali/",
        following.follow_up_reopen,
        name="follow_up_reopen",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/",
        collecting.meeting_contributions,
        name="meeting_contributions",
    ),
    path("rapat/<slug:reference>/kontribusi/qr/", sharing.contribution_qr, name="contribution_qr"),
    path(
        "rapat/<slug:reference>/kontribusi/slip/",
        collecting.contribution_slip,
        name="contribution_slip",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/unduh/",
        collecting.contribution_export,
        name="contribution_export",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/tautan/",
        sharing.contribution_links,
        name="contribution_links",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/tautan/<int:guest>/",
        sharing.contribution_link,
        name="contribution_link",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/cabut/<int:link>/",
        sharing.contribution_revoke,
        name="contribution_revoke",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/surel/<int:link>/",
        sharing.contribution_mail,
        name="contribution_mail",
    ),
    path(
        "rapat/<slug:reference>/kontribusi/<slug:pledge>/",
        sharing.contribution_author,
        name="contribution_author",
    ),
    path(
        "rapat/<slug:reference>/tanggapan/", responses.meeting_responses, name="meeting_responses"
    ),
    path(
        "rapat/<slug:reference>/tanggapan/untuk/<int:guest>/",
        responses.response_enter,
        name="response_enter",
    ),
    path(
        "rapat/<slug:reference>/tanggapan/<int:number>/putuskan/",
        responses.response_settle,
        name="response_settle",
    ),
    path(
        "rapat/<slug:reference>/tanggapan/<int:number>/sisihkan/",
        responses.response_set_aside,
        name="response_set_aside",
    ),
    path("rapat/<slug:reference>/foto/", attaching.meeting_attachments, name="meeting_attachments"),
    path("rapat/<slug:reference>/foto/tambah/", attaching.attachment_add, name="attachment_add"),
    path(
        "rapat/<slug:reference>/foto/<int:number>/",
        attaching.attachment_file,
        name="attachment_file",
    ),
    path(
        "rapat/<slug:reference>/foto/<int:number>/kecil/",
        attaching.attachment_thumbnail,
        name="attachment_thumbnail",
    ),
    path(
        "rapat/<slug:reference>/foto/<int:number>/ubah/",
        attaching.attachment_edit,
        name="attachment_edit",
    ),
    path(
        "rapat/<slug:reference>/foto/<int:number>/hapus/",
        attaching.attachment_remove,
        name="attachment_remove",
    ),
    path("undangan/<str:token>/", own_invitation.own_invitation, name="own_invitation"),
    path(
        "undangan/<str:token>/rapat.ics",
        own_invitation.own_invitation_calendar,
        name="own_invitation_calendar",
    ),
    path("koreksi/<str:token>/", responding.respond, name="respond"),
    path("kontribusi/<str:token>/", contributing.contribute, name="contribute"),
    path("hadir/<str:token>/", checking_in.check_in, name="check_in"),
    path("hadir/<str:token>/tamu/", checking_in.check_in_walk_in, name="check_in_walk_in"),
    path("keputusan/", decisions.decision_list, name="decision_list"),
    path("keputusan/<slug:reference>/", decisions.decision_detail, name="decision_detail"),
    path(
        "keputusan/<slug:reference>/penanggung-jawab/",
        decisions.decision_owner,
        name="decision_owner",
    ),
]
