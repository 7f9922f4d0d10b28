"""With ADVISOR_ACCOUNTS=no there is no sign-in anywhere, and the product is complete."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client, override_settings
call_command("migrate", verbosity=0)
call_command("load_catalogue")
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=plain):
    client = Client()
    for path in ("/accounts/", "/accounts/sign-in/", "/accounts/register/", "/admin/"):
        assert client.get(path).status_code == 404, path
    for path in ("/", "/advise/", "/patterns/"):
        found = client.get(path)
        assert found.status_code == 200, path
        assert b"/accounts/" not in found.content, path
    saved = client.post("/assessments/", {"answers": "stage=new&deps=third&callfail=again"})
    assert saved.status_code == 302, saved.content
    shown = client.get(saved["Location"])
    assert shown.status_code == 200
    assert b"/accounts/" not in shown.content
    assert b"Your account" not in shown.content
    place = saved["Location"].partition("?")[0]
    decided = client.post(place + "decisions/retry/", {"status": "accepted"})
    assert decided.status_code == 302, decided.content
    zipped = client.get(place + "exports/bundle")
    assert zipped.status_code == 200
    assert b"status: accepted" in zipped.content
    assert "sessionid" not in client.cookies
print("complete")
"""


def test_without_accounts_everything_else_works(tmp_path: Path) -> None:
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE")},
        "ADVISOR_ACCOUNTS": "no",
        "ADVISOR_REGISTRATION": "yes",
        "ADVISOR_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "advisor.settings",
        "PYTHONPATH": str(ROOT),
    }

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=surroundings, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.endswith("complete\n")
