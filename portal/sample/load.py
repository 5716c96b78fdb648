"""Loading a sample folder, in one transaction and only once."""

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from portal.models import SampleLoad
from portal.sample.checks import check_folder
from portal.sample.documents import load_documents, load_letterheads
from portal.sample.loaded import LoadedObjects
from portal.sample.meetings import load_meetings
from portal.sample.people import ensure_administrator, load_people
from portal.sample.programme import load_programme, load_regions
from portal.sample.reader import SampleError, SampleFolder
from stakeholders.models import User


def load_sample(path: Path) -> bool:
    """Load a sample folder; return False if it has been loaded before.

    Raises SampleError with every mistake that the files show by themselves, or with what an action
    refuses, and when files have changed since they were
    loaded; then nothing is loaded.
    """
    folder = SampleFolder(path)
    fingerprint = _compute_fingerprint(path)
    with transaction.atomic():
        earlier = SampleLoad.objects.filter(name=path.name).first()
        if earlier is not None:
            if earlier.fingerprint != fingerprint:
                raise SampleError(
                    _(
                        "The files in %(path)s have changed since they were loaded. Loading"
                        " never overwrites data: start with an empty database."
                    )
                    % {"path": path}
                )
            return False
        check_folder(folder)
        _load(folder)
        SampleLoad.objects.create(name=path.name, fingerprint=fingerprint)
    return True


def _load(folder: SampleFolder) -> None:
    loaded = LoadedObjects()
    administrator = ensure_administrator(folder)
    load_people(folder, loaded, administrator)
    facilitator = _find_account(folder, loaded, "fasilitator")
    secretary = _find_account(folder, loaded, "sekretariat")
    load_regions(folder, loaded, administrator)
    load_programme(folder, loaded, facilitator)
    load_letterheads(folder, loaded, secretary)
    load_meetings(folder, loaded, facilitator)
    load_documents(folder, loaded, by=secretary, second=facilitator)


def _find_account(folder: SampleFolder, loaded: LoadedObjects, role: str) -> User:
    # Permissions are checked as ever, so a sample contains its own facilitator and secretariat.
    return loaded.find(User, role, folder.read_table("akun")[0])


def _compute_fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.csv")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
