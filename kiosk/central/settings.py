"""Django settings of the central platform. What differs from place to place comes from the environment.

| variable | meaning | unset |
|---|---|---|
| KIOSK_CENTRAL_DATA | folder of the database and of the secret key | var/central |
| KIOSK_CENTRAL_DATABASE | PostgreSQL: postgresql://user:password@host:port/name | SQLite in KIOSK_CENTRAL_DATA |
| KIOSK_CENTRAL_DATABASE_FILE | a file that holds that URL, so that the password is in no environment | – |
| KIOSK_CENTRAL_FLOWS | folder of the TUF repository (`metadata/`, `targets/`) | KIOSK_CENTRAL_DATA/flows |
| KIOSK_CENTRAL_KEYS | folder of the server's own keys, snapshot and timestamp | KIOSK_CENTRAL_DATA/keys |
| KIOSK_CENTRAL_SELF | how this process reaches itself over HTTP; `{self}` in operations.yaml | http://127.0.0.1:8080 |
| KIOSK_CENTRAL_PUBLIC | by which staff reach the site; stands in what is sent to them | KIOSK_CENTRAL_SELF |
| KIOSK_CENTRAL_DEMO | `1`: short heartbeats and the sandbox department | off |
| KIOSK_CENTRAL_HOSTS | host names that are answered, by comma | any |
| KIOSK_CENTRAL_TLS | `1`: cookies over TLS only, for service behind a TLS proxy | off |
| KIOSK_CENTRAL_PAYMENTS | see `kiosk.central.payments.merchant` | KIOSK_CENTRAL_DATA/payments/payments.yaml |
| KIOSK_CENTRAL_SMTP | host:port of the mail server for receipts | none: mails wait; the demo has its own |
| KIOSK_CENTRAL_SMTP_USER, …_PASSWORD | how central logs in there, over TLS | no login |
| KIOSK_CENTRAL_MAIL_FROM | the sender of receipts | noreply@kiosk.invalid |
| KIOSK_CENTRAL_MESSAGES | see `kiosk.central.messages.gateway` | KIOSK_CENTRAL_DATA/messages/messages.yaml |
| KIOSK_CENTRAL_IDENTITY | who says who somebody is | config/identity.yaml |
| KIOSK_CENTRAL_OPERATIONS | the departments' operations | config/operations.yaml |
| KIOSK_CENTRAL_TWO_FACTOR | roles that need a second factor, by comma | none |
| KIOSK_CENTRAL_FRESH_MINUTES | for how long grave acts do not ask for the password again | 10 |
| KIOSK_CENTRAL_SECRETS | folder of the operations' secrets | systemd's credentials, else KIOSK_CENTRAL_DATA/secrets |
| KIOSK_CENTRAL_ENVIRONMENT | whose addresses of the departments count | demo in the demo, else production |
| KIOSK_CENTRAL_WORKERS | how many processes share a department's rate | 1 |
| KIOSK_CENTRAL_DISTRICTS | the districts that places lie in | config/districts.yaml |
| KIOSK_CENTRAL_ALARMS | what each alarm means, and the rules of alarms | config/alarms.yaml |
| KIOSK_CENTRAL_RATINGS | until when bad ratings are answered, what silence counts as | config/ratings.yaml |
| KIOSK_CENTRAL_RETENTION | how long what is kept | config/retention.yaml |
| KIOSK_CENTRAL_ARCHIVE | folder of what has left the database | KIOSK_CENTRAL_DATA/archive |
| KIOSK_CENTRAL_LATE_RECORDS_DAYS | how long a machine that was replaced may hand in its records; 0: not | 7 |
| KIOSK_CENTRAL_HOOKS | see `kiosk.central.alarms.hooks` | KIOSK_CENTRAL_DATA/alarms/hooks.yaml |

Importing this module writes nothing: `kiosk.central.setup` makes the folder and the key.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import django_stubs_ext

from kiosk.central import database

django_stubs_ext.monkeypatch()

_HOUSE = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).resolve().parent

DATA = Path(os.environ.get("KIOSK_CENTRAL_DATA") or _HOUSE / "var" / "central")
FLOWS_DIR = Path(os.environ.get("KIOSK_CENTRAL_FLOWS") or DATA / "flows")
KEYS_DIR = Path(os.environ.get("KIOSK_CENTRAL_KEYS") or DATA / "keys")
STOCK_DIR = DATA / "publishing"
"""Packages that were handed in and previews of them, by hash. Processes on several machines share this folder."""
PREVIEWS_DAYS = 90
"""How long previews stay, and packages that were not signed, after a submission has ended."""
EXAMINATION_S = 900.0
"""Longest time for one stage of an examination."""
SELF_URL = os.environ.get("KIOSK_CENTRAL_SELF") or "http://127.0.0.1:8080"
PUBLIC_URL = os.environ.get("KIOSK_CENTRAL_PUBLIC") or SELF_URL
DEMO = os.environ.get("KIOSK_CENTRAL_DEMO") == "1"
OPERATIONS_FILE = Path(os.environ.get("KIOSK_CENTRAL_OPERATIONS") or _HOUSE / "config" / "operations.yaml")
SECRETS_DIR = Path(
    os.environ.get("KIOSK_CENTRAL_SECRETS") or os.environ.get("CREDENTIALS_DIRECTORY") or DATA / "secrets"
)
ENVIRONMENT = os.environ.get("KIOSK_CENTRAL_ENVIRONMENT") or ("demo" if DEMO else "production")
PROCESSES = max(1, int(os.environ.get("KIOSK_CENTRAL_WORKERS") or 1))
PAYMENTS_FILE = Path(os.environ.get("KIOSK_CENTRAL_PAYMENTS") or DATA / "payments" / "payments.yaml")
EMAIL_HOST, _, _mail_port = (os.environ.get("KIOSK_CENTRAL_SMTP") or "").partition(":")
EMAIL_PORT = int(_mail_port or 25)
EMAIL_HOST_USER = os.environ.get("KIOSK_CENTRAL_SMTP_USER") or ""
EMAIL_HOST_PASSWORD = os.environ.get("KIOSK_CENTRAL_SMTP_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("KIOSK_CENTRAL_MAIL_FROM") or "noreply@kiosk.invalid"
MAIL_EVERY_S = 1.0 if DEMO else 15.0
IDENTITY_FILE = Path(os.environ.get("KIOSK_CENTRAL_IDENTITY") or _HOUSE / "config" / "identity.yaml")
DISTRICTS_FILE = Path(os.environ.get("KIOSK_CENTRAL_DISTRICTS") or _HOUSE / "config" / "districts.yaml")
ALARMS_FILE = Path(os.environ.get("KIOSK_CENTRAL_ALARMS") or _HOUSE / "config" / "alarms.yaml")
HOOKS_FILE = Path(os.environ.get("KIOSK_CENTRAL_HOOKS") or DATA / "alarms" / "hooks.yaml")
RATINGS_FILE = Path(os.environ.get("KIOSK_CENTRAL_RATINGS") or _HOUSE / "config" / "ratings.yaml")
RATINGS_EVERY_S = 60.0 if DEMO else 900.0
RETENTION_FILE = Path(os.environ.get("KIOSK_CENTRAL_RETENTION") or _HOUSE / "config" / "retention.yaml")
ARCHIVE_DIR = Path(os.environ.get("KIOSK_CENTRAL_ARCHIVE") or DATA / "archive")
WATCH_EVERY_S = 2.0 if DEMO else 15.0
PAPER_EVERY_S = 10.0 if DEMO else 600.0
REPORTS_EVERY_S = 10.0 if DEMO else 300.0
MESSAGES_FILE = Path(os.environ.get("KIOSK_CENTRAL_MESSAGES") or DATA / "messages" / "messages.yaml")
SETTLE_EVERY_S = 5.0 if DEMO else 30.0
FAULT_WORDS_DIR = _HOUSE / "assets" / "texts" / "faults"
DEMO_PERSONS_FILE = _HOUSE / "config" / "demo-persons.yaml"
DEMO_FACE_MODELS = _HOUSE / "var" / "face-models"

TERMINAL_PREFIX = "WH"
HEARTBEAT_S = (2.0, 3.0) if DEMO else (48.0, 72.0)
"""Bounds between which `next_in_s` is drawn: the jitter that keeps a fleet from knocking all at once."""
ROLLOUT_EVERY_S = 1.0 if DEMO else 3.0
ROLLOUT_HEARTBEAT_S = 15.0
"""Mean of `next_in_s` while a rollout waits for terminals to hear of it, as long as …"""
ROLLOUT_HEARTBEATS_PER_S = 60.0
"""… the fleet together does not come more often than this."""
HEARTBEAT_FLUSH_S = 1.0
"""How long a heartbeat waits to be written with others; 0 writes each before it is answered."""
VERIFY_PER_MINUTE = 60
"""Public look-ups a minute from one address. Codes carry 59 bits, so this guards the machine, not the codes."""

SECRET_KEY_FILE = DATA / "secret-key"
SECRET_KEY = SECRET_KEY_FILE.read_text("ascii") if SECRET_KEY_FILE.is_file() else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = (os.environ.get("KIOSK_CENTRAL_HOSTS") or "*").split(",")

INSTALLED_APPS = [
    "kiosk.central.apps.CentralAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "kiosk.central.audit",
    "kiosk.central.jobs",
    "kiosk.central.fleet",
    "kiosk.central.intake",
    "kiosk.central.ratings",
    "kiosk.central.rulings",
    "kiosk.central.alarms",
    "kiosk.central.gateway",
    "kiosk.central.identity",
    "kiosk.central.payments",
    "kiosk.central.drafts",
    "kiosk.central.mail",
    "kiosk.central.configuration",
    "kiosk.central.commands",
    "kiosk.central.verification",
    "kiosk.central.publishing",
    "kiosk.central.rollout",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "kiosk.central.accounts",
    "kiosk.central.overview",
    "kiosk.central.reports",
    "kiosk.central.upkeep",
    "kiosk.central.retention",
    "axes",
]
MIDDLEWARE = [
    "kiosk.central.safe_headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kiosk.central.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "kiosk.central.accounts.sessions.LimitedSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kiosk.central.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"cards": "kiosk.central.cards"},
        },
    }
]

DATABASES = {"default": database.chosen(os.environ, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [_HERE / "static"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
TWO_FACTOR_ROLES = frozenset(filter(None, (os.environ.get("KIOSK_CENTRAL_TWO_FACTOR") or "").split(",")))
"""Roles whose members, and with any of them whoever administers the platform, log in with a second factor."""
OTP_TOTP_ISSUER = "政务自助终端"
SESSION_LONGEST_S = 8 * 3600
LATE_RECORDS = timedelta(days=max(0.0, float(os.environ.get("KIOSK_CENTRAL_LATE_RECORDS_DAYS") or 7)))
"""For so long a machine that was replaced hands in what its ledger holds, and nothing else: docs/adr/0056."""
FRESH_S = 60 * float(os.environ.get("KIOSK_CENTRAL_FRESH_MINUTES") or 10)
"""For so long after the password was given nothing asks for it again, see `kiosk.central.accounts.fresh`."""
SESSION_COOKIE_AGE = 30 * 60  # without a click
SESSION_SAVE_EVERY_REQUEST = True  # each click begins the half hour anew
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("KIOSK_CENTRAL_TLS") == "1"
if SESSION_COOKIE_SECURE:  # the proxy speaks TLS, and sets this header anew on each request
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # Whether other hosts of the city's domain speak TLS, and whether browsers list it, is not this platform's to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # all pages that a flow may take, see kiosk.protocol.steps.capture

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own set-up of this logger would send mail when DEBUG is off.
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # It logs names that were typed; the audit keeps those that are accounts.
        "axes": {"level": "CRITICAL"},
        # It warns of every request that has to wait a moment for a thread.
        "waitress.queue": {"level": "ERROR"},
    },
}
