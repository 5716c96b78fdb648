"""The addresses of the demo; the tests' own settings leave them out."""

from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500
from portal.urls import urlpatterns as addresses

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*addresses, path("", include("portal.demo.urls"))]
