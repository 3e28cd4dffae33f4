/** The room of a product that runs already: spoken to through the phone simulator's control calls, read through the REST api. */
import type { Facts } from '../types.ts';
import { type Room, titlesOf } from './room.ts';

export interface RemoteOptions {
  url: string;
  phone: string;
  email: string;
  password: string;
}

interface Detail {
  id: string;
  owner: string;
  stage: string;
  leadStatus: string;
  optedOut: boolean;
  activity: string;
  escalation: { reasons: string[]; priority: string } | null;
  slots: { key: string; value: string; confidence: number }[];
  ctas: { type: string; state: string }[];
}

/** The product says nothing for this long, and is idle: then it has nothing more to say. */
const REST_MS = 3_500;

/** @throws when the login or one of the addresses does not answer. */
export async function remoteRoom(options: RemoteOptions): Promise<Room> {
  const cookie = await login(options);
  const ids = new Map<string, string>();
  const lastAt = new Map<string, number>();

  async function api<T>(path: string): Promise<T> {
    const response = await fetch(`${options.url}/api/v1${path}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as T;
  }

  async function detail(phone: string): Promise<Detail | null> {
    let id = ids.get(phone);
    if (!id) {
      const page = await api<{ conversations: { id: string; contact: { address: string } }[] }>(
        `/conversations?view=all&search=${encodeURIComponent(phone)}`,
      );
      const digits = (text: string): string => text.replace(/\D/g, '');
      id = page.conversations.find(one => digits(one.contact.address) === digits(phone))?.id;
      if (!id) return null;
      ids.set(phone, id);
    }
    return api<Detail>(`/conversations/${id}`);
  }

  const sends: Room['sends'] = async phone => {
    const response = await fetch(`${options.phone}/_sim/ledger?to=${encodeURIComponent(phone)}`);
    const body = (await response.json()) as {
      sends: { wamid: string; at: number; type: string; text: string; body: Record<string, unknown> }[];
    };
    return body.sends.map(one => ({
      id: one.wamid,
      at: one.at,
      kind: one.type,
      text: one.text,
      buttons: titlesOf(one.body),
    }));
  };

  return {
    async inbound(input) {
      lastAt.set(input.from, Date.now());
      const response = await fetch(`${options.phone}/_sim/inbound`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      if (!response.ok) throw new Error(`the simulated phone answered ${response.status}: ${await response.text()}`);
    },
    sends,
    async settled(phone) {
      const last = Math.max(lastAt.get(phone) ?? 0, ...(await sends(phone)).map(one => one.at));
      if (Date.now() - last < REST_MS) return false;
      return (await detail(phone))?.activity === 'IDLE';
    },
    async facts(phone): Promise<Facts> {
      const found = await detail(phone);
      if (!found) throw new Error(`no conversation with ${phone} was recorded`);
      return {
        owner: found.owner,
        stage: found.stage,
        leadStatus: found.leadStatus,
        optedOut: found.optedOut,
        escalation: found.escalation && { ...found.escalation, handedOver: found.owner === 'HUMAN' },
        slots: Object.fromEntries(found.slots.map(({ key, value, confidence }) => [key, { value, confidence }])),
        ctas: Object.fromEntries(found.ctas.map(({ type, state }) => [type, state])),
        ...{ turns: 0, modelCalls: 0, inputTokens: 0, outputTokens: 0, costMicros: 0 },
      };
    },
    now: () => Date.now(),
  };
}

async function login({ url, email, password }: RemoteOptions): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  }).catch(error => {
    throw new Error(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!response.ok) throw new Error(`the login at ${url} answered ${response.status}: check --email and --password`);
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ');
}
