"""The portal's own settings, made fast and kept away from everybody's data."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["DEMO"] = "0"
os.environ["PUBLIC_URL"] = "http://rembug.example"
_folder = Path(tempfile.gettempdir(), f"rembug-test-{os.getpid()}")
os.environ["MEDIA_ROOT"] = str(_folder / "media")

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, STORAGES

ALLOWED_HOSTS = ["*"]
# Tests read the sources of the static files: no collecting, no names with a hash in them.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server and thread tests open a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}.sqlite3"}
