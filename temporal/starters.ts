/** Wakes conversation workflows: signal, or start with the signal. The only code that names workflow and signals to a client. */
import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { OutboxNote } from '../db/outbox/queries.ts';
import { conversationWorkflowId } from '../workflows/conversation/ids.ts';
import type { ConversationInput, ConversationView, DueRequest } from '../workflows/conversation/messages.ts';

export interface StarterOptions {
  taskQueue: string;
  publicUrl: string;
  searchAttributes: boolean;
  maxHistoryEvents: number;
}

const SIGNALS: Record<OutboxNote['kind'], string> = {
  inbound: 'inboundReceived',
  ownership: 'ownershipChanged',
  outbound: 'outboundQueued',
  delivery: 'deliveryChanged',
  playbook: 'playbookChanged',
  changed: 'stateChanged',
};

export interface Starters {
  /** Tells one conversation one thing; starts its workflow if none runs. */
  tell(note: Pick<OutboxNote, 'orgId' | 'conversationId' | 'kind' | 'payload'>, channel: string): Promise<void>;
  /** Asks for the next due action to be carried out now. */
  runDue(orgId: string, conversationId: string, due: DueRequest): Promise<void>;
  /** Forgets a person; an erasure that runs already goes on. */
  erase(orgId: string, erasureId: string): Promise<void>;
  /** Reads a website; a scan that runs already goes on. */
  scanWebsite(orgId: string, scanId: string): Promise<void>;
  /** Takes the rows of a file; an import that runs already goes on. */
  importContacts(orgId: string, importId: string): Promise<void>;
  /** Writes a file of contacts and forgets it after a day; one that runs already goes on. */
  exportContacts(orgId: string, exportId: string): Promise<void>;
  /** The run's own view; null when none runs, or while it still loads. */
  view(orgId: string, conversationId: string): Promise<ConversationView | null>;
}

export function createStarters(client: Client, options: StarterOptions): Starters {
  const start = (orgId: string, conversationId: string, channel: string, signal: string, args: unknown[]) =>
    client.workflow.signalWithStart('conversation', {
      workflowId: conversationWorkflowId(orgId, conversationId),
      taskQueue: options.taskQueue,
      signal,
      signalArgs: args,
      staticSummary: `Conversation on ${channel}`,
      args: [
        {
          orgId,
          conversationId,
          channel,
          publicUrl: options.publicUrl,
          searchAttributes: options.searchAttributes,
          maxHistoryEvents: options.maxHistoryEvents,
        } satisfies ConversationInput,
      ],
    });
  /** Starts a workflow that is about one thing; one that runs already goes on. */
  const once = async (workflow: string, workflowId: string, staticSummary: string, input: unknown): Promise<void> => {
    await client.workflow
      .start(workflow, { workflowId, taskQueue: options.taskQueue, staticSummary, args: [input] })
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
  };
  return {
    async tell(note, channel) {
      const args = note.kind === 'inbound' || note.kind === 'ownership' ? [note.payload] : [];
      await start(note.orgId, note.conversationId, channel, SIGNALS[note.kind], args);
    },
    async runDue(orgId, conversationId, due) {
      await start(orgId, conversationId, 'whatsapp', 'dueRequested', [due]);
    },
    erase: (orgId, erasureId) =>
      once('erasure', `erasure/${orgId}/${erasureId}`, 'Erasure of a person', { orgId, erasureId }),
    scanWebsite: (orgId, scanId) =>
      once('websiteScan', `website/${orgId}/${scanId}`, 'Reading of a website', { orgId, scanId }),
    importContacts: (orgId, id) => once('contactImport', `import/${orgId}/${id}`, 'Import of contacts', { orgId, id }),
    exportContacts: (orgId, id) => once('contactExport', `export/${orgId}/${id}`, 'Export of contacts', { orgId, id }),
    async view(orgId, conversationId) {
      try {
        return await client.workflow
          .getHandle(conversationWorkflowId(orgId, conversationId))
          .query<ConversationView | null>('view');
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },
  };
}
