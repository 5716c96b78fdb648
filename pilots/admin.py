"""The administration of regions and the programme."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from pilots.models import ActionPlan, Focus, Pilot, Problem, Programme, Region, Survey


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """The administration of regions."""

    list_display = ("code", "name", "level", "office")
    list_filter = ("level",)
    search_fields = ("code", "name")


@admin.register(Pilot)
class PilotAdmin(ReadOnlyAdmin):
    """The administration of pilots; read-only."""

    list_display = ("region", "programme", "state", "agreed_on")


admin.site.register([Programme, Survey, Problem, ActionPlan, Focus])
