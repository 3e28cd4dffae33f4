import fc from 'fast-check';
import { expect, it } from 'vitest';
import { conversationWorkflowId, orgOfWorkflowId } from './ids.ts';

it('the organization reads back from every workflow id', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (orgId, conversationId) => {
      expect(conversationWorkflowId(orgId, conversationId)).toBe(`conversation/${orgId}/${conversationId}`);
      expect(orgOfWorkflowId(conversationWorkflowId(orgId, conversationId))).toBe(orgId);
    }),
  );
});
it.each([
  '',
  'conversation',
  'conversation/x/y',
  'sweep',
  'Conversation/0197f0c2-1234-7abc-8def-0123456789ab/x',
  '../0197f0c2-1234-7abc-8def-0123456789ab/x',
])('%j belongs to none', id => expect(orgOfWorkflowId(id)).toBeNull());
