"""Texts that try to become more than text."""

LONG = 12_000

MARKUP = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg/onload=alert(1)>",
    "</div><iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    '"><input autofocus onfocus=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "__proto__ constructor toString",
    "&amp;lt;b&amp;gt; &#60;b&#62; &quot;",
)
ADDRESSES = (
    "<javascript:alert(1)|press me>",
    "<JaVaScRiPt:alert(1)|press me>",
    "<java\tscript:alert(1)|press me>",
    "<data:text/html;base64,PHNjcmlwdD4=|press me>",
    "<vbscript:msgbox(1)|press me>",
    "<file:///etc/passwd|press me>",
    "<//evil.example/path|press me>",
    "<blob:http://127.0.0.1/x|press me>",
    "[press me](javascript:alert(1))",
    '<https://ok.example/"onmouseover="alert(1)|press me>',
    "<!date^0^{date}^javascript:alert(1)|a date>",
    "<!date^99999999999999999^{constructor}|a date>",
    "<!date^0^{__proto__} {toString}|a date>",
)
STRANGE = (
    "*_~`*_~`*_~`",
    "```unclosed `and *this",
    "<@U<@U<@U|x>>>",
    "<!channel> <!subteam^S0|<b>>",
    "\u202eevil\u202c \u2066x\u2069 \u200b\u200d zero",
    "😀" * 50 + " é\u0301\u0301\u0301\u0301",
    ":pushpin: :no_such_emoji: ::: :+1::skin-tone-4:",
    "> > > quote > in > quote",
    "\t\r\n   ",
)
ENDLESS = tuple(
    (mark * LONG)[:LONG]
    for mark in (
        "*a ",
        "<",
        "`",
        "_",
        "~a",
        ":a",
        "> ",
        "&lt;",
        "[",
        "[a](",
        "**a ",
        "|-",
        "- ",
        "#",
        "\\",
    )
)

HOSTILE = (*MARKUP, *ADDRESSES, *STRANGE)
