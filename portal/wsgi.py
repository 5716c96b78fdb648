"""The WSGI application, which the web server starts."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

# Seconds. A short request beside one that computes takes its turn ten times as soon as by default:
# each of its queries lets the other go on, and waits for this long afterwards.
SWITCH_INTERVAL = 0.0005

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# A page that takes longer than this is given up with a sentence, before it holds up the others.
os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "10")
application = get_wsgi_application()
resolve("/sehat/")  # loads every page: not in the first request, and before the freeze below
sys.setswitchinterval(SWITCH_INTERVAL)
# What is loaded now stays: garbage collection need not look through it again.
gc.collect()
gc.freeze()
