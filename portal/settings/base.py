"""What every installation shares. The overlays (`dev`, `test`, `production`) only differ from this."""

from datetime import timedelta

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .environment import DATA_DIR, REPOSITORY, database, env, secret_key

# The site
SITE_NAME_EN = env.str("SITE_NAME_EN", default="Central Asia Security Record")
SITE_NAME_ZH = env.str("SITE_NAME_ZH", default="中亚安全与合作档案")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
MAPS_ENABLED = env.bool("MAPS_ENABLED", default=True)
# Whoever wrote a draft or a change does not publish or approve it. A lone editor may switch it off.
AUTHORS_NEVER_APPROVE = env.bool("AUTHORS_NEVER_APPROVE", default=True)
# A withdrawn record: still read as of a time at which it was public, or gone from earlier days too.
WITHDRAWN_SHOWN_AS_OF = env.bool("WITHDRAWN_SHOWN_AS_OF", default=False)
CONTACT = env.str("CONTACT", default="")  # for all that the form for errors is not: a mail address or a page
# Reports of errors an hour, from one network address and from all together.
REPORTS_PER_VISITOR = env.int("REPORTS_PER_VISITOR", default=6)
REPORTS_PER_HOUR = env.int("REPORTS_PER_HOUR", default=120)
BEHIND_PROXY = False  # production reads it from the environment

SECRET_KEY = secret_key()
DEBUG = False
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

INSTALLED_APPS = [
    "portal.site.apps.SiteConfig",
    "events.apps.EventsConfig",
    "mechanisms.apps.MechanismsConfig",
    "portal.base.apps.BaseConfig",
    "portal.base.apps.EditorsAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "import_export",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.site.csp.InlineStyleMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.base.views.frame.frame",
            ],
        },
    },
]

# Data
DATABASES = {"default": database()}
CACHES = {
    "default": {
        # Shared by the worker processes, so that limits hold for all of them together.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Chinese"))]
LOCALE_PATHS = [REPOSITORY / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False  # numbers and dates are worded by the portal itself, the same in every view

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [REPOSITORY / "portal" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Uploaded spreadsheets wait here for their confirmation; nothing serves this folder.
    "import_export": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "imports", "file_permissions_mode": 0o600},
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "tgz", "bz2", "tbz", "xz", "br", "woff", "woff2", "map",
]  # fmt: skip

# Accounts
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that a locked-out name is refused before it is checked
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger cannot lock an editor out from elsewhere
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "portal.site.views.errors.too_many"
CSRF_FAILURE_VIEW = "portal.site.views.errors.forged"

# E-mail: what `send_digest` sends is printed until there is a server to send it.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="portal@localhost")

# Safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    20_000  # a record with a hundred figures is one form of several thousand fields
)

# Import and export
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"

# API
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "portal.base.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "portal.base.api.errors.handle",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.base.api.tokens.BearerAuthentication",  # first: its challenge makes a 401 of what needs an account
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Writes of one token, or of one person who is signed in.
    "DEFAULT_THROTTLE_RATES": {"write": env.str("API_WRITE_RATE", default="120/min")},
}
API_MAX_BODY = env.int("API_MAX_BODY", default=1_000_000)  # bytes that a request may send
KNOX_TOKEN_MODEL = "portal.ApiToken"
MIGRATION_MODULES = {"knox": None}  # our model stands in for its own, which then has no table to migrate
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_PREFIX": "casr_", "TOKEN_TTL": None}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME_EN,
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portal.base.api.schema.add_errors",
    ],
    "ENUM_NAME_OVERRIDES": {
        "WordingOriginEnum": "mechanisms.codes.WordingOrigin",
        "SourceControlEnum": "portal.base.codes.SourceControl",
        "CountryRoleEnum": "portal.base.codes.CountryRole",
        "PlaceRoleEnum": "portal.base.codes.PlaceRole",
        "OrganisationRoleEnum": "portal.base.codes.OrganisationRole",
        "FigureRoleEnum": "portal.base.codes.FigureRole",
        "ReasonCodeEnum": "portal.base.codes.ReasonCode",
        "PartyActionTypeEnum": "mechanisms.codes.PartyActionType",
        "ChangeActionEnum": "portal.base.codes.ChangeAction",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # below that, a line for every HEAD request
    },
}
