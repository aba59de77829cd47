"""files.*: upload in three steps, and look.

Vendor: https://docs.slack.dev/messaging/working-with-files
"""

from bot.localslack.changes import files as change
from bot.localslack.changes.messages import Draft
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.methods.content import checked_blocks
from bot.localslack.shapes import Obj
from bot.localslack.state.files import File
from bot.localslack.strict.limits import limit
from bot.localslack.strict.text import wrong_in_message


def get_upload_url(call: Call) -> Obj:
    """Promise an upload: https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
    length = int(call.args["length"])
    if call.text("snippet_type") and length > limit("snippet.bytes"):
        raise SlackError("snippet_too_large")
    if length < 1:
        raise SlackError("invalid_arguments", "[ERROR] must be at least 1 [json-pointer:/length]")
    file = change.promise(call.hub, call.text("filename"), length, call.bot.id)
    return {"upload_url": f"{call.hub.base_url}/upload/{file.ticket}", "file_id": file.id}


def complete_upload(call: Call) -> Obj:
    """Share uploads: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""
    files = [_uploaded(call, entry) for entry in _entries(call)]
    names = [call.text("channel_id"), *call.text("channels").split(",")]
    channels = []
    for name in filter(None, names):
        call.args["channel"] = name
        channels.append(call.own_channel())
    draft = _draft(call, files)
    for file in files:
        file.complete = True
    for channel in channels:
        change.share(call.hub, files, channel, call.bot, draft)
    return {"files": [file.as_slack(call.hub.base_url) for file in files]}


def info(call: Call) -> Obj:
    """Return a file: https://docs.slack.dev/reference/methods/files.info."""
    file = call.world.files.get(call.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file.as_slack(call.hub.base_url), "comments": []}


def listing(call: Call) -> Obj:
    """List files, newest first: https://docs.slack.dev/reference/methods/files.list."""
    where = call.channel().id if call.text("channel") else None
    found = [file for file in call.world.files.values() if file.complete]
    found = [file for file in found if where is None or where in file.channels]
    found = [file for file in found if call.text("user") in {"", file.user}]
    found = [file for file in found if _in_time(call, file)][::-1]
    size = max(1, int(call.args.get("count") or 100))
    number = max(1, int(call.args.get("page") or 1))
    page = found[(number - 1) * size : number * size]
    pages = -(-len(found) // size)
    paging = {"count": size, "total": len(found), "page": number, "pages": pages}
    return {"files": [file.as_slack(call.hub.base_url) for file in page], "paging": paging}


def _entries(call: Call) -> list[Obj]:
    entries = call.args["files"]
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(e, dict) for e in entries)
    ):
        raise SlackError("invalid_arguments", "[ERROR] must provide a list [json-pointer:/files]")
    return entries


def _uploaded(call: Call, entry: Obj) -> File:
    file = call.world.files.get(str(entry.get("id")))
    if file is None or not file.uploaded or file.complete:
        raise SlackError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


def _draft(call: Call, files: list[File]) -> Draft:
    blocks, text = checked_blocks(call), call.text("initial_comment")
    for code, detail in wrong_in_message(text or "file", blocks, call.world):
        call.violation(code, detail)
    return Draft(
        text=text,
        blocks=blocks,
        files=[file.id for file in files],
        thread_ts=call.text("thread_ts") or None,
        subtype="file_share",
        extra={"upload": True},
    )


def _in_time(call: Call, file: File) -> bool:
    after, before = call.text("ts_from", "0"), call.text("ts_to", "now")
    try:
        return float(after) <= file.created and (before == "now" or file.created <= float(before))
    except ValueError as error:
        raise SlackError("invalid_arguments") from error


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": listing,
}
