/** Every table, for migrations and for the tests that read what there is. */
export * from './audit/table.ts';
export * from './auth/table.ts';
export * from './channel/table.ts';
export * from './contact/table.ts';
export * from './conversation/table.ts';
export * from './escalation/table.ts';
export * from './event/table.ts';
export * from './intake/table.ts';
export * from './message/table.ts';
export * from './organization/table.ts';
export * from './outbox/table.ts';
export * from './playbook/table.ts';
export * from './template/table.ts';
export * from './turn/table.ts';
