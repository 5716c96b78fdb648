"""The pages on which contributions are decided about, one after the other."""

import re
from decimal import Decimal

import pytest

from pledges.actions.agreeing import freeze_pledges
from pledges.actions.deciding import accommodate_pledge, decline_pledge, merge_pledge, reopen_pledge
from pledges.actions.writing import edit_pledge
from pledges.models import Pledge
from tests.support.expect import told
from tests.support.factories import make_pledge, make_pledge_in, make_submitted
from tests.support.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WORDS = "Kami bantu 5 gerobak\nsama pelatihan las"


@pytest.fixture
def pledge(forum, inka):
    """A contribution that waits."""
    return make_submitted(forum.inka, own_words=WORDS, by=inka)


def page(pledge, path, query=""):
    return f"{pledge.get_absolute_url()}{path}/{query}"


def now(pledge):
    return Pledge.objects.get(pk=pledge.pk)


# ── Accommodating ────────────────────────────────────────────────────────────────────────


def test_the_clean_text_begins_with_the_own_words(staff, read, pledge):
    answer = staff.get(page(pledge, "akomodasi"))
    form = answer.context["form"]
    assert form["title"].value() == "Kami bantu 5 gerobak"
    assert form["description"].value() == WORDS
    assert "Kami bantu 5 gerobak sama pelatihan las PT INKA As it will read" in read(answer)


def test_a_contribution_is_accommodated_with_its_clean_text(staff, typed, pledge, ground):
    first = staff.get(page(pledge, "akomodasi"))
    sent = typed(
        first,
        title="Gerobak dan pelatihan",
        description="Lima gerobak dan pelatihan las.",
        form="goods",
        quantity_1="5",
        unit_1="gerobak",
        value_rupiah="Rp 15.000.000",
        regions=[ground.kelurahan.code],
        start_date="2022-05-01",
        end_date="2022-05-31",
        focuses=[str(ground.focus.pk)],
    )
    answer = staff.post(page(pledge, "akomodasi"), sent)
    assert (answer.status_code, answer["Location"]) == (302, pledge.get_absolute_url())
    pledge = now(pledge)
    assert (pledge.state, pledge.own_words) == ("accommodated", WORDS)
    assert (pledge.title, pledge.description) == (
        "Gerobak dan pelatihan",
        "Lima gerobak dan pelatihan las.",
    )
    assert (pledge.value_rupiah, str(pledge.start_date)) == (15_000_000, "2022-05-01")
    assert [str(quantity) for quantity in pledge.quantities.all()] == ["5 gerobak"]
    assert list(pledge.regions.all()) == [ground.kelurahan]


def test_own_words_that_are_sent_along_change_nothing(staff, typed, pledge):
    first = staff.get(page(pledge, "akomodasi"))
    staff.post(page(pledge, "akomodasi"), typed(first, own_words="Lebih bagus"))
    assert (now(pledge).own_words, now(pledge).state) == (WORDS, "accommodated")


def test_what_is_refused_stays_as_it_was_typed(staff, typed, read, pledge):
    first = staff.get(page(pledge, "akomodasi"))
    sent = typed(first, title="", description="x" * 4001, value_rupiah="banyak")
    answer = staff.post(page(pledge, "akomodasi"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "title": ["This field is required."],
        "description": ["Ensure this value has at most 4000 characters (it has 4001)."],
        "value_rupiah": ["Write the value as a number, such as Rp 15.000.000 or 15 juta."],
    }
    assert 'value="banyak"' in answer.content.decode()
    assert '<details class="details-fold" open>' in answer.content.decode()
    assert now(pledge).state == "submitted"


def test_a_decision_that_is_sent_twice_is_made_once(staff, typed, pledge):
    sent = typed(staff.get(page(pledge, "akomodasi")))
    answers = [staff.post(page(pledge, "akomodasi"), sent) for _time in range(2)]
    assert [answer["Location"] for answer in answers] == [pledge.get_absolute_url()] * 2
    assert told(pledge).count("The contribution was accommodated.") == 1


def test_both_texts_are_shown_when_the_author_was_faster(
    staff, typed, read, pledge, inka, facilitator
):
    sent = typed(staff.get(page(pledge, "akomodasi")), description="Lima gerobak")
    edit_pledge(
        pledge=pledge,
        seen_revision=1,
        description="Enam gerobak",
        quantities=[(Decimal(6), "m")],
        by=inka,
    )
    answer = staff.post(page(pledge, "akomodasi"), sent)
    text = read(answer)
    assert answer.status_code == 422
    assert "Description: saved now Enam gerobak" in text
    assert "Description: yours, not saved yet Lima gerobak" in text
    assert "Quantities: saved now 6 m" in text
    assert now(pledge).state == "submitted"
    staff.post(page(pledge, "akomodasi"), typed(answer))
    assert (now(pledge).state, now(pledge).description) == ("accommodated", "Lima gerobak")


def test_own_words_that_changed_are_read_before_they_are_taken_up(
    staff, typed, read, pledge, inka, facilitator
):
    edit_pledge(pledge=pledge, seen_revision=1, title="Gerobak", description="Lima", by=facilitator)
    sent = typed(staff.get(page(pledge, "akomodasi")))
    edit_pledge(pledge=now(pledge), seen_revision=2, own_words="Kami hanya bisa dua", by=inka)
    answer = staff.post(page(pledge, "akomodasi"), sent)
    assert "The contributor has just changed their original words." in read(answer)
    assert "Kami hanya bisa dua" in read(answer)
    assert now(pledge).state == "submitted"


# ── Somebody was faster ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["akomodasi", "tunda", "tolak", "gabung"])
def test_who_comes_second_reads_who_decided_and_how(
    staff, read, pledge, forum, secretary, path, time_machine
):
    time_machine.move_to("2022-03-14T09:00:00+07:00", tick=False)
    decline_pledge(pledge=pledge, reason="Di luar program", by=secretary)
    query = f"?dengan={make_submitted(forum.taman, by=secretary)}" if path == "gabung" else ""
    sent = {"reason": "Nanti", "title": "x", "description": "x", "revision": "1"}
    for answer, status in (
        (staff.get(page(pledge, path, query)), 200),
        (staff.post(page(pledge, path, query), sent), 409),
    ):
        assert answer.status_code == status
        assert "This contribution is decided already Declined" in read(answer)
        assert "The contribution was declined: Di luar program" in read(answer)
        assert "Sekretaris (contoh), Monday, 14 March 2022, 09:00 WIB" in read(answer)
    assert (now(pledge).state, now(pledge).reason) == ("declined", "Di luar program")


def test_a_decision_that_was_taken_back_and_made_anew_shows_the_latest(
    staff, read, pledge, secretary
):
    decline_pledge(pledge=pledge, reason="Tidak", by=secretary)
    reopen_pledge(pledge=pledge, by=secretary)
    accommodate_pledge(pledge=pledge, by=secretary)
    assert "The contribution was accommodated." in read(staff.get(page(pledge, "tunda")))


def test_a_draft_does_not_wait(enter, read, forum, facilitator):
    draft = make_pledge(forum.forpemma, by=facilitator)
    answer = enter(facilitator).get(page(draft, "akomodasi"))
    assert "It is still a draft" in read(answer)


def test_what_a_frozen_document_holds_is_not_offered_to_be_reopened(staff, read, pledge, secretary):
    accommodate_pledge(pledge=pledge, by=secretary)
    assert "Reverse the decision" in read(staff.get(page(pledge, "tunda")))
    freeze_pledges(pledges=[now(pledge)], document="BA-2021-0001", by=secretary)
    assert "Reverse the decision" not in read(staff.get(page(pledge, "tunda")))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(
    enter, read, pledge, facilitator, secretary
):
    one, two = enter(facilitator), enter(secretary)
    answers = at_once(
        lambda: one.post(page(pledge, "tunda"), {"reason": "Tahun depan"}),
        lambda: two.post(page(pledge, "tolak"), {"reason": "Di luar program"}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    [beaten] = [answer for answer in answers if answer.status_code == 409]
    assert f"{now(pledge).reason}" in read(beaten)
    assert len(told(pledge)) == 3


# ── Deferring, declining, reopening ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "state", "who_reads"),
    [
        ("tunda", "deferred", "so does everybody who reads the pledge."),
        ("tolak", "declined", "The contributor reads this reason. It is not published."),
    ],
)
def test_a_reason_is_asked_for_and_reaches_the_contributor(
    staff, enter, read, inka, pledge, path, state, who_reads
):
    first = staff.get(page(pledge, path))
    assert who_reads in read(first)
    answer = staff.post(page(pledge, path), {"reason": "  "})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["This field is required."]}
    assert now(pledge).state == "submitted"
    assert staff.post(page(pledge, path), {"reason": "Tahun depan saja"}).status_code == 302
    assert now(pledge).state == state
    assert "Reason: Tahun depan saja" in read(enter(inka).get(pledge.get_absolute_url()))


@pytest.mark.parametrize(
    "reason", ["a\0b", "x" * 1001, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]
)
def test_hostile_reasons_are_answered_with_a_sentence_or_kept_as_text(staff, pledge, reason):
    answer = staff.post(page(pledge, "tunda"), {"reason": reason})
    assert answer.status_code in (302, 400, 422)


def test_markup_in_a_reason_is_shown_as_text(staff, pledge):
    staff.post(page(pledge, "tunda"), {"reason": "<script>alert(1)</script>\u202e"})
    body = staff.get(pledge.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body


def test_one_in_which_others_live_on_is_not_taken_away(staff, read, pledge, forum, facilitator):
    other = make_submitted(forum.taman, by=facilitator)
    merge_pledge(pledge=other, survivor=pledge, reason="Sama", by=facilitator)
    answer = staff.post(page(pledge, "tolak"), {"reason": "Tidak"})
    assert answer.status_code == 422
    assert f"Other contributions were merged into {pledge}. Reopen those first." in read(answer)


def test_a_decision_is_taken_back_after_a_question(staff, read, pledge, forum, facilitator):
    survivor = make_submitted(forum.taman, by=facilitator)
    merge_pledge(pledge=pledge, survivor=survivor, reason="Sama", by=facilitator)
    first = staff.get(page(pledge, "buka-kembali"))
    assert f"It is no longer merged into {survivor}, which loses the partner" in read(first)
    assert "The reason remains only in the history: Sama" in read(first)
    assert now(pledge).state == "merged"
    assert staff.post(page(pledge, "buka-kembali")).status_code == 302
    assert (now(pledge).state, list(survivor.partners.all())) == ("submitted", [])


def test_there_may_be_nothing_to_take_back(staff, pledge):
    answer = staff.get(page(pledge, "buka-kembali"))
    assert (answer.status_code, answer["Location"]) == (302, pledge.get_absolute_url())


def test_a_locked_decision_is_not_taken_back_on_the_page_either(staff, read, pledge, secretary):
    accommodate_pledge(pledge=pledge, by=secretary)
    freeze_pledges(pledges=[now(pledge)], document="BA-2021-0001", by=secretary)
    answer = staff.post(page(pledge, "buka-kembali"))
    assert answer.status_code == 422
    assert f"{pledge} is part of BA-2021-0001, which is frozen." in read(answer)


# ── The queue ────────────────────────────────────────────────────────────────────────────


def test_what_waits_stands_oldest_first_and_leads_from_one_to_the_next(
    staff, typed, read, forum, inka
):
    one, two, three = (
        make_submitted(forum.inka, own_words=f"Kontribusi {word}", by=inka)
        for word in ("satu", "dua", "tiga")
    )
    text = read(staff.get("/komitmen/menunggu/"))
    assert text.index("satu") < text.index("dua") < text.index("tiga")
    assert "3 contributions are waiting" in text
    walk = page(two, "akomodasi", "?antrean=ya")
    answer = staff.post(walk, typed(staff.get(walk)))
    assert answer["Location"] == page(three, "akomodasi", "?antrean=ya")
    answer = staff.post(page(three, "tunda", "?antrean=ya"), {"reason": "Nanti"})
    assert answer["Location"] == page(one, "akomodasi", "?antrean=ya")
    shown = read(staff.get(answer["Location"]))
    assert f"{three} is deferred; the contributor sees the reason." in shown
    answer = staff.post(page(one, "tolak", "?antrean=ya"), {"reason": "Tidak"})
    assert answer["Location"] == "/komitmen/menunggu/"
    assert "Everything is decided" in read(staff.get("/komitmen/menunggu/"))


def test_a_long_queue_is_shown_in_pages_the_oldest_first(
    staff, read, forum, inka, django_assert_max_num_queries
):
    one = make_submitted(forum.inka, by=inka)
    rows = [
        Pledge(reference=f"KOM-2022-{number:04}", lead=forum.inka, own_words="x", state=one.state)
        for number in range(59)
    ]
    Pledge.objects.bulk_create(rows)
    with django_assert_max_num_queries(14):
        text = read(staff.get("/komitmen/menunggu/"))
    assert "60 contributions are waiting" in text
    waiting = list(Pledge.objects.order_by("pk").values_list("reference", flat=True))
    seen = []
    following = "?"
    while following:
        html = staff.get(f"/komitmen/menunggu/{following}").content.decode()
        assert ("Begin with the oldest" in html) is (not seen)
        seen.append(re.findall(r"KOM-\d{4}-\d{4}(?=</span>)", html))
        [following] = re.findall(r'rel="next" href="([^"]+)"', html) or [""]
    assert [len(page) for page in seen] == [25, 25, 10]
    assert [reference for page in seen for reference in page] == waiting


def test_a_page_of_the_queue_that_was_decided_meanwhile_leads_to_its_beginning(staff, pledge):
    answer = staff.get(f"/komitmen/menunggu/?sesudah={pledge.pk}")
    assert (answer.status_code, answer["Location"]) == (302, "/komitmen/menunggu/")


def test_the_queue_is_read_by_the_staff_and_the_administrator(enter, read, cast, pledge):
    statuses = {
        name: enter(cast[name]).get("/komitmen/menunggu/").status_code for name in cast.names
    }
    assert {name for name, status in statuses.items() if status == 200} == {
        "facilitator",
        "secretary",
        "administrator",
    }
    assert statuses["anonymous"] == 302
    assert "akomodasi" not in enter(cast.administrator).get("/komitmen/menunggu/").content.decode()


# ── Who ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["akomodasi", "tunda", "tolak", "gabung", "buka-kembali"])
def test_only_the_staff_decides(enter, cast, pledge, path, method):
    def status(name):
        return getattr(enter(cast[name]), method)(page(pledge, path)).status_code

    assert {
        name: status(name) for name in cast.names if name not in ("facilitator", "secretary")
    } == {
        "anonymous": 302,
        "citizen": 404,
        "outsider": 404,
        "lurah": 404,
        "inka": 403,
        "administrator": 403,
    }
    assert now(pledge).state == "submitted"


def test_the_page_of_a_pledge_offers_what_its_reader_may_do(enter, cast, pledge, forum):
    def offered(user, one):
        answer = enter(user).get(one.get_absolute_url())
        return [
            button["url"].removeprefix(one.get_absolute_url())
            for button in answer.context["buttons"]
        ]

    assert offered(cast.facilitator, pledge) == [
        "akomodasi/",
        "gabung/",
        "tunda/",
        "tolak/",
        "ubah/",
    ]
    assert offered(cast.inka, pledge) == ["ubah/"]
    assert offered(cast.administrator, pledge) == []
    draft = make_pledge(forum.inka, by=cast.inka)
    assert offered(cast.inka, draft) == ["kirim/", "ubah/"]
    agreed = make_pledge_in("agreed", forum.inka, by=cast.facilitator)
    assert offered(cast.facilitator, agreed) == offered(cast.anonymous, agreed) == []
    taken = make_pledge_in("accommodated", forum.inka, by=cast.facilitator)
    assert offered(cast.facilitator, taken) == ["ubah/", "buka-kembali/"]
    freeze_pledges(pledges=[taken], document="BA-2021-0001", by=cast.secretary)
    assert offered(cast.facilitator, taken) == []
