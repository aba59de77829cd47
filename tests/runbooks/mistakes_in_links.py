"""What parts of a runbook say wrongly about each other."""

from tests.runbooks.writing import changed

ROWS = [
    (
        "step id twice",
        changed(
            ("- id: undo", "- id: onset"), ("mitigations: [undo]\n    ", ""), (", goto: undo", "")
        ),
        (
            'shop.yaml:39:13 RB201 error: step "onset" stands already in line 24; give this one '
            "another id"
        ),
    ),
    (
        "answer twice",
        changed(("value: sudden", "value: with_change")),
        (
            'shop.yaml:31:21 RB201 error: answer "with_change" stands already in line 30; give '
            "this "
            "one another id"
        ),
    ),
    (
        "goto to nothing",
        changed(("goto: undo", "goto: undoo")),
        'shop.yaml:30:62 RB202 error: goes to "undoo"; no such step - did you mean "undo"?',
    ),
    (
        "goto to itself",
        changed(("goto: undo", "goto: onset")),
        'shop.yaml:30:62 RB202 error: step "onset" goes to itself',
    ),
    (
        "suggest of nothing",
        changed(("suggest: [h_change]", "suggest: [h_chnge]")),
        (
            'shop.yaml:30:78 RB202 error: suggests "h_chnge"; no such hypothesis - did you mean '
            '"h_change"?'
        ),
    ),
    (
        "suggest of nothing by a result",
        changed(("value: 200}]", "value: 200}]\n        then: {fail: {suggest: [h_other]}}")),
        'shop.yaml:40:33 RB202 error: suggests "h_other"; no such hypothesis; known: h_change',
    ),
    (
        "set of an unknown variable",
        changed(("label: Suddenly}", "label: Suddenly, set: {base_ulr: https://a.b}}")),
        'shop.yaml:31:52 RB203 error: sets "base_ulr"; no such variable - did you mean "base_url"?',
    ),
    (
        "set of a value that does not fit",
        changed(("label: Suddenly}", "label: Suddenly, set: {base_url: 7}}")),
        (
            'shop.yaml:31:62 RB203 error: "base_url" takes a web address such as '
            "https://shop.example.com, without a query"
        ),
    ),
    (
        "support by a missing step",
        changed(("{step: health, outcome", "{step: helth, outcome")),
        'shop.yaml:19:16 RB205 error: no step "helth" - did you mean "health"?',
    ),
    (
        "support by a manual step",
        changed(("{step: health, outcome: fail", "{step: undo, outcome: done")),
        (
            'shop.yaml:19:16 RB205 error: step "undo" is manual: that it was done proves nothing; '
            "ask "
            "a question after it"
        ),
    ),
    (
        "test by a question",
        changed(("test: health", "test: onset")),
        'shop.yaml:16:11 RB205 error: step "onset" is a question; link a check or a manual step',
    ),
    (
        "mitigation by a check",
        changed(("mitigations: [undo]", "mitigations: [health]")),
        'shop.yaml:17:19 RB205 error: step "health" is a check; link a manual step',
    ),
    (
        "outcome that cannot be",
        changed(("outcome: fail", "outcome: warn")),
        'shop.yaml:19:33 RB206 error: step "health" never comes out as "warn"; known: pass, fail',
    ),
    (
        "error as evidence",
        changed(("outcome: fail", "outcome: error")),
        'shop.yaml:19:33 RB206 error: "error" means that nobody could ask, and that is no evidence',
    ),
    (
        "support by what is only recorded",
        changed(("        expect: [{path: status, op: eq, value: 200}]\n", "")),
        (
            'shop.yaml:19:33 RB206 error: step "health" expects nothing, so it is only recorded; '
            "give "
            "it expect"
        ),
    ),
    (
        "answer that is not offered",
        changed(("outcome: with_change", "outcome: slowly")),
        (
            'shop.yaml:20:32 RB206 error: step "onset" never comes out as "slowly"; known: '
            "with_change, sudden, other"
        ),
    ),
    (
        "goto with several answers",
        changed(("prompt: Look", "multiple: true\n        prompt: Look")),
        (
            "shop.yaml:31:62 RB207 error: a question with several answers cannot go to one step; "
            "use "
            "suggest"
        ),
    ),
    (
        "condition about nothing",
        changed(
            ("kind: manual\n", "kind: manual\n        when: [{path: answers.health, op: exists}]\n")
        ),
        'shop.yaml:42:23 RB208 error: "answers.health" leads to nothing; known: onset',
    ),
    (
        "condition of an unknown form",
        changed(("kind: manual\n", "kind: manual\n        when: [{path: severity, op: exists}]\n")),
        (
            'shop.yaml:42:23 RB208 error: "severity" leads to nothing; write outcomes.<step>, '
            "answers.<question>, vars.<name> or incident.severity"
        ),
    ),
    (
        "condition about a later step",
        changed(
            (
                "kind: question\n",
                "kind: question\n        when: [{path: outcomes.health, op: exists}]\n",
            )
        ),
        'shop.yaml:27:23 RB208 warning: step "health" comes later, so this is not known yet',
    ),
    (
        "end of a phase by a later one",
        changed(
            (
                "goal: Is it real?\n",
                "goal: Is it real?\n    exit_when: [{path: outcomes.health, op: exists}]\n",
            )
        ),
        'shop.yaml:24:24 RB208 warning: step "health" comes later, so this is not known yet',
    ),
    (
        "result that http does not have",
        changed(("path: status", "path: stauts")),
        'shop.yaml:39:25 RB208 error: an http probe returns no "stauts" - did you mean "status"?',
    ),
    (
        "answer that goes back",
        changed(
            (
                "kind: manual\n        title: Undo the change\n        instructions: Roll back.",
                (
                    "kind: question\n        title: Undone?\n        prompt: Look.\n        "
                    "choices:\n"
                    "          - {value: done, label: Done}\n"
                    "          - {value: not_yet, label: Not yet, goto: onset}"
                ),
            ),
            (", goto: undo", ""),
            ("mitigations: [undo]\n    ", ""),
        ),
        (
            'shop.yaml:45:52 RB202 warning: step "onset" comes before this one; only people go '
            "back "
            "to a step"
        ),
    ),
]
