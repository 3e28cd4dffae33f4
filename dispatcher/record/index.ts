/** One update, recorded in its own transaction. */
import type { InboundUpdate } from '../../domain/message/inbound.ts';
import { recordDelete, recordEcho, recordEdit, recordIdentityChange, recordReaction } from './changes.ts';
import { ignored, type RecordContext, type Recorded } from './context.ts';
import { recordMessage } from './message.ts';
import { recordMarketingPreference, recordStatus, recordTemplate } from './status.ts';

export async function record(context: RecordContext, update: InboundUpdate): Promise<Recorded> {
  switch (update.type) {
    case 'message':
      return recordMessage(context, update);
    case 'reaction':
      return recordReaction(context, update);
    case 'edit':
      return recordEdit(context, update);
    case 'delete':
      return recordDelete(context, update);
    case 'echo':
      return recordEcho(context, update);
    case 'status':
      return recordStatus(context, update);
    case 'identity_changed':
      return recordIdentityChange(context, update);
    case 'marketing_preference':
      return recordMarketingPreference(context, update);
    case 'template_status':
    case 'template_quality':
      return recordTemplate(context, update);
    case 'account_notice':
      return ignored(`account notice: ${update.field}`);
    case 'ignored':
      return ignored(update.reason);
  }
}
