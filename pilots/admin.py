"""The administration of regions and the programme."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from pilots.models import ActionPlan, Focus, Pilot, Problem, Programme, Region, Survey


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """Regions by code."""

    list_display = ("code", "name", "level", "office")
    list_filter = ("level",)
    search_fields = ("code", "name")


@admin.register(Pilot)
class PilotAdmin(ReadOnlyAdmin):
    """Pilots and where they stand."""

    list_display = ("region", "programme", "state", "agreed_on")


admin.site.register([Programme, Survey, Problem, ActionPlan, Focus])
