"""What a runbook asks for and may not, and names without a value."""

from tests.runbooks.writing import changed

POST = '"${base_url}/health", method: POST'

ROWS = [
    (
        "unknown name",
        changed(('"${base_url}/health"', '"${base_url}/${regon}"')),
        (
            "shop.yaml:38:34 RB301 error: ${regon} is unknown; known: base_url, ic.mention, "
            "incident.channel, incident.id, incident.severity, incident.started_at, "
            "incident.title, "
            "now, run.id, step.id"
        ),
    ),
    (
        "name without an end",
        changed(('"${base_url}/health"', '"${base_url}/${health"')),
        "shop.yaml:38:34 RB301 error: a name begins with ${ and does not end with }",
    ),
    (
        "capture without a sequence",
        changed(('"${base_url}/health"', '"${base_url}/${capture.csrf}"')),
        (
            "shop.yaml:38:34 RB301 error: ${capture.csrf} is unknown: only a sequence of requests "
            "can "
            "capture"
        ),
    ),
    (
        "name in a text for people",
        changed(("prompt: Look at", "prompt: Open ${base_url} and look at")),
        (
            "shop.yaml:28:17 RB301 warning: ${base_url} is shown as it stands: texts for people "
            "are "
            "not filled in"
        ),
    ),
    (
        "variable that nobody uses",
        changed(("variables:\n", "variables:\n  region: {}\n")),
        (
            'shop.yaml:10:3 RB302 warning: variable "region" is never used; remove it, or write '
            "${region}"
        ),
    ),
    (
        "secret in an address",
        changed(('"${base_url}/health"', '"${base_url}/${secret.token}"')),
        "shop.yaml:38:34 RB303 error: ${secret.token} may stand only in headers and json_body",
    ),
    (
        "look-around",
        changed(("policy:\n", "policy:\n  redact: ['(?=a)b']\n")),
        (
            "shop.yaml:12:12 RB305 error: this is no RE2 pattern (invalid perl operator: (?=); RE2 "
            "knows no look-around and no back-reference"
        ),
    ),
    (
        "pattern of a variable",
        changed(("{type: url,", "{type: url, pattern: '(',")),
        (
            "shop.yaml:10:34 RB305 error: this is no RE2 pattern (missing ): (); RE2 knows no "
            "look-around and no back-reference"
        ),
    ),
    (
        "pattern of an expectation",
        changed(("op: eq, value: 200", "op: matches, value: '(a)\\1'")),
        (
            "shop.yaml:39:53 RB305 error: this is no RE2 pattern (invalid escape sequence: \\1); "
            "RE2 "
            "knows no look-around and no back-reference"
        ),
    ),
    (
        "POST that may change something",
        changed(('"${base_url}/health"', POST)),
        (
            "shop.yaml:38:64 RB401 error: POST needs safe_post: true, which says that it changes "
            "nothing"
        ),
    ),
    (
        "host that is not listed",
        changed(
            ('"${base_url}/health"', "https://evil.example/"),
            ("  base_url: {type: url, required: true, source: catalog}", "  {}"),
            ('"${base_url}", ', ""),
        ),
        (
            'shop.yaml:38:34 RB405 error: "evil.example" is not in policy.allow_hosts; known: '
            "shop.example.com"
        ),
    ),
    (
        "host from a text",
        changed(
            ('"${base_url}/health"', '"https://${base_url}/"'),
            ("type: url", "type: string"),
            ('"${base_url}", ', ""),
        ),
        (
            "shop.yaml:38:34 RB405 error: ${base_url} cannot name a host: only a variable of type "
            "url "
            "or host can"
        ),
    ),
    (
        "star inside",
        changed(("shop.example.com]", "shop.*.com]")),
        (
            "shop.yaml:12:32 RB405 error: write shop.example.com, *.example.com, ${catalog.name} "
            "or a "
            "url or host variable"
        ),
    ),
    (
        "list of hosts from a text",
        changed(
            ("type: url", "type: string"),
            ('"${base_url}/health"', '"https://shop.example.com/${base_url}"'),
        ),
        (
            "shop.yaml:12:17 RB405 error: variable base_url is of type string; only url and host "
            "fit "
            "here"
        ),
    ),
    (
        "too much time for a step",
        changed(("kind: check\n", "kind: check\n        timeout: 2m\n")),
        "shop.yaml:37:18 RB406 error: 2m is too long: a check may take at most 60s",
    ),
    (
        "too much time for all",
        changed(("policy:\n", "policy:\n  default_timeout: 61s\n")),
        "shop.yaml:12:20 RB406 error: 61s is too long: a check may take at most 60s",
    ),
    (
        "review overdue",
        changed(("2027-02-22", "2026-11-21")),
        (
            "shop.yaml:8:12 RB502 warning: this date has passed; read the runbook again and set a "
            "new "
            "one"
        ),
    ),
]
