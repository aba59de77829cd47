/** What people have entered but not sent: per message or view, by block_id and action_id, in the control API's short form. */

const entered = new Map();

/** The entries of one place ("view:V1", "message:C1:17.2") and its present `blocks`: read, write, all of them. */
export function entriesOf(place, blocks) {
  const read = () => entered.get(place) ?? {};
  return {
    get: (block, action) => read()[block]?.[action],
    keep(block, action, value) {
      entered.set(place, { ...read(), [block]: { ...read()[block], [action]: value } });
    },
    // The bot may have replaced blocks meanwhile; what was entered in those is gone, as it is for Slack.
    all: () =>
      Object.fromEntries(blocks.map((block) => [block.block_id, read()[block.block_id]]).filter(([, kept]) => kept)),
  };
}

/** Forget views that are no longer open. */
export function forgetViews(open) {
  const ids = new Set(open.map((view) => `view:${view.id}`));
  for (const place of [...entered.keys()]) if (place.startsWith("view:") && !ids.has(place)) entered.delete(place);
}

const SINGLE = [
  "value",
  "selected_user",
  "selected_channel",
  "selected_conversation",
  "selected_date",
  "selected_time",
  "selected_date_time",
];
const SEVERAL = ["selected_users", "selected_channels", "selected_conversations"];

/** Slack's state of one element in the short form, or undefined when it has none. */
export function fromState(state) {
  if (!state) return undefined;
  if (state.selected_option !== undefined) return state.selected_option?.value ?? null;
  if (state.selected_options) return state.selected_options.map((option) => option.value);
  const key = [...SINGLE, ...SEVERAL].find((name) => state[name] !== undefined);
  return key && state[key];
}

/** The value that an element itself begins with, in the short form, or undefined. */
export function initialOf(element) {
  if (element.initial_option) return element.initial_option.value;
  if (element.initial_options) return element.initial_options.map((option) => option.value);
  const key = Object.keys(element).find((name) => name.startsWith("initial_"));
  return key && element[key];
}
