/** What no agent on this machine could do without: the bare workflow with a turn's calls. */
import { bareLane } from '../load/lanes.ts';
import { customerPhone } from '../load/messages.ts';
import { NUMBER } from '../stack/number.ts';
import { query } from '../stack/servers.ts';
import { type Measured, measure, type TurnsContext, upTo } from './turn-series.ts';

/** @returns null when no turn was answered before: the prompt of one is what is sent. */
export async function callingSeries(context: TurnsContext): Promise<Measured | null> {
  const { stack, databaseUrl, api } = context;
  const [first] = stack.plan.turns.open;
  const [known] = await query<{ prompt: { name: string; text: string }[] }>(
    databaseUrl,
    'select prompt from turns where prompt is not null order by started_at desc limit 1',
  );
  if (!first || !known) return null;
  const phone = await stack.phone();
  const conversations = upTo(0, first.conversations);
  const worker = await stack.bareWorker({
    modelUrl: phone.modelUrl,
    prompt: known.prompt.map(part => `### ${part.name}\n${part.text}`).join('\n\n'),
    sendUrl: `${phone.url}/v24.0/${NUMBER.phoneNumberId}/messages`,
    token: stack.secret,
    databaseUrl,
    phones: conversations.map(customerPhone),
  });
  try {
    const common = {
      lane: bareLane(worker, 'calling'),
      written: new Map<number, number>(),
      conversations,
      open: first.conversations,
      roots: stack.roots(api.child, worker, phone.children.whatsapp, phone.children.model),
    };
    await measure(context, { ...common, turns: 'each once', phase: 'first' });
    return await measure(context, { ...common, turns: first.turns, phase: 'next' });
  } finally {
    await worker.stop();
  }
}
