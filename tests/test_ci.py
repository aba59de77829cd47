import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake test 2>&1" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize(("closing", "code"), [("3 passed", 0), ("1 failed, 3 passed", 2)])
def test_ci_ends_with_the_closing_line_of_pytest_and_the_code_of_the_command(
    closing: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    lines = f"\t@echo '== {closing} in 2.10s =='\n\t@echo 'TOTAL 95%'\n"
    (tmp_path / "Makefile").write_text(f"test:\n{lines}\t@exit {code}\n")

    ran = subprocess.run(  # noqa: S603 - our own script in a folder of ours
        ["/bin/bash", tmp_path / ".ci/run"], capture_output=True, text=True, check=False
    )

    assert ran.returncode == code
    assert ran.stdout.splitlines()[-1] == f"== {closing} in 2.10s =="
