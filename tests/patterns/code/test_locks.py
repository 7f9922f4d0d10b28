from patterns.code import locks
from tests.patterns.code.builders import LOCK


def test_a_pin_keeps_its_lines_and_knows_who_needs_it() -> None:
    pins = {pin.name: pin for pin in locks.read(LOCK)}

    assert pins["socketry"].version == "3.1"
    assert {"demo-client", "unused"} <= pins["socketry"].needed_by
    assert pins["demo-client"].lines == (
        "demo-client==1.2.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    )


def test_a_subset_holds_what_its_roots_need_and_nothing_else() -> None:
    text = locks.subset(LOCK, {"Demo_Client", "pytest", "not-there"})

    assert list(locks.versions(text)) == ["demo-client", "iniconfig", "pytest", "socketry"]
    assert "sys_platform" in text
    assert "#" not in text


def test_an_empty_lock_pins_nothing() -> None:
    assert locks.read("") == ()
    assert locks.subset("", {"pytest"}) == ""
