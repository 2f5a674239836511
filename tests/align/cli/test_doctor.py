"""`duizhao doctor`: what is there is found, what is not is said, and the way to get it."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from duizhao.align.cli import doctor


def said(capsys) -> dict[str, str]:
    doctor.doctor()
    lines = capsys.readouterr().out.splitlines()[2:]
    return {line[2:14].strip(): line for line in lines if not line.startswith("   ")}


def test_everything_has_its_line(capsys) -> None:
    lines = said(capsys)
    assert list(lines)[:5] == ["model", "library", "processor", "memory", "disk"]
    assert lines["model"].startswith("✓ ")
    assert {"ocr", "parquet", "ray", "LibreOffice", "fonts"} <= set(lines)


@pytest.mark.parametrize("extra", doctor.EXTRAS)
def test_a_missing_extra_says_how_to_get_it(extra, monkeypatch, capsys) -> None:
    there = importlib.util.find_spec
    gone = doctor.EXTRAS[extra][0][0]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == gone else there(name, *rest))
    doctor.doctor()
    out = capsys.readouterr().out
    assert f"– {extra}" in out
    assert f"pip install 'duizhao[{extra}]'" in out


def test_no_weights_no_work(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr("duizhao.models.registry.SHIPPED", tmp_path)
    with pytest.raises(SystemExit) as ended:
        doctor.doctor()
    assert ended.value.code == 1
    assert "install duizhao again" in capsys.readouterr().out


def test_fonts_that_cannot_be_listed_are_no_fault(monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    parts = {part.name: part for part in doctor.parts()}
    assert parts["fonts"].there is None
    assert parts["LibreOffice"].there is False or parts["LibreOffice"].detail


def test_all_of_it_is_one_screen(capsys) -> None:
    lines = said(capsys)
    assert len(lines) <= 22
    assert lines["library"].startswith("✓ library      torch ")
    assert lines["memory"].startswith("✓ memory")
    assert "Chromium" in lines["browser"]


def test_a_model_that_was_fetched_is_named(tmp_path, monkeypatch, capsys) -> None:
    (tmp_path / "models--sentence-transformers--LaBSE").mkdir()
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert said(capsys)["library"].endswith("; sentence-transformers/LaBSE")
