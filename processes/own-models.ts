/** The models of organizations, put together from the record: who has one of its own, and its key opened (B-AI-7). */
import { createHttpGuard } from '../adapters/http-guard/guard.ts';
import type { ModelGateway } from '../adapters/model/gateway.ts';
import { ModelError } from '../adapters/model/model-error.ts';
import { checkOwnModel, createOwnModels, type OwnModel, type OwnModelOptions } from '../adapters/model/own.ts';
import type { Config } from '../config/index.ts';
import type { Logger } from '../config/log.ts';
import type { Database } from '../db/database.ts';
import type { Keyring } from '../db/keys/keyring.ts';
import { findModelSettings, MODEL_KEY_FIELD } from '../db/model/queries.ts';
import { addressOf, type ModelCheck, type ModelSettings } from '../domain/model/settings.ts';

/** A change counts everywhere after so long. */
const KNOWN_MS = 10_000;
const CHECK_TIMEOUT_MS = 20_000;
const ORGANIZATIONS = 1_000;

/** Judges addresses of models that organizations give: public ones, and those the operator allows. */
const guardOf = (config: Config) => {
  const allowed = (config.PARLEY_MODELS_ALLOWED ?? '').split(',').map(one => one.trim());
  return createHttpGuard({ operatorUrls: allowed.filter(one => one !== '') });
};

const optionsOf = (config: Config, log: Logger): OwnModelOptions => ({
  guard: guardOf(config),
  timeoutMs: config.PARLEY_MODEL_TIMEOUT_MS,
  log,
});

/** The installation's gateway, with the models of those organizations that have their own. */
export function withOwnModels(
  installation: ModelGateway,
  config: Config,
  { db, keyring, log }: { db: Database; keyring: Keyring; log: Logger },
): ModelGateway {
  const known = new Map<string, { at: number; answer: Promise<OwnModel | null> }>();
  const own = (orgId: string): Promise<OwnModel | null> => {
    const now = performance.now();
    const cached = known.get(orgId);
    if (cached && now - cached.at < KNOWN_MS) return cached.answer;
    const answer = ownModelOf(db, keyring, orgId);
    answer.catch(() => known.delete(orgId));
    if (known.size > ORGANIZATIONS) known.clear();
    known.set(orgId, { at: now, answer });
    return answer;
  };
  return createOwnModels(installation, own, optionsOf(config, log));
}

/** @throws ModelError, as every model call does: the turn fails safe. */
async function ownModelOf(db: Database, keyring: Keyring, orgId: string): Promise<OwnModel | null> {
  try {
    const row = await db.withOrg(orgId, tx => findModelSettings(tx, { orgId }));
    if (!row) return null;
    const baseUrl = addressOf(row);
    if (baseUrl === null) return { version: row.version, settings: row, provider: null };
    const sealed = row.apiKeySealed;
    const apiKey = sealed ? (await keyring.open(orgId, MODEL_KEY_FIELD, sealed)).toString('utf8') : '';
    return { version: row.version, settings: row, provider: { baseUrl, apiKey } };
  } catch (cause) {
    throw new ModelError('unavailable', 'The settings of the model could not be read.', { retryable: true, cause });
  }
}

/** What the api needs to judge settings before they are saved. */
export function modelDesk(config: Config, log: Logger, installation: Record<string, string>) {
  const options = { ...optionsOf(config, log), timeoutMs: Math.min(CHECK_TIMEOUT_MS, config.PARLEY_MODEL_TIMEOUT_MS) };
  return {
    installation,
    mayReach: async (address: string): Promise<void> => {
      await options.guard.check(address);
    },
    check: (settings: ModelSettings, provider: { baseUrl: string; apiKey: string }): Promise<ModelCheck> =>
      checkOwnModel({ settings, provider }, options),
  };
}
