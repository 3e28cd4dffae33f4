/** The parts of the page; the address names the one that is open. */
export const TABS = ['sources', 'review', 'ask', 'topics'] as const;
export type Tab = (typeof TABS)[number];

export const parseKnowledgeSearch = (search: Record<string, unknown>): { part?: Tab } => {
  const part = TABS.find(one => one === search.part);
  return part ? { part } : {};
};
