"""URLs of the pages that combine several apps."""

from django.urls import path

from portal.pages import (
    about,
    exports,
    handbook,
    home,
    kelurahan,
    merging,
    organisations,
    pledges,
    programme,
    search,
    session,
    suggestions,
    tasks,
    writing,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("parapihak/", organisations.organisation_list, name="organisation_list"),
    path("parapihak/saya/", organisations.own_organisation, name="own_organisation"),
    path("parapihak/<slug:slug>/", organisations.organisation_detail, name="organisation_detail"),
    path("kelurahan/", kelurahan.region_list, name="region_list"),
    path("kelurahan/<str:code>/", kelurahan.region_detail, name="region_detail"),
    path("komitmen/", pledges.pledge_list, name="pledge_list"),
    path("komitmen/baru/", writing.pledge_create, name="pledge_create"),
    path("komitmen/<slug:reference>/", pledges.pledge_detail, name="pledge_detail"),
    path("komitmen/<slug:reference>/kirim/", writing.pledge_submit, name="pledge_submit"),
    path("komitmen/<slug:reference>/gabung/", merging.pledge_merge, name="pledge_merge"),
    path("panduan/", handbook.handbook, name="handbook"),
    path("panduan/<slug:slug>/", handbook.handbook_guide, name="handbook_guide"),
    path("tugas/", tasks.task_list, name="tasks"),
    path("cari/", search.search, name="search"),
    path("saran/<slug:kind>/", suggestions.suggestions, name="suggestions"),
    path("program/", programme.programme, name="programme"),
    path("privasi/", about.privacy, name="privacy"),
    path("aksesibilitas/", about.accessibility, name="accessibility"),
    path("unduhan/<slug:name>/siapkan/", exports.export_request, name="export_request"),
    path("unduhan/<uuid:token>/", exports.export_job, name="export_job"),
    path("unduhan/<uuid:token>/berkas/", exports.export_file, name="export_file"),
    path("sehat/", about.health, name="health"),
    path("sesi/", session.session, name="session"),
    path("pekerja-ruang.js", session.room_worker, name="room_worker"),
]
