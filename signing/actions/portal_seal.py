"""The one seal of the portal: recorded by its fingerprint, so that no host seals with another."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from files.pdf_signatures.authority import read_seal_fingerprint
from signing.authority import read_own_authority_pem
from signing.models import PortalSeal

# So many characters of a fingerprint are shown; two seals never agree in them.
SHOWN = 16


@transaction.atomic
def require_portal_seal() -> None:
    """Raise Refused unless the seal's key on this host is the portal's.

    The first host that seals records its key. The caller has loaded the key already, so that a
    missing one has its own sentence.
    """
    fingerprint = read_seal_fingerprint()
    seal, is_new = PortalSeal.objects.get_or_create(defaults=_describe(fingerprint))
    if is_new or seal.fingerprint == fingerprint:
        return
    raise Refused(_explain_difference(seal, fingerprint), code="other_seal")


def find_seal_difference() -> str:
    """Return the sentence for a host whose key is not the portal's seal; "" if it may seal."""
    seal = PortalSeal.objects.exclude(fingerprint="").first()
    fingerprint = read_seal_fingerprint()
    if seal is None or seal.fingerprint == fingerprint:
        return ""
    return _explain_difference(seal, fingerprint)


def _explain_difference(seal: PortalSeal, fingerprint: str) -> str:
    return _(
        "The seal's key on this host (%(own)s …) is not the portal's (%(portal)s …): nothing is"
        " sealed here. Bring the portal's key to this host (SEAL_DIR or SEAL_P12), or make this one"
        " the portal's by “manage.py check_seal --adopt”."
    ) % {"own": fingerprint[:SHOWN] or "–", "portal": seal.fingerprint[:SHOWN] or "–"}


@transaction.atomic
def record_seal() -> PortalSeal:
    """Record the seal's key of this host as the portal's, and its authority as the one published.

    The caller has loaded the key.
    """
    seal, _is_new = PortalSeal.objects.update_or_create(defaults=_describe(read_seal_fingerprint()))
    return seal


@transaction.atomic
def make_portal_seal[M](make: Callable[[], M], *, replaces: bool) -> M:
    """Make the seal's key on this host by `make`, and record it as the portal's.

    The row is written first, so that of two hosts the second waits for it and is refused: a portal
    that has a seal gets another only with `replaces`.
    """
    seal, is_new = PortalSeal.objects.get_or_create(defaults={"fingerprint": ""})
    if not is_new and seal.fingerprint and not replaces:
        raise Refused(
            _(
                "This portal has a seal already (%(portal)s …), made on another host or in another"
                " folder. Bring its key to this host (SEAL_DIR or SEAL_P12); only if it is lost"
                " make another by --replace."
            )
            % {"portal": seal.fingerprint[:SHOWN]},
            code="sealed",
        )
    made = make()
    record_seal()
    return made


def _describe(fingerprint: str) -> dict[str, object]:
    return {
        "fingerprint": fingerprint,
        "authority": read_own_authority_pem(),
        "recorded_at": timezone.now(),
    }
