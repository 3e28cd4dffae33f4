/** What WhatsApp charges for a message, as this organization knows it (A-PRICE-2). */
import { z } from 'zod';
import { audit } from '../../db/audit/queries.ts';
import type { Tx } from '../../db/database.ts';
import { ownRates, saveSetting } from '../../db/organization/settings.ts';
import { DEFAULT_RATES } from '../../domain/cost/rates.ts';
import { read, write } from '../../domain/permission/permission.ts';
import { ratesSchema, saveRatesSchema } from '../contracts/costs.ts';
import { actorOf } from '../conversations/ownership.ts';
import { defineEndpoint } from '../endpoint.ts';

const tag = 'Costs';
const params = z.strictObject({});
const query = z.strictObject({});

async function shown(tx: Tx, orgId: string) {
  const own = await ownRates(tx, { orgId });
  return { rates: own ?? DEFAULT_RATES, own: own !== null };
}

export const ratesEndpoint = defineEndpoint({
  method: 'get',
  path: '/settings/rates',
  summary: 'What a message costs, by category and day',
  tag,
  needs: read('settings'),
  params,
  query,
  body: z.undefined(),
  response: ratesSchema,
  errors: [],
  handle: ({ caller, services }) => services.db.withOrg(caller.orgId, tx => shown(tx, caller.orgId)),
});

export const saveRatesEndpoint = defineEndpoint({
  method: 'put',
  path: '/settings/rates',
  summary: 'Set what messages cost; taken up within seconds, for messages from then on',
  tag,
  needs: write('settings'),
  params,
  query,
  body: saveRatesSchema,
  response: ratesSchema,
  errors: [{ status: 422, code: 'rule', when: 'a category has two prices from one day' }],
  handle: ({ body: { rates }, caller, services }) =>
    services.db.withOrg(caller.orgId, async tx => {
      const { orgId } = caller;
      const now = services.clock.now();
      await saveSetting(tx, { orgId, key: 'rates', value: rates });
      const payload = { rates: rates?.length ?? null };
      await audit(tx, { orgId, actor: actorOf(caller), action: 'rates_set', subjectId: null, payload, now });
      return shown(tx, orgId);
    }),
});
