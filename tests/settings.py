"""The portal's own settings, made fast and kept away from everybody's data."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["DEMO"] = "0"
os.environ["PUBLIC_URL"] = "http://rembug.example"
os.environ["MEDIA_ROOT"] = f"{tempfile.gettempdir()}/rembug-test-{os.getpid()}/media"
os.environ["SEAL_DIR"] = f"{tempfile.gettempdir()}/rembug-test-{os.getpid()}/seal"
os.environ.pop("MEDIA_STORE", None)
os.environ.pop("SEAL_P12", None)
os.environ.pop("TSA_URL", None)
os.environ.pop("BSRE_URL", None)

from portal.settings import *  # noqa: F403
from portal.settings import CACHES, DATABASES, MEDIA_ROOT, STORAGES

ALLOWED_HOSTS = ["*"]
# Tests read the sources of the static files: no collecting, no names with a hash in them.
STATIC_ROOT = None  # type: ignore[assignment]  # as on a machine where nothing was collected
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server and thread tests open a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{MEDIA_ROOT.parent}.sqlite3"}
    # Twenty threads may wait for one another on a busy machine: none is refused for that.
    DATABASES["default"]["OPTIONS"]["timeout"] = 120
else:
    DATABASES["default"]["OPTIONS"]["connect_timeout"] = 60
# A test begins with a forum of its own, and counts the queries of a process that knows nothing yet.
CACHES["process"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
