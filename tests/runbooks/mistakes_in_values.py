"""A value that is not of the kind that its key takes: name, text, the one line."""

from tests.runbooks.writing import changed

ROWS = [
    (
        "boolean for text",
        changed(("title: The shop is healthy", "title: true")),
        (
            'shop.yaml:37:16 RB102 error: step "health".title: must be text; put it in quotes, not '
            "true"
        ),
    ),
    (
        "list for text",
        changed(("title: The shop is healthy", "title: [a]")),
        (
            'shop.yaml:37:16 RB102 error: step "health".title: must be text; put it in quotes, not '
            "a list"
        ),
    ),
    (
        "mapping for text",
        changed(("title: The shop is healthy", "title: {a: b}")),
        (
            'shop.yaml:37:16 RB102 error: step "health".title: must be text; put it in quotes, not '
            "a mapping"
        ),
    ),
    (
        "nothing for text",
        changed(("title: The shop is healthy", "title:")),
        (
            'shop.yaml:37:9 RB102 error: step "health".title: must be text; put it in quotes, not '
            "nothing"
        ),
    ),
    (
        "empty text",
        changed(("title: The shop is healthy", 'title: " "')),
        'shop.yaml:37:16 RB102 error: step "health".title: must not be empty, not " "',
    ),
    (
        "text for a list",
        changed(('owners: ["@sre"]', 'owners: "@sre"')),
        'shop.yaml:7:9 RB102 error: owners: must be a list, not "@sre"',
    ),
    (
        "empty list",
        changed(('owners: ["@sre"]', "owners: []")),
        "shop.yaml:7:9 RB102 error: owners: must hold at least 1",
    ),
    (
        "text for a step",
        changed(("      - id: onset\n", "      - look at it\n      - id: onset\n")),
        (
            "shop.yaml:25:9 RB102 error: phases[0].steps[0]: must be a mapping of keys and values, "
            'not "look at it"'
        ),
    ),
    (
        "step without a kind",
        changed(("        kind: manual\n", "")),
        (
            'shop.yaml:40:9 RB102 error: step "undo": the key "kind" is missing; known: manual, '
            "question, check"
        ),
    ),
    (
        "too many retries",
        changed(("kind: check\n", "kind: check\n        retries: 4\n")),
        'shop.yaml:37:18 RB102 error: step "health".retries: must be at most 3',
    ),
    (
        "label that no button can hold",
        changed(("label: Suddenly}", f"label: {'long ' * 16}}}")),
        (
            'shop.yaml:31:36 RB102 error: step "onset".choices[1].label: is too long; at most 75 '
            "characters"
        ),
    ),
    (
        "mapping to compare with",
        changed(("op: eq, value: 200", "op: eq, value: {a: b}")),
        (
            'shop.yaml:39:48 RB102 error: step "health".expect[0].value: must be a text, a number, '
            "true or false"
        ),
    ),
    (
        "list at the top",
        "- id: shop\n",
        "shop.yaml:1:1 RB102 error: the file: must be a mapping of keys and values, not a list",
    ),
]
