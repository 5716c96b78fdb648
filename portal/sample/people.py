"""Organisations, people, mandates and accounts of a sample."""

from django.utils.translation import gettext as _

from portal.sample.reader import Folder, Row
from portal.sample.register import Register
from stakeholders.actions.offices import give_mandate, open_account
from stakeholders.actions.registers import (
    add_organisation_name,
    register_organisation,
    register_person,
    register_support_programme,
)
from stakeholders.models import Duty, NameKind, Sector, Sex, User

SECTORS = {
    "pemerintah": Sector.GOVERNMENT,
    "oms": Sector.CIVIL_SOCIETY,
    "perusahaan": Sector.COMPANY,
    "akademisi": Sector.ACADEMIA,
    "media": Sector.MEDIA,
    "mitra_pembangunan": Sector.DEVELOPMENT_PARTNER,
    "warga": Sector.CITIZEN,
}
NAME_KINDS = {
    "nama_lama": NameKind.FORMER,
    "ejaan_lain": NameKind.SPELLING,
    "salah_tulis": NameKind.SPELLING,
    "sebutan": NameKind.ALIAS,
}
DUTIES = {
    "tidak_ada": Duty.NONE,
    "fasilitator": Duty.FACILITATOR,
    "sekretariat": Duty.SECRETARIAT,
}
SEXES = {"L": Sex.MALE, "P": Sex.FEMALE, "": ""}
ROLES = {
    name: name for name in ("fasilitator", "sekretariat", "pemangku", "kelurahan", "administrator")
}
ORGANISATION_FIELDS = {"nama": "name", "nama_pendek": "short_name", "unsur": "sector"}


def administrator_of(folder: Folder) -> User:
    """Return the administrator's account that the files name, made if it is not there.

    Somebody has to be first: it opens the registers for everything that follows.
    """
    rows = folder.table("akun", key="email")
    for row in rows:
        if row.choice("peran", ROLES) == "administrator":
            email = row.needed("email").lower()
            known = User.objects.filter(email=email).first()
            return known or User.objects.create_superuser(email)
    raise rows[0].error(_("no account has the role “administrator”."))


def load_people(folder: Folder, register: Register, by: User) -> None:
    """Load organisations, their other names and offers, people, mandates and accounts."""
    rows = folder.table("organisasi", key="kunci")
    # Members after the organisation that they are members of.
    for row in sorted(rows, key=lambda row: bool(row.text("induk"))):
        _organisation(row, register, by)
    for row in folder.table("nama_lain"):
        with row.blamed():
            add_organisation_name(
                organisation=register.find("organisasi", row.needed("organisasi"), row),
                name=row.needed("nama"),
                kind=row.choice("jenis", NAME_KINDS),
                valid_from=row.day("sejak"),
                valid_until=row.day("sampai"),
                note=row.text("keterangan"),
                by=by,
                **row.facts(),
            )
    for row in folder.table("dukungan", key="kunci"):
        with row.blamed():
            register_support_programme(
                organisation=register.find("organisasi", row.needed("organisasi"), row),
                name=row.needed("nama"),
                audience=row.text("sasaran"),
                description=row.text("keterangan"),
                terms=row.text("syarat"),
                contact=row.text("kontak"),
                valid_from=row.day("berlaku_sejak"),
                valid_until=row.day("berlaku_sampai"),
                by=by,
                **row.facts(),
            )
    for row in folder.table("orang", key="kunci"):
        _person(row, register, by)
    for row in folder.table("mandat", key="kunci"):
        _mandate(row, register, by)
    for row in folder.table("akun", key="email"):
        _account(row, register, by)


def _organisation(row: Row, register: Register, by: User) -> None:
    with row.blamed():
        organisation = register_organisation(
            slug=row.needed("kunci"),
            name=row.needed("nama"),
            short_name=row.text("nama_pendek"),
            sector=row.choice("unsur", SECTORS),
            parent=register.maybe("organisasi", row, "induk"),
            is_verified=row.yes("diverifikasi"),
            about=row.text("keterangan"),
            by=by,
            **row.facts(ORGANISATION_FIELDS),
        )
    register.add("organisasi", organisation.slug, organisation)


def _person(row: Row, register: Register, by: User) -> None:
    with row.blamed():
        person = register_person(
            slug=row.needed("kunci"),
            name=row.needed("nama"),
            title_before=row.text("gelar_depan"),
            title_after=row.text("gelar_belakang"),
            sex=row.choice("jk", SEXES),
            phone=row.text("telepon"),
            email=row.text("email"),
            by=by,
            **row.facts(),
        )
    register.add("orang", person.slug, person)


def _mandate(row: Row, register: Register, by: User) -> None:
    person = register.find("orang", row.needed("orang"), row)
    organisation = register.find("organisasi", row.needed("organisasi"), row)
    with row.blamed():
        mandate = give_mandate(
            person=person,
            organisation=organisation,
            position=row.text("jabatan"),
            duty=row.choice("tugas", DUTIES),
            valid_from=row.day("sejak"),
            valid_until=row.day("sampai"),
            note=row.text("keterangan"),
            by=by,
            **row.facts(),
        )
    register.add("mandat", f"{person.slug} {organisation.slug}", mandate)


def _account(row: Row, register: Register, by: User) -> None:
    role = row.choice("peran", ROLES)
    person = register.maybe("orang", row, "orang")
    if role == "administrator" and row.needed("email").lower() == by.email:
        by.person = person
        by.save(update_fields=["person"])
        user = by
    else:
        with row.blamed():
            user = open_account(
                email=row.needed("email"),
                person=person,
                is_administrator=role == "administrator",
                by=by,
            )
    register.add("peran", role, user)
