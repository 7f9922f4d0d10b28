"""Static files are compressed with gzip alone."""

from pathlib import Path

from advisor.storage import Storage


def test_no_file_is_compressed_with_brotli(tmp_path: Path) -> None:
    file = tmp_path / "site.css"
    file.write_text("a { color: red } " * 500)

    list(Storage(location=tmp_path).create_compressor().compress(str(file)))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.css", "site.css.gz"]
