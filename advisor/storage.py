"""How static files are named and compressed."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Names with a hash, gzip beside each file."""

    def create_compressor(self, **options: Any) -> Any:
        # Brotli comes in with other packages and makes collectstatic ten times slower.
        return super().create_compressor(use_brotli=False, **options)
