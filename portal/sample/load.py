"""One folder, one transaction: a forum is loaded whole or not at all, and only once."""

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from portal.models import SampleLoad
from portal.sample.documents import load_documents, load_letters
from portal.sample.meetings import load_meetings
from portal.sample.people import administrator_of, load_people
from portal.sample.places import load_places, load_programme
from portal.sample.reader import Folder, SampleError
from portal.sample.register import Register
from stakeholders.models import User


def load_sample(path: Path) -> bool:
    """Load a sample folder; return False when it is loaded already.

    Raises SampleError with one sentence that names file and line, and then nothing is loaded;
    also when files changed since they were loaded.
    """
    folder = Folder(path)
    fingerprint = _fingerprint(path)
    with transaction.atomic():
        earlier = SampleLoad.objects.filter(name=path.name).first()
        if earlier is not None:
            if earlier.fingerprint != fingerprint:
                raise SampleError(
                    _(
                        "The files in %(path)s changed since they were loaded. "
                        "Loading does not overwrite; start afresh instead."
                    )
                    % {"path": path}
                )
            return False
        _load(folder)
        SampleLoad.objects.create(name=path.name, fingerprint=fingerprint)
    return True


def _load(folder: Folder) -> None:
    register = Register()
    administrator = administrator_of(folder)
    load_people(folder, register, administrator)
    facilitator = _account(folder, register, "fasilitator")
    secretary = _account(folder, register, "sekretariat")
    load_places(folder, register, administrator)
    load_programme(folder, register, facilitator)
    load_letters(folder, register, secretary)
    load_meetings(folder, register, facilitator)
    load_documents(folder, register, by=secretary, second=facilitator)


def _account(folder: Folder, register: Register, role: str) -> User:
    # The rules are asked of everyone, so a sample brings its own facilitator and secretariat.
    user: User = register.find("peran", role, folder.table("akun")[0])
    return user


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.csv")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
