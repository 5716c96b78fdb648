"""Loading regions, programme, survey, problems, plan and pilots of a sample or a new forum."""

from pilots.actions import (
    propose_pilot,
    record_focus,
    record_plan,
    record_problem,
    record_survey,
    register_programme,
    register_region,
    select_pilot,
)
from pilots.models import ActionPlan, Problem, Programme, Region, RegionLevel, Survey
from portal.sample.loaded import LoadedObjects
from portal.sample.reader import CsvRow, SampleFolder
from stakeholders.models import Organisation, User

LEVELS = {
    "provinsi": RegionLevel.PROVINCE,
    "kota": RegionLevel.CITY,
    "kecamatan": RegionLevel.DISTRICT,
    "kelurahan": RegionLevel.KELURAHAN,
}
PILOT_STATES = {"diusulkan": "proposed", "dipilih": "selected"}


def load_regions(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    """Load the tree of regions, parents first."""
    rows = folder.read_table("wilayah", key="kode")
    for row in sorted(rows, key=lambda row: len(row.require_text("kode"))):
        with row.report_refusals():
            region = register_region(
                code=row.require_text("kode"),
                level=row.get_choice("tingkat", LEVELS),
                name=row.require_text("nama"),
                parent=loaded.find_optional(Region, row, "kode_induk"),
                post_code=row.get_text("kode_pos"),
                latitude=row.get_decimal("lat"),
                longitude=row.get_decimal("lon"),
                office=loaded.find_optional(Organisation, row, "kantor"),
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(region.code, region)


def load_programme(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    """Load the programme with its survey, problems, plan, focuses and pilots."""
    forums = {row.require_text("program"): row for row in folder.read_table("forum", key="kunci")}
    for row in folder.read_table("program", key="kunci"):
        _load_programme(row, forums.get(row.require_text("kunci")), loaded, by)
    for row in folder.read_table("survei", key="kunci"):
        with row.report_refusals():
            survey = record_survey(
                programme=loaded.find(Programme, row.require_text("program"), row),
                title=row.require_text("judul"),
                kind=row.get_text("jenis"),
                period=row.get_text("periode"),
                kelurahan_count=row.get_integer("jumlah_kelurahan"),
                regions=loaded.find_all(Region, row, "wilayah"),
                findings=row.get_text("hasil"),
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(row.require_text("kunci"), survey)
    for row in folder.read_table("masalah", key="kode"):
        with row.report_refusals():
            problem = record_problem(
                programme=loaded.find(Programme, row.require_text("program"), row),
                survey=loaded.find_optional(Survey, row, "survei"),
                code=row.require_text("kode"),
                rank=row.get_integer("peringkat"),
                title=row.require_text("judul"),
                description=row.get_text("uraian"),
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(problem.code, problem)
    _load_plan(folder, loaded, by)
    for row in folder.read_table("pilot", key="kunci"):
        _load_pilot(row, loaded, by)


def _load_programme(row: CsvRow, forum: CsvRow | None, loaded: LoadedObjects, by: User) -> None:
    with row.report_refusals():
        programme = register_programme(
            slug=row.require_text("kunci"),
            name=row.require_text("nama"),
            title=row.get_text("judul"),
            forum_name=forum.get_text("nama") if forum else "",
            city=loaded.find(Region, row.require_text("wilayah"), row),
            secretariat=loaded.find(Organisation, row.require_text("pemilik"), row),
            organisers=loaded.find_all(Organisation, forum, "penyelenggara") if forum else [],
            concept=row.get_text("konsep"),
            concept_version=row.get_integer("versi_konsep") or 1,
            by=by,
            **row.get_source_fields(),
        )
    loaded.add(programme.slug, programme)


def _load_plan(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    for row in folder.read_table("rencana_aksi", key="kunci"):
        with row.report_refusals():
            plan = record_plan(
                programme=loaded.find(Programme, row.require_text("program"), row),
                title=row.require_text("judul"),
                description=row.get_text("uraian"),
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(row.require_text("kunci"), plan)
    for row in folder.read_table("fokus", key="kode"):
        with row.report_refusals():
            focus = record_focus(
                plan=loaded.find(ActionPlan, row.require_text("rencana_aksi"), row),
                code=row.require_text("kode"),
                order=row.get_integer("urutan"),
                title=row.require_text("judul"),
                description=row.get_text("uraian"),
                problems=loaded.find_all(Problem, row, "masalah"),
                by=by,
                **row.get_source_fields(),
            )
        loaded.add(focus.code, focus)


def _load_pilot(row: CsvRow, loaded: LoadedObjects, by: User) -> None:
    state = row.get_choice("status", PILOT_STATES)
    region = loaded.find(Region, row.require_text("wilayah"), row)
    with row.report_refusals():
        pilot = propose_pilot(
            programme=loaded.find(Programme, row.require_text("program"), row),
            region=region,
            reason=row.get_text("alasan"),
            by=by,
            **row.get_source_fields(),
        )
        if state == "selected":
            names = [str(o) for o in loaded.find_all(Organisation, row, "disepakati_oleh")]
            pilot = select_pilot(
                pilot=pilot, agreed_on=row.get_text("disepakati"), agreed_by=", ".join(names), by=by
            )
    loaded.add(region.code, pilot)
