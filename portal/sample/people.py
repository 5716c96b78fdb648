"""Loading organisations, people, mandates and accounts of a sample."""

from django.utils.translation import gettext as _

from portal.sample.loaded import LoadedObjects
from portal.sample.reader import CsvRow, SampleFolder
from stakeholders.actions.offices import give_mandate, open_account
from stakeholders.actions.registers import (
    add_organisation_name,
    register_organisation,
    register_person,
    register_support_programme,
)
from stakeholders.models import Duty, NameKind, Organisation, Person, Sector, Sex, User

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


def ensure_administrator(folder: SampleFolder) -> User:
    """Return the administrator's account named in the files; create it if it does not exist.

    It is created without a permission check, as the first account, and registers everything else.
    """
    rows = folder.read_table("akun", key="email")
    for row in rows:
        if row.get_choice("peran", ROLES) == "administrator":
            email = row.require_text("email").lower()
            known = User.objects.filter(email=email).first()
            return known or User.objects.create_superuser(email)
    raise rows[0].build_error(_("no account has the role “administrator”."))


def load_people(folder: SampleFolder, loaded: LoadedObjects, by: User) -> None:
    """Load organisations with their names and support programmes, people, mandates, accounts."""
    rows = folder.read_table("organisasi", key="kunci")
    # Parents before their members.
    for row in sorted(rows, key=lambda row: bool(row.get_text("induk"))):
        _load_organisation(row, loaded, by)
    for row in folder.read_table("nama_lain"):
        with row.report_refusals():
            add_organisation_name(
                organisation=loaded.find(Organisation, row.require_text("organisasi"), row),
                name=row.require_text("nama"),
                kind=row.get_choice("jenis", NAME_KINDS),
                valid_from=row.get_day("sejak"),
                valid_until=row.get_day("sampai"),
                note=row.get_text("keterangan"),
                by=by,
                **row.get_source_fields(),
            )
    for row in folder.read_table("dukungan", key="kunci"):
        with row.report_refusals():
            register_support_programme(
                organisation=loaded.find(Organisation, row.require_text("organisasi"), row),
                name=row.require_text("nama"),
                audience=row.get_text("sasaran"),
                description=row.get_text("keterangan"),
                terms=row.get_text("syarat"),
                contact=row.get_text("kontak"),
                valid_from=row.get_day("berlaku_sejak"),
                valid_until=row.get_day("berlaku_sampai"),
                by=by,
                **row.get_source_fields(),
            )
    for row in folder.read_table("orang", key="kunci"):
        _load_person(row, loaded, by)
    for row in folder.read_table("mandat", key="kunci"):
        _load_mandate(row, loaded, by)
    for row in folder.read_table("akun", key="email"):
        _load_account(row, loaded, by)


def _load_organisation(row: CsvRow, loaded: LoadedObjects, by: User) -> None:
    with row.report_refusals():
        organisation = register_organisation(
            slug=row.require_text("kunci"),
            name=row.require_text("nama"),
            short_name=row.get_text("nama_pendek"),
            sector=row.get_choice("unsur", SECTORS),
            parent=loaded.find_optional(Organisation, row, "induk"),
            is_verified=row.get_bool("diverifikasi"),
            about=row.get_text("keterangan"),
            by=by,
            **row.get_source_fields(ORGANISATION_FIELDS),
        )
    loaded.add(organisation.slug, organisation)


def _load_person(row: CsvRow, loaded: LoadedObjects, by: User) -> None:
    with row.report_refusals():
        person = register_person(
            slug=row.require_text("kunci"),
            name=row.require_text("nama"),
            title_before=row.get_text("gelar_depan"),
            title_after=row.get_text("gelar_belakang"),
            sex=row.get_choice("jk", SEXES),
            phone=row.get_text("telepon"),
            email=row.get_text("email"),
            by=by,
            **row.get_source_fields(),
        )
    loaded.add(person.slug, person)


def _load_mandate(row: CsvRow, loaded: LoadedObjects, by: User) -> None:
    person = loaded.find(Person, row.require_text("orang"), row)
    organisation = loaded.find(Organisation, row.require_text("organisasi"), row)
    with row.report_refusals():
        mandate = give_mandate(
            person=person,
            organisation=organisation,
            position=row.get_text("jabatan"),
            duty=row.get_choice("tugas", DUTIES),
            valid_from=row.get_day("sejak"),
            valid_until=row.get_day("sampai"),
            note=row.get_text("keterangan"),
            by=by,
            **row.get_source_fields(),
        )
    loaded.add(f"{person.slug} {organisation.slug}", mandate)


def _load_account(row: CsvRow, loaded: LoadedObjects, by: User) -> None:
    role = row.get_choice("peran", ROLES)
    person = loaded.find_optional(Person, row, "orang")
    if role == "administrator" and row.require_text("email").lower() == by.email:
        by.person = person
        by.save(update_fields=["person"])
        user = by
    else:
        with row.report_refusals():
            user = open_account(
                email=row.require_text("email"),
                person=person,
                is_administrator=role == "administrator",
                by=by,
            )
    loaded.add(role, user)
