"""A template can go wrong in no way that nobody sees."""

from pathlib import Path

import pytest
from jinja2 import TemplateAssertionError, UndefinedError
from jinja2.exceptions import SecurityError

from bot.domain.postmortem import draft
from bot.exporters.markdown import Config, connect
from tests.exporters.rendering import (
    FRAME,
)


@pytest.mark.parametrize(
    ("template", "mistake"),
    [
        ("{{ postmortem.titel }}", UndefinedError),
        ("{{ postmortem.__class__.__mro__ }}", SecurityError),
        ("{{ postmortem | tojson }}", TemplateAssertionError),
        ("{{ range(3) }}", UndefinedError),
    ],
)
def test_a_template_can_neither_misspell_a_field_nor_reach_into_python(
    tmp_path: Path, template: str, mistake: type[Exception]
) -> None:
    (tmp_path / "postmortem").mkdir()
    (tmp_path / "postmortem" / "bad.md.j2").write_text(template, encoding="utf-8")

    with pytest.raises(mistake):
        connect(Config(form="bad"), tmp_path).render(draft([], FRAME))
