"""A forum loads from a folder once, whole or not at all; a mistake is named with file and line."""

import csv
import re
import shutil
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agreements.models import Document, SignatoryState
from core.models import HistoryEntry
from meetings.models import LogEntry, Meeting, Participant
from pilots.models import Region, RegionLevel
from pledges.models import Pledge, PledgeState
from portal.models import SampleLoad
from portal.sample.checks import RULES
from portal.sample.load import load_sample
from portal.sample.reader import SampleError
from stakeholders.models import Organisation, User

SAMPLE = settings.BASE_DIR / "sample" / "madiun-2021"

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def folder(tmp_path):
    """A copy of the sample to make mistakes in."""
    return shutil.copytree(SAMPLE, tmp_path / "kota-contoh")


def change(folder, file, old, new):
    """Replace a text that stands exactly once in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def refusal(folder):
    """The sentence with which the folder is refused; nothing of it may be left."""
    with pytest.raises(SampleError) as caught:
        load_sample(folder)
    assert not SampleLoad.objects.exists()
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    assert not HistoryEntry.objects.exists()
    return str(caught.value)


def test_the_example_holds_what_the_article_says(english):
    assert load_sample(SAMPLE) is True
    meeting = Meeting.objects.get(date="2021-11-08")
    assert meeting.reported_attendance == meeting.participants.attending().count() == 18
    assert Counter(p.is_inferred for p in Participant.objects.all()) == {True: 13, False: 5}
    assert meeting.follows.date.isoformat() == "2021-02-26"
    assert Region.objects.filter(level=RegionLevel.DISTRICT).count() == 3
    assert Region.objects.kelurahan().count() == 27
    assert sorted(p.region.code for p in meeting.pilots.all()) == ["35.77.03.1008", "35.77.03.1009"]
    forpemma = Organisation.objects.get(slug="forpemma")
    assert sorted(str(o) for o in forpemma.members.all()) == ["Lempung", "Lesse", "WKR", "YBN"]
    assert LogEntry.objects.filter(is_differing_view=True).count() == 1
    outside = Document.objects.get(state="registered")
    assert (outside.date.isoformat(), outside.number) == ("2021-02-26", "")


def test_the_example_ends_with_its_berita_acara_in_force():
    load_sample(SAMPLE)
    document = Document.objects.get(kind="berita_acara")
    assert document.state == "in_force"
    assert document.in_force_date == document.date
    assert {s.state for s in document.signatories.all()} == {SignatoryState.SIGNED}
    assert document.signatories.count() == 18
    states = Counter(Pledge.objects.values_list("state", flat=True))
    assert states == {PledgeState.AGREED: 13, PledgeState.MERGED: 1, PledgeState.DEFERRED: 1}
    assert set(Pledge.objects.values_list("locked_in", flat=True)) == {document.reference}
    inka = Pledge.objects.get(lead__slug="pt-inka")
    assert inka.reference == "KOM-2021-0009"


def test_loading_again_changes_nothing():
    load_sample(SAMPLE)
    before = HistoryEntry.objects.count(), Pledge.objects.count(), User.objects.count()
    assert load_sample(SAMPLE) is False
    assert (HistoryEntry.objects.count(), Pledge.objects.count(), User.objects.count()) == before


def test_changed_files_are_not_loaded_over_the_old_ones(folder, english):
    load_sample(folder)
    change(folder, "forum.csv", "Kota Madiun,35.77", "Kota Lain,35.77")
    with pytest.raises(SampleError, match="have changed since they were loaded"):
        load_sample(folder)


def test_accounts_of_the_sample_have_no_password():
    load_sample(SAMPLE)
    assert [u.has_usable_password() for u in User.objects.all()] == [False] * 5


def test_a_missing_folder_is_named(tmp_path, english):
    assert refusal(tmp_path / "nowhere") == f"There is no folder {tmp_path / 'nowhere'}."


def test_a_missing_file_is_named(folder, english):
    (folder / "peserta.csv").unlink()
    assert refusal(folder) == f"The file peserta.csv is missing in {folder}."


def test_a_wrong_code_is_named_with_its_line(folder, english):
    change(folder, "organisasi.csv", "ybn,Yayasan Bambu Nusantara,YBN,oms", "ybn,YBN,YBN,ormas")
    sentence = refusal(folder)
    assert sentence.startswith("organisasi.csv, line ")
    assert "“ormas” is not one of the known values of “unsur”: pemerintah, oms" in sentence


def test_an_unknown_organisation_is_named_with_its_line(folder, english):
    path = folder / "peserta.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(",bakesbangpol,,hadir", ",tidak-ada,,hadir")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal(folder) == (
        "peserta.csv, line 4: There is no organisasi with the key “tidak-ada”."
    )


def test_a_duplicate_is_named_with_both_lines(folder, english):
    path = folder / "wilayah.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[5]]), encoding="utf-8")
    code = lines[5].split(",")[0]
    assert refusal(folder) == (
        f"wilayah.csv, line {len(lines) + 1}: “{code}” is already in line 6."
    )


def test_a_wrong_date_is_named_with_its_line(folder, english):
    change(folder, "dokumen.csv", ",2021-02-26,", ",26/02/2021,")
    assert refusal(folder) == (
        "dokumen.csv, line 2: “26/02/2021” in “tanggal” is not written like 2021-11-08."
    )


def test_a_rule_that_refuses_is_told_with_the_line(folder, english):
    """A deferred contribution without a reason is refused by the action, not by the reader."""
    path = folder / "kontribusi.csv"
    text = path.read_text(encoding="utf-8")
    start = text.index(",ditunda,,") + len(",ditunda,,")
    end = text.index(",Contoh,ya", start)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert refusal(folder) == "kontribusi.csv, line 6: Please give a reason."


def test_a_line_with_a_cell_too_many_is_named(folder, english):
    with (folder / "akun.csv").open("a", encoding="utf-8") as file:
        file.write("x@rembug.example,kadaryono,pemangku,Contoh,ya,lebih\n")
    assert refusal(folder) == "akun.csv, line 7: the number of cells is not that of the header."


def test_a_file_that_is_no_text_is_named(folder, english):
    (folder / "orang.csv").write_bytes(b"\xff\xfe\x00kunci")
    assert refusal(folder).startswith("orang.csv cannot be read as CSV")


def test_a_follow_up_of_a_stranger_meeting_is_refused(folder, english):
    change(folder, "rapat.csv", "workshop-2021-02-26,lokakarya,", "lain,lokakarya,")
    assert "There is no rapat with the key “workshop-2021-02-26”." in refusal(folder)


def test_the_command_names_every_missing_file_in_a_sentence(tmp_path, english):
    with pytest.raises(CommandError) as caught:
        call_command("load_sample", tmp_path)
    sentences = str(caught.value).splitlines()
    assert len(sentences) == len(RULES)
    assert all("is missing in" in sentence for sentence in sentences)


def test_every_mistake_is_told_in_one_run_with_what_is_allowed(folder, english):
    change(folder, "organisasi.csv", "ybn,Yayasan Bambu Nusantara,YBN,oms", "ybn,YBN,YBN,ormas")
    change(folder, "dokumen.csv", ",2021-02-26,", ",26/02/2021,")
    change(folder, "akun.csv", "inka@rembug.example,", "inka@kantor,")
    with (folder / "akun.csv").open("a", encoding="utf-8") as file:
        file.write("x@rembug.example,kadaryono,pemangku,Contoh,ya,lebih\n")
    sentences = refusal(folder).splitlines()
    assert [re.sub(r"line \d+", "line", each)[:60] for each in sentences] == [
        "organisasi.csv, line: “ormas” is not one of the known values of “unsur”"[:60],
        "akun.csv, line: the number of cells is not that of the header."[:60],
        "akun.csv, line: “inka@kantor” is not an e-mail address like nama@kota.example."[:60],
        "dokumen.csv, line: “26/02/2021” in “tanggal” is not written like"[:60],
    ]


def test_files_as_spreadsheets_write_them_are_read(folder):
    """Semicolons with a byte order mark, and Windows-1252 for letters with accents."""
    for name, encoding in (("orang", "utf-8-sig"), ("organisasi", "cp1252")):
        path = folder / f"{name}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        column = rows[0].index("nama")
        rows[1][column] += " Café"
        with path.open("w", encoding=encoding, newline="", errors="replace") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    assert load_sample(folder) is True
    assert Organisation.objects.filter(name__endswith=" Café").count() == 1
