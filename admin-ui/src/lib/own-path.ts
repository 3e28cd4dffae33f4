/** Whether a text names a place of this app and nothing else: browsers read `/\` as `//`, and leave tabs and line ends out. */
export const isOwnPath = (text: unknown): text is string =>
  typeof text === 'string' && /^\/(?![/\\])/.test(text) && !/[\\\p{Cc}]/u.test(text);
