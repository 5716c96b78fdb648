"""Django settings; everything that differs between installations comes from the environment.

docs/architecture.md holds the table of variables. Nothing secret has a default: a missing
SECRET_KEY stops the start, except in the demo, which keeps a random one under var/.
"""

import secrets
from pathlib import Path

import environ
from django.contrib.messages.constants import ERROR, SUCCESS, WARNING
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal.service_urls import build_file_storage, build_mailer, build_session_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

VERSION = "0.1.0"


def _read_demo_secret() -> str:
    """Return the secret key of the demo, created at its first start, readable by its owner only."""
    path = VAR_DIR / "demo-secret"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


# ── Environment variables ────────────────────────────────────────────────────────────────
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default=None) or (_read_demo_secret() if DEMO else env("SECRET_KEY"))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# The URL printed in QR codes and letters. Paper cannot be changed later, so it must be permanent.
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# The private key of the seal: the city's own (PKCS#12), otherwise the one that make_seal creates.
SEAL_DIR = Path(env("SEAL_DIR", default=str(VAR_DIR / "seal")))
SEAL_P12 = env("SEAL_P12", default="")
SEAL_PASSPHRASE = env("SEAL_PASSPHRASE", default="")
SEAL_CA = env("SEAL_CA", default="")
TSA_URL = env("TSA_URL", default="")
TSA_SECONDS = env.float("TSA_SECONDS", default=5)
# The signing service of BSrE (Esign Client Service); off without a URL.
BSRE_URL = env("BSRE_URL", default="").rstrip("/")
BSRE_USER = env("BSRE_USER", default="")
BSRE_PASSWORD = env("BSRE_PASSWORD", default="")
BSRE_VERSION = env.int("BSRE_VERSION", default=2)
BSRE_SECONDS = env.float("BSRE_SECONDS", default=30)
HTTPS = PUBLIC_URL.startswith("https://")

# ── Applications and middleware ──────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "portal",
    "signing",
    "agreements",
    "meetings",
    "pledges",
    "pilots",
    "stakeholders",
    "core",
    "allauth",
    "allauth.account",
    "django_filters",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

# WhiteNoise comes after the middleware whose headers static files need. The others are headers of
# documents: with each script and style they were as many bytes on a phone as a small file itself.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "core.middleware.add_isolation_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "core.middleware.reject_nul_bytes",
    # Before the middleware that sets cookies: it has to see them on the response.
    "core.public_cache.add_public_cache_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.activate_chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.TabletRoundMiddleware",
    "core.kept_forms.KeepFormMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.statement_timeout.StatementTimeoutMiddleware",
    "core.store_outage.StoreOutageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.provide_site_context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Registered here, because core must not import the apps.
HISTORY_SENTENCES = [
    "stakeholders.history.SENTENCES",
    "pilots.history.SENTENCES",
    "pledges.history.SENTENCES",
    "meetings.history.SENTENCES",
    "agreements.history.SENTENCES",
    "signing.history.SENTENCES",
]
# Which rows count in which tally (core/kept_counts.py).
KEPT_COUNTS = [
    "stakeholders.counts.COUNTS",
    "pledges.counts.COUNTS",
    "meetings.counts.COUNTS",
    "agreements.counts.COUNTS",
]
# What names an organisation or a person, and why two cannot be merged (stakeholders/references.py).
_NAMING_APPS = ("stakeholders", "pilots", "pledges", "meetings", "agreements")
MERGED_REFERENCES = [f"{app}.merging.REFERENCES" for app in _NAMING_APPS]
MERGE_OBSTACLES = ["agreements.merging.find_obstacles"]
# Which values are copied beside the rows that refer to them (core/kept_copies.py).
KEPT_COPIES = ["pilots.copies.COPIES", "pledges.copies.COPIES"]
OUTBOX_HANDLERS = {  # by the prefix of a message's kind
    "core": "core.tasks.HANDLERS",
    "agreements": "agreements.tasks.HANDLERS",
    "signing": "signing.tasks.HANDLERS",
    "portal": "portal.tasks.HANDLERS",
}
# The lane of each kind of message that is not in "documents" (prints and seals); a worker serves
# each lane by a process of its own, so that none waits for another.
OUTBOX_LANES = {
    "core.run_duty": "bulk",
    "core.send_email": "mail",
    "signing.archive": "bulk",
    "signing.forget_archive": "bulk",
    "portal.export": "bulk",
}
RECURRING_DUTIES = "portal.duties.DUTIES"
# The demo and small installations handle outbox messages right after the commit.
OUTBOX_IMMEDIATE = env.bool("OUTBOX_IMMEDIATE", default=DEMO)
# Megabytes. A worker uses about as much after its first seal; the difference to its limit of 200 is
# enough for one document.
OUTBOX_MOST_MB = env.int("OUTBOX_MOST_MB", default=172)

# ── Data ─────────────────────────────────────────────────────────────────────────────────
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'rembug.sqlite3'}")
}
# Seconds after which PostgreSQL ends a statement; 0 for none. The web server has a limit
# (portal/wsgi.py); commands and workers, whose work may take longer, have none.
STATEMENT_SECONDS = env.float("DATABASE_STATEMENT_SECONDS", default=0)
# A connection is kept for the next requests of its thread: SQLite reads the whole schema, triggers
# included, each time that it opens the file (7 ms), and PostgreSQL starts a process.
DATABASES["default"]["CONN_MAX_AGE"] = 60
# Options of the URL take precedence: ?sslmode=require must never be dropped.
_url_options = DATABASES["default"].get("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without these, concurrent writes fail with "database is locked" (measured: 135 of 200).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **_url_options,
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        # Planning takes longer than running most statements: prepared when they come again.
        "server_side_binding": True,
        "prepare_threshold": 2,
        "options": build_session_settings(STATEMENT_SECONDS),
        **_url_options,
    }

# The rate limits count here: a cache in memory would be separate for each worker process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cacheentry",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # For data that every page shows and that hardly ever changes; separate for each process.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60},
}

# Tables that no public page reads: a write to them leaves the pages in caches as they are. Every
# other table counts (core/content_version.py).
NEVER_ON_PUBLIC_PAGES = {
    "admin.logentry",
    "core.cacheentry",
    "core.contentchange",
    "core.keptform",
    "core.outboxmessage",
    "core.outgoingemail",
    "core.recurringduty",
    "core.submission",
    "portal.exportjob",
    "sessions.session",
}

STORAGES = {
    # Private: no URL leads to these files; views send them after a permission check.
    "default": build_file_storage(
        MEDIA_ROOT,
        env("MEDIA_STORE", default=""),
        key=env("MEDIA_STORE_KEY", default=None),
        secret=env("MEDIA_STORE_SECRET", default=None),
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page loads them
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG

# ── Accounts and rate limits ─────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "stakeholders.User"
AUTHENTICATION_BACKENDS = ["stakeholders.accounts.PersonalBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "stakeholders.accounts.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# A new address takes effect after reauthentication and its confirmation code; the old address is
# notified. allauth sends such codes only with "mandatory"; the adapter asks for none at sign-in.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# The e-mail to an unknown address is rendered but not sent; see the adapter.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# Sign-in by a code, for accounts without a password; an e-mail may take some minutes.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# allauth's own generator makes more queries for existing accounts, which the time would reveal.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105

# Limits by IP address are high, since a whole meeting may share one; a key (a link, a signatory) is
# one person.
ACCOUNT_RATE_LIMITS = {
    # The same limits as allauth's for requesting a sign-in code.
    "change_address": "20/m/ip,3/m/key",
    # Switched off (change_address replaces it): allauth limits by the address alone, so requests of
    # others for an address would keep its owner from signing in.
    "confirm_email": "",
    "open_signing_link": "120/m/ip,20/m/key",
    "sign_on_screen": "120/m/ip,30/h/key",
    "send_signing_code": "60/h/ip,5/h/key",
    "check_signing_code": "60/h/ip,20/h/key",
    # A whole office verifies documents from one IP address; known codes and files do not count.
    "guess_code": "60/5m/ip",
    "examine_file": "20/10m/ip",
    "suggest": "240/m/ip",  # visitors only; one types a letter or two a second
    "sign_by_certificate": "120/h/ip,20/h/key",
    # A phone checks in the people around it; all phones of a room may share one address.
    "check_in": "1000/10m/ip,40/10m/key",
    "check_in_walk_in": "200/10m/ip,10/10m/key",
    # Files for visitors without an account; an equal question shares its file and does not count.
    "export": "20/h/ip",
}

# The number of proxies in front: with it the rate limits see the visitors' addresses.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=0)

# ── Language, time, e-mail ───────────────────────────────────────────────────────────────
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
MAILERS = {
    "default": build_mailer(env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}"))
}
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="rembug@localhost")

# ── Security ─────────────────────────────────────────────────────────────────────────────
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
# Who signed in last in this browser: a form that meets an expired session is kept for them.
AUTHOR_COOKIE_NAME = "__Host-author" if HTTPS else "author"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A message's level is the tone in which it is shown.
MESSAGE_TAGS = {SUCCESS: "done", WARNING: "waiting", ERROR: "late"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Bytes of one request with its files (a batch of scans); files of a larger one are discarded.
MOST_UPLOADED = 200_000_000
FILE_UPLOAD_HANDLERS = [
    "files.uploads.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A pasted list of 300 people has seven form fields per row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"tokens": {"()": "core.logs.TokenFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # At INFO fontTools logs every font subset and pikepdf its start: only warnings are wanted.
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
