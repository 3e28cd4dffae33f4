/** Shapes of the wire that more than one file names. Nothing of them is promised: see json.ts. */
export type JsonObject = Record<string, unknown>;

/** The lists a change may carry; each item is an update of its own. */
export const UPDATE_LISTS = [
  'messages',
  'statuses',
  'errors',
  'message_echoes',
  'user_preferences',
  'user_id_update',
  'calls',
  'groups',
  'history',
  'state_sync',
  'messaging_handovers',
] as const;
export type UpdateList = (typeof UPDATE_LISTS)[number];
