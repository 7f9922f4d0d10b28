"""The Release, to read; the Stance, to write."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from patterns import models, releases, stances


class StanceForm(forms.ModelForm):  # type: ignore[type-arg]  # stubs are generic, Django is not
    """Offers the Patterns of the current Release, and keeps one that it no longer has."""

    class Meta:
        model = models.Stance
        fields = ["pattern", "word", "note", "link"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(pattern.slug, pattern.name) for pattern in releases.current().patterns]
        known.sort(key=lambda row: row[1])
        kept = self.instance.pattern
        if kept and kept not in dict(known):
            known.append((kept, f"{kept} (not in this Release)"))
        self.fields["pattern"] = forms.ChoiceField(choices=[("", "Choose a pattern"), *known])


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; limited, so that nobody tries passwords by the thousand."""
    return admin.site.login(request)


sign_in.limit = "sign-in"  # type: ignore[attr-defined]


@admin.register(models.Stance)
class StanceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = StanceForm
    list_display = ["pattern", "word", "note", "changed_at"]
    list_filter = ["word"]
    search_fields = ["pattern", "note"]
    ordering = ["pattern"]

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        stances.forget()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        stances.forget()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        stances.forget()


@admin.register(models.Release)
class ReleaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["digest", "loaded_at", "is_current"]
    fields = ["digest", "loaded_at", "is_current"]
    ordering = ["-loaded_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
