/** Workflow ids, built in one place. They hold ids only: they stand in clear in Temporal. */
export const conversationWorkflowId = (orgId: string, conversationId: string): string =>
  `conversation/${orgId}/${conversationId}`;

/** The organization a workflow id belongs to; null for those of none. */
export function orgOfWorkflowId(workflowId: string): string | null {
  const match = /^[a-z-]+\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\//.exec(workflowId);
  return match?.[1] ?? null;
}
