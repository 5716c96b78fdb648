"""The settings of a host in tests: the portal's own, without collected static files."""

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES

ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# An attempt to sign in shall not cost what it costs a guesser.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
