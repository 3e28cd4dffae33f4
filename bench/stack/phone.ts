/** The simulated customers: they write through the simulator, and their replies are seen as it accepts them. */
import { Agent, request } from 'node:http';
import type { LoadMessage } from '../load/messages.ts';
import type { Child } from './child.ts';

interface InboundAnswer {
  messages: { id: string; customerId?: string }[];
}

const BATCH = 500;

export class Phone {
  readonly url: string;
  readonly modelUrl: string;
  readonly children: { whatsapp: Child; model: Child };
  private readonly agent = new Agent({ keepAlive: true });
  /** Phone numbers by the simulator's customer ids. */
  private readonly numbers = new Map<string, string>();

  constructor(url: string, modelUrl: string, children: { whatsapp: Child; model: Child }) {
    this.url = url;
    this.modelUrl = modelUrl;
    this.children = children;
  }

  /** A customer writes; the simulator posts the webhook. */
  async write(from: string, text: string): Promise<void> {
    await this.inbound([{ from: `+${from}`, text }]);
  }

  /**
   * Tells the simulator of messages that the load generator will post itself, so that it knows them: it opens windows and
   * lets them be marked as read, and posts nothing.
   */
  async announce(messages: LoadMessage[]): Promise<void> {
    await this.post('/_sim/webhooks/mode', { hold: true });
    for (let start = 0; start < messages.length; start += BATCH)
      await this.inbound(
        messages.slice(start, start + BATCH).map(({ id, from, text }) => ({ id, from: `+${from}`, text })),
      );
    await this.post('/_sim/webhooks/mode', { hold: false });
  }

  /** Calls back with the customer's number each time a message to them is accepted. @returns what ends it. */
  watch(onReply: (from: string) => void): () => void {
    let buffer = '';
    const outgoing = request(`${this.url}/_sim/events`, response => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        buffer += chunk;
        const frames = buffer.split('\n\n');
        buffer = frames.pop() ?? '';
        for (const frame of frames)
          if (frame.startsWith('event: status') && frame.includes('"pending"')) this.reply(frame, onReply);
      });
      response.on('error', () => undefined);
    });
    outgoing.on('error', () => undefined);
    outgoing.end();
    return () => outgoing.destroy();
  }

  private reply(frame: string, onReply: (from: string) => void): void {
    const { chatKey } = JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as { chatKey: string };
    const from = this.numbers.get(chatKey.split('|')[0] ?? '');
    if (from !== undefined) onReply(from);
  }

  private async inbound(messages: { id?: string; from: string; text: string }[]): Promise<void> {
    const answer = (await this.post('/_sim/inbound', messages)) as InboundAnswer;
    messages.forEach(({ from }, index) => {
      const customerId = answer.messages[index]?.customerId;
      if (customerId) this.numbers.set(customerId, from.slice(1));
    });
  }

  private post(path: string, body: unknown): Promise<unknown> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        this.url + path,
        {
          method: 'POST',
          agent: this.agent,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        },
        response => {
          let answer = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            answer += chunk;
          });
          response.on('end', () => {
            if (response.statusCode !== 200)
              reject(new Error(`the simulator refused ${path}: ${answer.slice(0, 300)}`));
            else resolve(JSON.parse(answer));
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
}
