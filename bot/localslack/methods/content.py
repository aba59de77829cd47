"""What a call wants to say: text and blocks, checked."""

import json

from bot.localslack.changes.messages import Draft
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call
from bot.localslack.shapes import Obj
from bot.localslack.strict.blocks import check_blocks, text_length
from bot.localslack.strict.limits import limit
from bot.localslack.strict.text import wrong_in_message

TRUNCATED = "message_truncated"


def checked_draft(call: Call, longest: str = "message.text") -> Draft:
    """Return what a call wants to say, after every check of text, blocks and metadata.

    Raises SlackError (no_text, invalid_blocks, invalid_blocks_format, msg_blocks_too_long,
    msg_too_long, too_many_attachments, markdown_text_conflict, metadata_too_large,
    invalid_metadata_format, invalid_metadata_schema).
    """
    blocks = checked_blocks(call)
    attachments = _attachments(call)
    text = _text(call, longest, has_more=bool(blocks or attachments))
    for code, detail in wrong_in_message(text, blocks, call.world):
        call.violation(code, detail)
    return Draft(
        text=text,
        blocks=blocks,
        attachments=attachments,
        metadata=_metadata(call),
    )


def checked_blocks(call: Call) -> list[Obj]:
    """Return the blocks of a message.

    Raises SlackError (invalid_blocks_format, invalid_blocks, msg_blocks_too_long).
    """
    blocks = call.args.get("blocks")
    if blocks in (None, ""):
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = check_blocks(blocks, surface="message")
    if problems:
        raise SlackError("invalid_blocks", *(problem.as_slack() for problem in problems))
    if text_length(blocks) > limit("message.all_text"):
        raise SlackError("msg_blocks_too_long")
    return blocks


def _text(call: Call, longest: str, *, has_more: bool) -> str:
    text = call.text("text")
    markdown = call.text("markdown_text")
    if markdown and (text or has_more):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > limit("message.markdown_text"):
        raise SlackError("msg_too_long")
    text = text or markdown
    if not text and not has_more:
        raise SlackError("no_text")
    if len(text) <= limit(longest):
        return text
    if longest != "message.text":
        raise SlackError("msg_too_long")
    call.warnings.append(TRUNCATED)
    return text[: limit(longest)]


def _attachments(call: Call) -> list[Obj]:
    attachments = call.args.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError(
            "invalid_arguments", "[ERROR] must provide a list [json-pointer:/attachments]"
        )
    if len(attachments) > limit("message.attachments"):
        raise SlackError("too_many_attachments")
    return attachments


def _metadata(call: Call) -> Obj | None:
    """Return {event_type, event_payload}: https://docs.slack.dev/messaging/message-metadata."""
    metadata = call.args.get("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > limit("message.metadata"):
        raise SlackError("metadata_too_large")
    return metadata
