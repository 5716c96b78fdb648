"""The WSGI application, which the web server starts."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# A page that takes longer than this is given up with a sentence, before it holds up the others.
os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "10")
application = get_wsgi_application()
