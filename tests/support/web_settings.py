"""Settings of a web process on the database of a test: static files come from their sources."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES

STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
# Passwords that a test has set are known here too.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
