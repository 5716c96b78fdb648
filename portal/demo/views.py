"""One-click sign-in as one of the demo's roles."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.access import allow_anonymous
from portal.demo.accounts import find_demo_accounts


@allow_anonymous
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account and go on to `next`, a page of ours; 404 for any other address."""
    user = get_object_or_404(
        find_demo_accounts(), email=request.POST.get("email", "").replace("\x00", "")
    )
    login(request, user)
    following = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(
        following, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(following if is_own else "portal:home")
