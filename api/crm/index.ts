import { assignmentEndpoints } from './assignment.ts';
import { bulkEndpoints } from './bulk.ts';
import { contactEndpoints } from './contacts.ts';
import { duplicateEndpoints } from './duplicates.ts';
import { fieldEndpoints } from './fields.ts';
import { leadEndpoints } from './leads.ts';

/** Contacts and leads. Order matters where a word could be an id. */
export const crmEndpoints = [
  ...leadEndpoints,
  ...fieldEndpoints,
  ...assignmentEndpoints,
  ...duplicateEndpoints,
  ...bulkEndpoints,
  ...contactEndpoints,
];
