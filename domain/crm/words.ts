/** The closed vocabularies of contacts and leads. Stored, and part of the api. */

export const ASSIGNMENT_MODES = ['off', 'round_robin', 'least_busy'] as const;
export type AssignmentMode = (typeof ASSIGNMENT_MODES)[number];

export const DUPLICATE_REASONS = ['same_identity', 'same_email', 'same_name_and_fact', 'near_name_and_fact'] as const;
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/** UPLOADED → CHECKING → CHECKED → RUNNING → DONE; a person may stop it, and only a fault of ours makes it FAILED. */
export const IMPORT_STATES = ['UPLOADED', 'CHECKING', 'CHECKED', 'RUNNING', 'DONE', 'STOPPED', 'FAILED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const EXPORT_STATES = ['RUNNING', 'DONE', 'FAILED'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];
