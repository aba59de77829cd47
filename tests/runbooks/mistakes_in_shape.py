"""What is wrong with one key or value: name, text, the one line that the linter prints."""

from tests.runbooks.writing import changed

ACTION = "kind: action\n        title: Undo the change\n        do: {anything: at all}"

ROWS = [
    (
        "no yaml",
        changed(("title: The shop is down", "title: shop: down")),
        (
            "shop.yaml:5:12 RB101 error: this is not YAML: mapping values are not allowed in this "
            'context; a value that holds ": " needs quotes around it'
        ),
    ),
    (
        "duplicate key",
        changed(("version: 1\n", "version: 1\nversion: 2\n")),
        'shop.yaml:5:1 RB101 error: the key "version" stands here twice; remove one',
    ),
    (
        "alias",
        changed(("summary: What to do.", "summary: *title")),
        "shop.yaml:6:10 RB101 error: aliases (*) are not allowed; write the value again",
    ),
    (
        "tag",
        changed(("summary: What to do.", "summary: !!str What to do.")),
        "shop.yaml:6:10 RB101 error: tags (!) are not allowed; a value says by itself what it is",
    ),
    (
        "unknown key",
        changed(("        prompt: Look", "        promt: x\n        prompt: Look")),
        (
            'shop.yaml:28:9 RB102 error: step "onset".promt: unknown key "promt" - did you mean '
            '"prompt"?'
        ),
    ),
    (
        "missing key",
        changed(("        instructions: Roll back.\n", "")),
        'shop.yaml:40:9 RB102 error: step "undo".instructions: is missing; add it',
    ),
    (
        "number for text",
        changed(("title: The shop is healthy", "title: 401")),
        (
            'shop.yaml:37:16 RB102 error: step "health".title: must be text; put it in quotes, not '
            "the number 401"
        ),
    ),
    (
        "text for number",
        changed(("version: 1", 'version: "1"')),
        'shop.yaml:4:10 RB102 error: version: must be a whole number without quotes, not "1"',
    ),
    (
        "unknown kind",
        changed(("kind: manual", "kind: manuel")),
        'shop.yaml:40:9 RB102 error: step "undo": unknown kind "manuel" - did you mean "manual"?',
    ),
    (
        "later kind",
        changed(
            (
                "kind: manual\n        title: Undo the change\n        instructions: Roll back.",
                ACTION,
            )
        ),
        (
            "shop.yaml:41:15 RB102 error: kind 'action' comes with a later version of Muster; "
            "leave "
            "it out until then"
        ),
    ),
    (
        "later probe",
        changed(
            ('{type: http, url: "${base_url}/health"}', "{type: tls, host: shop}"),
            ('"${base_url}", ', ""),
            ("  base_url: {type: url, required: true, source: catalog}", "  {}"),
        ),
        (
            "shop.yaml:38:23 RB102 error: probe type 'tls' comes with a later version of Muster; "
            "leave it out until then"
        ),
    ),
    (
        "later key",
        changed(("policy:\n", "policy:\n  max_runtime: 4h\n")),
        (
            "shop.yaml:12:3 RB102 error: policy.max_runtime: key 'max_runtime' comes with a later "
            "version of Muster; leave it out until then"
        ),
    ),
    (
        "newer format",
        changed(("runbooks/v1", "runbooks/v2")),
        (
            'shop.yaml:1:13 RB102 error: apiVersion: "runbooks/v2" is written for a newer Muster; '
            "this one reads runbooks/v1"
        ),
    ),
    (
        "comma in flow style",
        changed(("label: Suddenly}", "label: Suddenly, I think}")),
        (
            'shop.yaml:31:46 RB102 error: step "onset".choices[1].I think: "I think" is no key: a '
            "comma inside { } ends the value before it; quote that value"
        ),
    ),
    (
        "operator without its value",
        changed(("op: eq, value: 200", "op: lt, value: many")),
        (
            'shop.yaml:39:18 RB102 error: step "health".expect[0]: op lt takes a number or ${name} '
            "as value"
        ),
    ),
    (
        "body of a GET",
        changed(('"${base_url}/health"', '"${base_url}/health", json_body: {a: 1}')),
        (
            'shop.yaml:38:16 RB102 error: step "health".probe: json_body needs method: POST and '
            "safe_post: true"
        ),
    ),
    (
        "header that is ours",
        changed(('"${base_url}/health"', '"${base_url}/health", headers: {Host: x}')),
        (
            'shop.yaml:38:16 RB102 error: step "health".probe: the header Host is set by Muster; '
            "leave it out"
        ),
    ),
    (
        "address without a scheme",
        changed(
            ('"${base_url}/health"', "/health"),
            ("  base_url: {type: url, required: true, source: catalog}", "  {}"),
            ('"${base_url}", ', ""),
        ),
        "shop.yaml:38:34 RB102 error: must begin with https://, http:// or a variable of type url",
    ),
    (
        "password in an address",
        changed(
            ('"${base_url}/health"', "https://me:pass@shop.example.com"),
            ("  base_url: {type: url, required: true, source: catalog}", "  {}"),
            ('"${base_url}", ', ""),
        ),
        "shop.yaml:38:34 RB102 error: must not carry a name and password; use headers",
    ),
    (
        "reference that is no link",
        changed(("kind: Runbook\n", "kind: Runbook\nreferences: [the wiki]\n")),
        "shop.yaml:3:14 RB102 error: must begin with https://",
    ),
    (
        "enum without choices",
        changed(("variables:\n", "variables:\n  zone: {type: enum}\n"), ("/health", "/${zone}")),
        (
            'shop.yaml:10:9 RB102 error: variable "zone": choices belong to type enum, and an '
            "enum needs them"
        ),
    ),
    (
        "default of another type",
        changed(("{type: url,", "{type: url, default: nowhere,")),
        (
            'shop.yaml:10:34 RB102 error: the default of "base_url" is not a web address such as '
            "https://shop.example.com, without a query"
        ),
    ),
    (
        "long title",
        changed(("title: The shop is healthy", f"title: {'The shop ' * 10}")),
        "shop.yaml:37:16 RB102 warning: a title of more than 80 characters is cut on a phone",
    ),
    (
        "id that is not the file's",
        changed(("id: shop", "id: shopp")),
        'shop.yaml:3:5 RB103 error: the id "shopp" belongs into a file named shopp.yaml',
    ),
    (
        "phase twice",
        changed(("phase: gather_evidence", "phase: verify_scope")),
        'shop.yaml:32:12 RB104 error: phase "verify_scope" stands here twice; join both',
    ),
    (
        "phases out of order",
        changed(("phase: verify_scope", "phase: resolve")),
        'shop.yaml:32:12 RB104 error: phase "gather_evidence" comes before "resolve"; move it up',
    ),
    (
        "bad slug",
        changed(("id: shop", "id: Shop")),
        (
            "shop.yaml:3:5 RB105 error: id: must be 2 to 64 small letters, digits, - or _, "
            "beginning "
            'with a letter, not "Shop"'
        ),
    ),
    (
        "bad date",
        changed(("2027-02-22", "22.2.2027")),
        (
            'shop.yaml:8:12 RB105 error: review_by: must be a date in quotes such as "2027-02-22", '
            'not "22.2.2027"'
        ),
    ),
    (
        "day that does not exist",
        changed(("2027-02-22", "2027-02-30")),
        "shop.yaml:8:12 RB105 error: there is no such day",
    ),
    (
        "bad duration",
        changed(("policy:\n", "policy:\n  default_timeout: 10 seconds\n")),
        (
            "shop.yaml:12:20 RB105 error: policy.default_timeout: must be a duration such as 30s, "
            '10m, 4h or 2d, not "10 seconds"'
        ),
    ),
]
