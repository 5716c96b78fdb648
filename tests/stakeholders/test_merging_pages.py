"""The pages of doubles: choosing, the preview, merging, undoing, deleting, and a person's page."""

import pytest

from stakeholders.actions.merging import merge_entries
from stakeholders.models import Merge, Organisation, Person
from tests.support import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


@pytest.fixture
def double(facilitator):
    return factories.make_organisation("inka-2", name="PT Inka Madiun", about="K", by=facilitator)


def read(answer):
    return " ".join(answer.content.decode().split())


def test_a_double_is_chosen_previewed_and_merged(desk, double, forum, meeting, facilitator):
    factories.make_guest(meeting, double, by=facilitator, position="Humas")
    assert "/parapihak/inka-2/gabung/" in read(desk.get("/parapihak/inka-2/"))
    assert "Which entry is kept?" in read(desk.get("/parapihak/inka-2/gabung/"))
    address = "/parapihak/inka-2/gabung/?ke=inka"
    preview = read(desk.get(address))
    assert "Participants: <strong>1</strong>" in preview
    assert "Signatures, ink records, scans, frozen documents" in preview
    answer = desk.post(address, {"name": "tetap", "about": "ganda"}, follow=True)
    assert answer.redirect_chain == [("/parapihak/inka/", 302)]
    assert "Both are one entry now." in read(answer)
    assert Organisation.objects.get(slug="inka").about == "K"


def test_a_choice_that_is_missing_is_asked_again(desk, double, forum):
    answer = desk.post("/parapihak/inka-2/gabung/?ke=inka", {"name": "x"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "about"}
    assert not Merge.objects.exists()


def test_what_stands_in_the_way_is_told_before(desk, draft, forum):
    page = read(desk.get(f"/parapihak/inka/gabung/?ke={forum.taman.slug}"))
    assert "These two cannot be merged now" in page
    assert "has both as signatories" in page
    assert '<form class="form" method="post"' not in page
    page = read(desk.get("/parapihak/inka/gabung/?ke=inka"))
    assert "cannot be merged into itself" in page


def test_the_address_of_a_double_leads_on_for_everybody(client, desk, double, forum, facilitator):
    merge_entries(merged=double, kept=forum.inka, taken=(), by=facilitator)
    for _time in range(2):
        answer = client.get("/parapihak/inka-2/")
        assert (answer.status_code, answer["Location"]) == (302, "/parapihak/inka/")
        client.logout()
    desk.force_login(facilitator)
    for rest in ("ubah/", "gabung/", "hapus/", "akun/"):
        assert desk.get(f"/parapihak/inka-2/{rest}").status_code == 404
    assert "PT Inka Madiun" not in read(desk.get("/parapihak/?cari=madiun"))


def test_a_merge_is_undone_on_the_page_of_the_kept_entry(desk, double, forum, facilitator):
    merge = merge_entries(merged=double, kept=forum.inka, taken=(), by=facilitator)
    address = f"/parapihak/gabungan/{merge.pk}/batal/"
    assert address in read(desk.get("/parapihak/inka/"))
    assert "an entry of its own again" in read(desk.get(address))
    answer = desk.post(address, follow=True)
    assert answer.redirect_chain == [("/parapihak/inka-2/", 302)]
    assert address not in read(desk.get("/parapihak/inka/"))
    assert desk.get(address).status_code == 200  # says that it was undone
    again = desk.post(address)
    assert again.status_code == 422
    assert "This merge was undone already." in read(again)


def test_only_what_nothing_uses_is_deleted(desk, double, forum, meeting):
    page = read(desk.get("/parapihak/inka/hapus/"))
    assert "is in use and cannot be deleted" in page
    assert "Participants: <strong>1</strong>" in page
    assert desk.post("/parapihak/inka/hapus/").status_code == 422
    assert "Nothing uses it" in read(desk.get("/parapihak/inka-2/hapus/"))
    answer = desk.post("/parapihak/inka-2/hapus/", follow=True)
    assert answer.redirect_chain == [("/parapihak/", 302)]
    assert desk.get("/parapihak/inka-2/").status_code == 404


def test_a_person_has_a_page_for_the_staff(desk, cast, forum, meeting, facilitator):
    Person.objects.filter(pk=cast.inka.person.pk).update(phone="0812-0000")
    page = read(desk.get(cast.inka.person.get_absolute_url()))
    assert "Wakil INKA (contoh)" in page
    assert "0812-0000" in page
    assert "Participants: <strong>1</strong>" in page
    assert cast.inka.person.get_absolute_url() in read(desk.get("/parapihak/inka/"))


def test_administrators_read_no_contact_data(desk, cast, administrator, facilitator):
    twin = factories.make_person("kembar", name="Kembar", phone="0813-1", by=facilitator)
    Person.objects.filter(pk=cast.inka.person.pk).update(phone="0812-0000")
    desk.force_login(administrator)
    assert "0812-0000" not in read(desk.get(cast.inka.person.get_absolute_url()))
    page = read(desk.get(f"{twin.get_absolute_url()}gabung/?ke={cast.inka.person.slug}"))
    assert "not shown to you" in page
    assert "0812-0000" not in page
    assert "0813-1" not in page


def test_people_are_merged_on_their_pages(desk, cast, facilitator):
    twin = factories.make_person("kembar", name="Wakil Inka", by=facilitator)
    address = f"{twin.get_absolute_url()}gabung/?ke={cast.inka.person.slug}"
    answer = desk.post(address, {"name": "tetap"}, follow=True)
    assert answer.redirect_chain == [(cast.inka.person.get_absolute_url(), 302)]
    assert desk.get(twin.get_absolute_url()).status_code == 302


def test_a_facilitator_is_told_that_the_secretary_is_not_theirs_to_merge(desk, cast, facilitator):
    twin = factories.make_person("kembar", name="Sekretaris", by=facilitator)
    address = f"{twin.get_absolute_url()}gabung/?ke={cast.secretary.person.slug}"
    assert desk.get(address).status_code == 403
