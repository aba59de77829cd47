import asyncio
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli._town import free_port, options
from bot.localslack.workspace import Workspace
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
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:  # noqa: S607 - literal
        return "needs the right to mount"
    return ""


image = pytest.mark.skipif(bool(_why_not()), reason=_why_not() or "-")
NAME = "localhost/muster:check"
"""What the tool calls the image that it has built."""


@pytest.fixture(scope="module")
def built() -> subprocess.CompletedProcess[str]:
    """Build the image once, start it, and return what it answered."""
    asked = (
        "muster --version; id -u; touch /data/written && echo writable;"
        " for tool in gcc make; do command -v $tool || echo no $tool; done;"
        " ls /opt/muster/lib/python3*/site-packages/bot/shipped"
    )
    return subprocess.run(  # noqa: S603 - a tool beside the checkout, and literal arguments
        [BUILD_IMAGE, str(ROOT), "--", "sh", "-c", asked],
        capture_output=True,
        text=True,
        check=False,
    )


@image
@pytest.mark.image
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("image")
def test_the_image_builds_starts_and_holds_no_build_tools(
    built: subprocess.CompletedProcess[str],
) -> None:
    assert built.returncode == 0, built.stderr[-2000:]
    assert {"10001", "writable", "no gcc", "no make", "runbooks", "templates"} <= {
        *built.stdout.splitlines()
    }


@image
@pytest.mark.image
@pytest.mark.timeout(900)
@pytest.mark.xdist_group("image")
async def test_it_serves_on_a_read_only_root_as_a_user_of_its_own_and_becomes_healthy(
    built: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    assert built.returncode == 0, built.stderr[-2000:]
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 10001, 10001)
    with unpacked() as root:
        async with Workspace(options()) as workspace:
            settings = environment(workspace)
            serving = await asyncio.create_subprocess_exec(
                "unshare", "--mount", "sh", "-c", CONTAINED, "sh", root, data, env=settings
            )
            try:
                await workspace.director.until("socket", timeout_s=60)
                await healthy(root, settings)
                answer = await workspace.person("ana").slash("#general", "/incident list")
            finally:
                serving.terminate()
                left = await serving.wait()

    assert answer["outcome"] == "acked"
    assert left == 0
    assert (data / "muster.db").stat().st_uid == 10001


CONTAINED = """set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
mount --bind "$2" "$1/data"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
if touch "$1/written" 2>/dev/null; then echo "the root can be written to" >&2; exit 1; fi
cd "$1/data"
exec chroot --userspec=10001:10001 "$1" muster serve
"""
"""Starts the image as `docker run --read-only --tmpfs /tmp -v data:/data` does."""


@contextmanager
def unpacked() -> Iterator[str]:
    """Give the root of the image as a folder."""
    container = _buildah("from", NAME)
    try:
        yield _buildah("mount", container)
    finally:
        _buildah("rm", container)


def _buildah(*words: str) -> str:
    ran = subprocess.run(  # noqa: S603 - literal arguments, and names that it gave itself
        ["buildah", *words],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"},  # noqa: TID251 - the environment of a tool
    )
    return ran.stdout.strip()


def environment(workspace: Workspace) -> dict[str, str]:
    """Give the image the variables that its Dockerfile sets, and the tokens of a workspace."""
    said = " ".join(instructions("ENV")).removeprefix("ENV ")
    variables = dict(word.split("=", 1) for word in shlex.split(said.replace("ENV ", "")))
    return variables | {
        "PATH": "/opt/muster/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/data",
        "MUSTER_HTTP_HOST": "127.0.0.1",
        "MUSTER_HTTP_PORT": str(free_port(0)),
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "MUSTER_SLACK_API_URL": workspace.api_url,
    }


async def healthy(root: str, settings: dict[str, str]) -> None:
    """Ask as the image itself says that it wants to be asked, until it is well."""
    [check] = instructions("HEALTHCHECK")
    command = [*json.loads(check.partition("CMD ")[2]), "--ready"]
    async with asyncio.timeout(60):
        while True:
            asking = await asyncio.create_subprocess_exec(
                "chroot", "--userspec=10001:10001", root, *command, env=settings
            )
            if await asking.wait() == 0:
                return
