import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.beside import SHARED, lacking

ROOT = Path(__file__).parent.parent
BUILD_IMAGE = SHARED / "tools/build-image"


def instructions(name: str) -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.split(" ")[0] == name]


def test_the_image_runs_as_a_numbered_user_who_is_not_root() -> None:
    assert instructions("USER") == ["USER 10001:10001"]


def test_what_builds_the_image_is_not_in_it() -> None:
    first, last = instructions("FROM")

    assert first.endswith(" AS build")
    assert " AS " not in last
    assert [line for line in instructions("COPY") if "--from=build" in line] == [
        "COPY --from=build /opt/muster /opt/muster"
    ]


def test_data_is_written_to_one_volume() -> None:
    assert instructions("VOLUME") == ["VOLUME /data"]
    assert "sqlite+aiosqlite:////data/muster.db" in instructions("ENV")[0]


def test_the_image_says_how_to_ask_whether_it_is_well() -> None:
    [check] = instructions("HEALTHCHECK")

    assert check.endswith('CMD ["muster", "healthcheck"]')


def _why_not() -> str:
    if why := lacking("tools/build-image"):
        return why
    if os.geteuid() != 0:
        return "needs root"
    is_asked = os.environ.get("CI_IMAGE")  # noqa: TID251 - CI asks for it, not an operator
    if not (is_asked or shutil.which("buildah")):
        return "takes minutes: runs where buildah is installed, or with CI_IMAGE=1"
    return ""


@pytest.mark.image
@pytest.mark.timeout(900)
@pytest.mark.skipif(bool(_why_not()), reason=_why_not() or "-")
def test_the_image_builds_starts_and_holds_no_build_tools() -> None:
    asked = (
        "muster --version; id -u; touch /data/written && echo writable;"
        " for tool in gcc make; do command -v $tool || echo no $tool; done;"
        " ls /opt/muster/lib/python3*/site-packages/bot/shipped"
    )

    built = subprocess.run(  # noqa: S603 - a tool beside the checkout, and literal arguments
        [BUILD_IMAGE, str(ROOT), "--", "sh", "-c", asked],
        capture_output=True,
        text=True,
        check=False,
    )

    assert built.returncode == 0, built.stderr[-2000:]
    assert {"10001", "writable", "no gcc", "no make", "runbooks", "templates"} <= {
        *built.stdout.splitlines()
    }
