/** The same question answered in several tones, with the playbook as it is being edited (E-PERS-4). */
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { addModelCall, spendingOf } from '../../db/cost/queries.ts';
import { takeFromWindow } from '../../db/limits/windows.ts';
import { budgetSettings } from '../../db/organization/settings.ts';
import { organizations } from '../../db/organization/table.ts';
import { capState } from '../../domain/cost/caps.ts';
import { monthOf } from '../../domain/cost/month.ts';
import { write } from '../../domain/permission/permission.ts';
import { withPreset } from '../../domain/playbook/tones.ts';
import { tonePreviewSchema, tonePreviewsSchema } from '../contracts/playbooks.ts';
import { ApiError, type ApiServices, defineEndpoint } from '../endpoint.ts';

/** Each asks the model some times. */
const PER_MINUTE = 6;
const MINUTE_MS = 60_000;
const ANSWER_MS = 40_000;

export const tonePreviewEndpoint = defineEndpoint({
  method: 'post',
  path: '/playbooks/preview',
  summary: 'How the agent would answer one question in several tones; nothing is sent or kept; 6 a minute',
  tag: 'Playbooks',
  needs: write('playbooks'),
  params: z.strictObject({}),
  query: z.strictObject({}),
  body: tonePreviewSchema,
  response: tonePreviewsSchema,
  errors: [
    { status: 422, code: 'rule', when: 'a tone stands twice, or contact hours end before they begin' },
    { status: 409, code: 'over_budget', when: 'the month’s budget is spent' },
    { status: 503, code: 'model_failed', when: 'the model gave no answer' },
  ],
  async handle({ body: { config, question, presets }, caller: { orgId }, services }) {
    const { preview, clock, db, log } = services;
    if (!preview) throw failed();
    await mustNotHurry(services, orgId);
    const now = clock.now();
    const zone = await db.withOrg(orgId, async tx => {
      const { monthMicros } = await budgetSettings(tx, { orgId });
      const spent = (await spendingOf(tx, { orgId, month: monthOf(now) })).reduce(
        (sum, { costMicros }) => sum + costMicros,
        0,
      );
      if (capState(spent, monthMicros) === 'spent')
        throw new ApiError(409, 'over_budget', 'The budget of this month is spent.', {
          hint: 'Raise the cap on the costs page.',
        });
      const [row] = await tx
        .select({ zone: organizations.zone })
        .from(organizations)
        .where(eq(organizations.id, orgId));
      return row?.zone ?? 'UTC';
    });
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answers = await Promise.allSettled(
      presets.map(preset =>
        preview({ orgId, playbook: { ...config, tone: withPreset(config.tone, preset) }, question, zone, now, signal }),
      ),
    );
    const usages = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value.usages : []));
    await db.withOrg(orgId, async tx => {
      for (const usage of usages)
        await addModelCall(tx, { orgId, conversationId: null, purpose: 'preview', usage, now });
    });
    if (answers.every(answer => answer.status === 'rejected')) {
      log.warn({ err: (answers[0] as PromiseRejectedResult | undefined)?.reason }, 'a preview failed');
      throw failed();
    }
    return {
      answers: presets.map((preset, index) => {
        const answer = answers[index];
        return answer?.status === 'fulfilled'
          ? { preset, text: answer.value.text, why: answer.value.why }
          : { preset, text: null, why: 'The model gave no answer.' };
      }),
    };
  },
});

const failed = (): ApiError =>
  new ApiError(503, 'model_failed', 'The model gave no answer.', {
    hint: 'Look at the settings of the model, and try again.',
  });

async function mustNotHurry({ db, clock }: ApiServices, orgId: string): Promise<void> {
  const now = clock.now();
  const { through, endsAt } = await db.withSystem(tx =>
    takeFromWindow(tx, { key: `tone-preview/${orgId}`, units: 1, windowMs: MINUTE_MS, now }),
  );
  if (through > PER_MINUTE)
    throw new ApiError(429, 'rate_limited', `More than ${PER_MINUTE} previews in a minute.`, {
      hint: `Try again in ${Math.max(1, Math.ceil((endsAt - now) / 1000))} s.`,
    });
}
