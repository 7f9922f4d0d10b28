"""The addresses of the published systems."""

from django.urls import path

from advisor.evaluation import views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/<slug:name>/", views.case, name="case"),
]
