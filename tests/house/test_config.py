"""The settings file: every mistake is named in plain words, with the place and what was meant."""

from pathlib import Path

import pytest

from app.config import ConfigError, Settings, load, parse
from app.domain.policy import OnMismatch

MISTAKES = {
    '[bench]\nvolume = "loud"': "bench.volume must be a whole number, not a text in quotes.",
    "[bench]\nvolume = true": "bench.volume must be a whole number, not true or false.",
    "[bench]\nname = 1": "bench.name must be a text in quotes, not a whole number.",
    "[bench]\nfull_screen = 1": "bench.full_screen must be true or false, not a whole number.",
    "[bench]\nvolum = 3": "bench.volum is not known; did you mean 'volume'?",
    "[bench]\nxyzzy = 3": "bench.xyzzy is not known.",
    '[benhc]\nname = "x"': "[benhc] is not known; did you mean 'bench'?",
    '[bench]\nlanguage = "zh_hant"': "bench.language is 'zh_hant'; it can be en, zh_Hant, zh_Hans; "
    "did you mean 'zh_Hant'?",
    '[bench]\ntheme = "neon"': "bench.theme is 'neon'; it can be light, dark, high_contrast.",
    "[bench]\nscale_percent = 500": "bench.scale_percent is 500; it can be 100 to 200.",
    '[policy]\non_mismatch = "retrun"': "policy.on_mismatch is 'retrun'; "
    "it can be return, correct; did you mean 'return'?",
    "[policy]\nidle_lock_s = -1": "policy.idle_lock_s is -1; it can be 10 to 86400.",
    "[policy]\ntolerance_g = 1.5": "policy.tolerance_g must be a whole number, "
    "not a number with a point.",
    "[[scanner]]\nbaud = 9600": "scanner[0].id is missing.",
    '[[scanner]]\nid = ""': "scanner.id is empty; give every scanner its own id.",
    '[[scanner]]\nid = "a"\n[[scanner]]\nid = "a"': "two devices have the id 'a'; "
    "give each its own.",
    '[[scanner]]\nid = "a"\nkind = "serail"': "scanner.kind is 'serail'; "
    "it can be serial, tcp, hid_pos, hid_keyboard, evdev, keyboard; did you mean 'serial'?",
    '[[scanner]]\nid = "a"\nbuad = 9600': "scanner.buad is not known; did you mean 'baud'?",
    '[scanner]\nid = "a"': "scanner must be a section, written [[scanner]], once for each.",
    '[[bench]]\nname = "x"': "bench must be a section, written [bench].",
    "scanner = [1]": "scanner[0] must be a section of its own, not a whole number.",
    "bench = 1": "bench must be a section of its own, not a whole number.",
    "[scale]\nbaud = 1": "scale.baud is 1; it can be 300 to 921600.",
    '[scale]\nid = "a"\n[[scanner]]\nid = "a"': "two devices have the id 'a'; give each its own.",
    '[printer]\nkind = "zebra"': "printer.kind is 'zebra'; it can be folder, raw, ipp, windows, "
    "none.",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, "bench.toml")
    assert str(caught.value) == f"bench.toml: {message}"


def test_broken_toml_says_which_line() -> None:
    with pytest.raises(ConfigError, match=r"bench\.toml: .*line 2"):
        parse("[bench]\nname = \n", "bench.toml")


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "bench.toml"
    path.write_bytes(b"\xff\xfe[bench]")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_whole_bench(tmp_path: Path) -> None:
    path = tmp_path / "bench.toml"
    path.write_text(
        """
        [bench]
        name = "Bench 07"
        station = "B07"
        language = "zh_Hans"
        [policy]
        on_mismatch = "correct"
        tolerance_g = 8
        [[scanner]]
        id = "hand"
        kind = "hid_pos"
        [[scanner]]
        id = "fixed"
        port = "COM3"
        options = { prefix = "", suffix = "\\r" }
        [scale]
        protocol = "mt_sics"
        port = "COM4"
        division_g = 5
        [printer]
        kind = "raw"
        address = "192.0.2.10:9100"
        """,
        encoding="utf-8",
    )
    settings = load(path)
    assert (settings.bench.name, settings.bench.warehouse) == ("Bench 07", "W1")
    assert settings.policy.on_mismatch is OnMismatch.CORRECT
    assert [each.id for each in settings.scanner] == ["hand", "fixed"]
    assert settings.scanner[1].options == {"prefix": "", "suffix": "\r"}
    assert settings.scale is not None
    assert settings.scale.division_g == 5
    assert settings.printer.kind == "raw"
