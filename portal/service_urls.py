"""Settings of the services that an installation uses: e-mail, PostgreSQL and the file store."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured


def build_mailer(mail: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of MAILERS from the e-mail URL that django-environ parsed."""
    backend = mail["EMAIL_BACKEND"]
    if backend.endswith("filebased.EmailBackend"):
        return {"BACKEND": backend, "OPTIONS": {"file_path": mail["EMAIL_FILE_PATH"]}}
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    options = {
        "host": mail["EMAIL_HOST"],
        "port": mail["EMAIL_PORT"],
        "username": mail["EMAIL_HOST_USER"],
        "password": mail["EMAIL_HOST_PASSWORD"],
        "use_tls": mail.get("EMAIL_USE_TLS", False),
        "use_ssl": mail.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    }
    return {"BACKEND": backend, "OPTIONS": options}


def build_session_settings(statement_seconds: float) -> str:
    """Return the settings of a PostgreSQL connection: timeouts, and the planner's price of a page.

    The timeouts are of a statement, of a lock and of idling in a transaction. A lock is waited for
    half as long as a statement runs, so that the error tells them apart. PostgreSQL's default price
    of a page out of order is that of a turning disk: with it, a list that is filtered by year reads
    all pledges instead of an index (34 ms instead of 4 with 50,000). Statements are not compiled
    just in time, since none runs long enough to gain what that costs.
    """
    limit = round(statement_seconds * 1000)
    idle = 60 if limit else 600
    return (
        f"-c statement_timeout={limit} -c lock_timeout={limit // 2}"
        f" -c idle_in_transaction_session_timeout={idle}s -c random_page_cost=1.1 -c jit=off"
    )


def build_file_storage(
    folder: Path, store: str, *, key: str | None, secret: str | None
) -> dict[str, Any]:
    """Return an entry of STORAGES: files in a folder, or in the bucket that the URL `store` names.

    Raises ImproperlyConfigured for any other URL.
    """
    if not store:
        options: dict[str, Any] = {
            "location": folder,
            "base_url": None,
            "file_permissions_mode": 0o640,
            # A name contains a hash or a key of a row: the same name is the same content.
            "allow_overwrite": True,
        }
        return {"BACKEND": "files.storage.DiskStorage", "OPTIONS": options}
    address = urlsplit(store)
    given = dict(parse_qsl(address.query))
    unknown = set(given) - {"endpoint", "region", "style"}
    if address.scheme != "s3" or not address.netloc or "@" in address.netloc or unknown:
        raise ImproperlyConfigured(
            "MEDIA_STORE must be s3://bucket/folder?endpoint=https://…&region=…&style=path; the key"
            " goes into MEDIA_STORE_KEY and MEDIA_STORE_SECRET."
        )
    options = {
        "bucket_name": address.netloc,
        "location": address.path.strip("/"),
        "endpoint_url": given.get("endpoint"),
        "region_name": given.get("region"),
        # Few stores but Amazon's have a host name for each bucket.
        "addressing_style": given.get("style", "path" if "endpoint" in given else "auto"),
        "access_key": key,
        "secret_key": secret,
    }
    return {"BACKEND": "files.object_store.ObjectStorage", "OPTIONS": options}
