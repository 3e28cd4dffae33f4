/** Plays one persona and writes down what both sides said. It knows the customer's side only: what it reads of the product is when it rests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange, Persona, Said, Step, Transcript } from '../types.ts';
import type { Room } from './room.ts';

export interface PlayOptions {
  room: Room;
  persona: Persona;
  /** The customer's number, E.164. */
  phone: string;
  /** Lets time pass; null where it cannot be moved. */
  wait: ((ms: number) => Promise<void>) | null;
  /** How long the business may take for one answer. */
  patienceMs: number;
}

const POLL_MS = 60;
const HOUR_MS = 3_600_000;

/** @throws when the business does not come to rest in time, with what was said so far in the message. */
export async function play({ room, persona, phone, wait, patienceMs }: PlayOptions): Promise<Transcript> {
  const said: Said[] = [];
  const exchanges: Exchange[] = [];
  let inbound = 0;
  let seen = 0;

  async function hear(step: number): Promise<number> {
    const sends = await room.sends(phone);
    const fresh = sends.slice(seen);
    seen = sends.length;
    for (const { at, kind, text, buttons } of fresh) said.push({ at, from: 'business', kind, text, buttons, step });
    return fresh.length;
  }

  async function write(step: number, kind: string, text: string, content: Record<string, unknown>): Promise<void> {
    inbound++;
    said.push({ at: room.now(), from: 'customer', kind, text, buttons: [], step });
    await room.inbound({ from: phone, name: persona.name, ...content });
  }
  const writeText = (step: number, text: string): Promise<void> => write(step, 'text', text, { text });

  async function rest(step: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await room.settled(phone, inbound))) {
      if (Date.now() > deadline) {
        await hear(step);
        throw new Error(
          `${persona.key}: nothing settled within ${patienceMs / 1000} s after "${said.findLast(one => one.from === 'customer')?.text ?? ''}"`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  async function exchange(step: number, what: string, sent: number, run: () => Promise<void>): Promise<void> {
    await run();
    const askedAt = said.findLast(one => one.from === 'customer')?.at ?? room.now();
    await rest(step);
    const answers = await hear(step);
    const first = answers > 0 ? said[said.length - answers] : undefined;
    exchanges.push({ step, what, sent, answers, responseMs: first ? Math.max(0, first.at - askedAt) : null });
  }

  async function run(step: Step, index: number): Promise<void> {
    switch (step.do) {
      case 'say':
        return exchange(index, step.text, 1, () => writeText(index, step.text));
      case 'burst':
        return exchange(index, `${step.texts.length} messages at once`, step.texts.length, async () => {
          for (const text of step.texts) await writeText(index, text);
        });
      case 'type_slowly':
        return exchange(index, `${step.texts.length} pieces, typed slowly`, step.texts.length, async () => {
          for (const text of step.texts) {
            await writeText(index, text);
            await sleep(step.pauseMs);
          }
        });
      case 'media': {
        const { kind, caption, fileName } = step;
        const media = { ...(caption ? { caption } : {}), ...(fileName ? { filename: fileName } : {}) };
        return exchange(index, `[${kind}] ${caption ?? ''}`.trim(), 1, () =>
          write(index, kind, caption ?? `[${kind}]`, {
            type: kind,
            media: kind === 'audio' ? { ...media, voice: true } : media,
          }),
        );
      }
      case 'location':
        return exchange(index, '[location]', 1, () =>
          write(index, 'location', '[location]', {
            type: 'location',
            location: { latitude: step.latitude, longitude: step.longitude },
          }),
        );
      case 'answer_questions':
        return answerQuestions(step, index);
      case 'wait': {
        if (!wait) throw new Error(`${persona.key} waits, and time cannot be moved here`);
        await wait(step.hours * HOUR_MS);
        await hear(index);
      }
    }
  }

  async function answerQuestions(step: Extract<Step, { do: 'answer_questions' }>, index: number): Promise<void> {
    const left = [...step.answers];
    for (let round = 0; round < step.upTo; round++) {
      const last = said.findLast(one => one.from === 'business');
      if (!last || !/[?？؟]/.test(last.text)) return;
      const at = left.findIndex(answer => new RegExp(answer.asked, 'iu').test(last.text));
      const text = at < 0 ? step.otherwise : (left.splice(at, 1)[0]?.say ?? step.otherwise);
      await exchange(index, text, 1, () => writeText(index, text));
      if (at < 0) return;
    }
  }

  for (const [index, step] of persona.steps.entries()) await run(step, index);
  await hear(persona.steps.length);
  return { persona, phone, said, exchanges, facts: await room.facts(phone) };
}
