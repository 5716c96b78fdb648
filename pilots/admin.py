"""The administration of regions and the programme."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, SearchedAdmin
from pilots.models import ActionPlan, Focus, Pilot, Problem, Programme, Region, Survey


@admin.register(Region)
class RegionAdmin(SearchedAdmin[Region]):
    """The administration of regions."""

    list_display = ("code", "name", "level", "office")
    list_filter = ("level",)
    list_select_related = ("office",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent", "office")


@admin.register(Pilot)
class PilotAdmin(ReadOnlyAdmin):
    """The administration of pilots; read-only."""

    list_display = ("region", "programme", "state", "agreed_on")


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """The administration of the programme."""

    autocomplete_fields = ("city", "secretariat", "organisers")


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    """The administration of surveys."""

    autocomplete_fields = ("regions",)


admin.site.register([Problem, ActionPlan, Focus])
