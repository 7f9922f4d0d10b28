"""The addresses of accounts; there are none where accounts are switched off."""

from django.urls import path

from advisor.accounts import tokens, views

urlpatterns = [
    path("accounts/", views.yours, name="accounts"),
    path("accounts/assessments/<uuid:name>/keep/", views.keep, name="keep"),
    path("accounts/sign-in/", views.sign_in, name="sign-in"),
    path("accounts/sign-out/", views.sign_out, name="sign-out"),
    path("accounts/signed-out/", views.signed_out, name="signed-out"),
    path("accounts/password/", views.password, name="password"),
    path("accounts/password/changed/", views.password_changed, name="password-changed"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/<uuid:name>/revoke/", tokens.revoke, name="revoke-token"),
    path("accounts/register/", views.register, name="register"),
]
