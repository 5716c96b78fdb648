"""Regions, programme, survey, problems, plan and pilots of a sample."""

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
from pilots.models import RegionLevel
from portal.sample.reader import Folder, Row
from portal.sample.register import Register
from stakeholders.models import User

LEVELS = {
    "provinsi": RegionLevel.PROVINCE,
    "kota": RegionLevel.CITY,
    "kecamatan": RegionLevel.DISTRICT,
    "kelurahan": RegionLevel.KELURAHAN,
}
PILOT_STATES = {"diusulkan": "proposed", "dipilih": "selected"}


def load_places(folder: Folder, register: Register, by: User) -> None:
    """Load the region tree, parents first."""
    rows = folder.table("wilayah", key="kode")
    for row in sorted(rows, key=lambda row: len(row.needed("kode"))):
        with row.blamed():
            region = register_region(
                code=row.needed("kode"),
                level=row.choice("tingkat", LEVELS),
                name=row.needed("nama"),
                parent=register.maybe("wilayah", row, "kode_induk"),
                post_code=row.text("kode_pos"),
                latitude=row.decimal("lat"),
                longitude=row.decimal("lon"),
                office=register.maybe("organisasi", row, "kantor"),
                by=by,
                **row.facts(),
            )
        register.add("wilayah", region.code, region)


def load_programme(folder: Folder, register: Register, by: User) -> None:
    """Load what the forum is for: programme, survey, problems, plan, focuses and pilots."""
    forums = {row.needed("program"): row for row in folder.table("forum", key="kunci")}
    for row in folder.table("program", key="kunci"):
        _programme(row, forums.get(row.needed("kunci")), register, by)
    for row in folder.table("survei", key="kunci"):
        with row.blamed():
            survey = record_survey(
                programme=register.find("program", row.needed("program"), row),
                title=row.needed("judul"),
                kind=row.text("jenis"),
                period=row.text("periode"),
                kelurahan_count=row.integer("jumlah_kelurahan"),
                regions=register.many("wilayah", row, "wilayah"),
                findings=row.text("hasil"),
                by=by,
                **row.facts(),
            )
        register.add("survei", row.needed("kunci"), survey)
    for row in folder.table("masalah", key="kode"):
        with row.blamed():
            problem = record_problem(
                programme=register.find("program", row.needed("program"), row),
                survey=register.maybe("survei", row, "survei"),
                code=row.needed("kode"),
                rank=row.integer("peringkat"),
                title=row.needed("judul"),
                description=row.text("uraian"),
                by=by,
                **row.facts(),
            )
        register.add("masalah", problem.code, problem)
    _load_plan(folder, register, by)
    for row in folder.table("pilot", key="kunci"):
        _pilot(row, register, by)


def _programme(row: Row, forum: Row | None, register: Register, by: User) -> None:
    with row.blamed():
        programme = register_programme(
            slug=row.needed("kunci"),
            name=row.needed("nama"),
            title=row.text("judul"),
            forum_name=forum.text("nama") if forum else "",
            city=register.find("wilayah", row.needed("wilayah"), row),
            secretariat=register.find("organisasi", row.needed("pemilik"), row),
            organisers=register.many("organisasi", forum, "penyelenggara") if forum else [],
            concept=row.text("konsep"),
            concept_version=row.integer("versi_konsep") or 1,
            by=by,
            **row.facts(),
        )
    register.add("program", programme.slug, programme)


def _load_plan(folder: Folder, register: Register, by: User) -> None:
    for row in folder.table("rencana_aksi", key="kunci"):
        with row.blamed():
            plan = record_plan(
                programme=register.find("program", row.needed("program"), row),
                title=row.needed("judul"),
                description=row.text("uraian"),
                by=by,
                **row.facts(),
            )
        register.add("rencana_aksi", row.needed("kunci"), plan)
    for row in folder.table("fokus", key="kode"):
        with row.blamed():
            focus = record_focus(
                plan=register.find("rencana_aksi", row.needed("rencana_aksi"), row),
                code=row.needed("kode"),
                order=row.integer("urutan"),
                title=row.needed("judul"),
                description=row.text("uraian"),
                problems=register.many("masalah", row, "masalah"),
                by=by,
                **row.facts(),
            )
        register.add("fokus", focus.code, focus)


def _pilot(row: Row, register: Register, by: User) -> None:
    state = row.choice("status", PILOT_STATES)
    region = register.find("wilayah", row.needed("wilayah"), row)
    with row.blamed():
        pilot = propose_pilot(
            programme=register.find("program", row.needed("program"), row),
            region=region,
            reason=row.text("alasan"),
            by=by,
            **row.facts(),
        )
        if state == "selected":
            names = [str(o) for o in register.many("organisasi", row, "disepakati_oleh")]
            pilot = select_pilot(
                pilot=pilot, agreed_on=row.text("disepakati"), agreed_by=", ".join(names), by=by
            )
    register.add("pilot", region.code, pilot)
