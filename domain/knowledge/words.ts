/** Names of the knowledge base (A-KNOW-1, B-KB-2, B-KB-3). */
export const SOURCE_TYPES = ['FAQ', 'WEBSITE', 'TEXT', 'PLAYBOOK'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

export const DOCUMENT_STATUSES = ['PENDING', 'PROCESSING', 'INDEXED', 'FAILED'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];
