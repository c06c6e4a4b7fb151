"""The programs by others: pinned, in an environment of their own, and never a reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_every_peer_is_pinned_and_none_is_in_the_program(root: Path) -> None:
    from setup_steps.peers import PEERS

    pinned = (root / "installer" / "peers-constraints.txt").read_text("utf-8")
    names = {line.partition("==")[0] for line in pinned.splitlines() if not line.startswith("#")}
    assert set(PEERS) <= names
    program = (root / "installer" / "constraints.txt").read_text("utf-8").lower()
    for name in (*PEERS, "rosettasciio"):
        assert f"\n{name}==" not in program


def test_they_go_into_their_own_environment(project_folder: Path) -> None:
    from setup_steps.environment import Project
    from setup_steps.peers import PEERS, peer_commands

    project = Project(project_folder)
    make, install = peer_commands(project)
    assert make[-1] == str(project_folder / ".venv-interchange")
    assert install[0].startswith(str(project_folder / ".venv-interchange"))
    assert tuple(install[-len(PEERS) :]) == PEERS


def test_a_current_environment_is_left_alone(
    project_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from setup_steps import peers
    from setup_steps.environment import Project

    (project_folder / "installer" / "peers-constraints.txt").write_text("silx==1\n")
    project = Project(project_folder)
    own = peers.peers_project(project)
    own.python.parent.mkdir(parents=True)
    own.python.touch()
    (own.environment / "stemviewer-peers.txt").write_text(peers.fingerprint(project))
    assert peers.prepare_peers(project, lambda _: 1)
    assert "is current" in capsys.readouterr().out


def test_without_an_index_the_tests_go_on_without_them(
    project_folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from setup_steps import peers
    from setup_steps.environment import Project

    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    (project_folder / "installer" / "peers-constraints.txt").write_text("silx==1\n")
    assert not peers.prepare_peers(Project(project_folder), lambda _: 1)
    assert "will be skipped" in capfd.readouterr().err
