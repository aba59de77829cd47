/** What happens when somebody changes a form element. */

/** Keep the value; tell the bot at once unless it is part of a form. Resolves to false when the bot could not be told. */
export function changed(item, use, node, value) {
  use.context.keep(use.block, item, value);
  if (!use.input || use.block.dispatch_action) return use.context.act(use.block, item, node, value);
  return Promise.resolve(true);
}

/** Finds an element again after its message or form was drawn anew. */
export const focusKey = (item, use, part = "") => `${use.block.block_id}/${item.action_id}${part && `/${part}`}`;
