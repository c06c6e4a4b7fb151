"""The guide as a static site: every page is there, every link leads somewhere."""

from __future__ import annotations

from pathlib import Path

from installer import guide_site


def test_every_page_is_built_and_no_link_is_broken(tmp_path: Path) -> None:
    assert guide_site.build(tmp_path) == []
    built = {str(p.relative_to(tmp_path).with_suffix("")) for p in tmp_path.rglob("*.html")}
    assert built - {"index"} == set(guide_site.pages())
    front = (tmp_path / "index.html").read_text("utf-8")
    assert 'href="troubleshooting.html"' in front
    assert 'aria-current="page">The first hour<' in front


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="https://x.org">x</a>', "utf-8")
    assert guide_site.broken(tmp_path) == ["a.html: b.html"]
