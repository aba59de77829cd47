"""Text that must stay text, whatever page shows it."""

OVERRIDE = "\u202e"

HOSTILE: dict[str, str] = {
    "script": "<script>alert(1)</script>",
    "end of title": "</title><script>alert(1)</script>",
    "svg": "<svg/onload=alert(1)>",
    "image": '<img src=x onerror="alert(1)">',
    "attribute": '" onmouseover="alert(1)" x="',
    "single quote": "' autofocus onfocus='alert(1)",
    "address": "javascript:alert(1)",
    "markdown address": "[click](javascript:alert(1))",
    "markdown data": "[click](data:text/html,<script>alert(1)</script>)",
    "markdown image": "![x](https://evil.example.com/x.png)",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "comment": "--><script>alert(1)</script><!--",
    "style": "</style><style>body{display:none}</style>",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "mathml": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "reversed": f"invoice{OVERRIDE}gnp.exe\u2066x\u2069",
    "Arabic": "تعطلت خدمة تسجيل الدخول",
    "NUL": "a\x00b",
    "very long word": "x" * 10_000,
    "very long text": "long words " * 1_000,
    "emoji": "🔥" * 500,
}
