/** The simulated customers and the model, over their own control ports: what was really accepted stands in their ledger. */
import type { FaultRequest } from '../../../simulators/model/faults/modes.ts';
import type { FaultInput } from '../../../simulators/whatsapp/faults.ts';
import type { RefusedSend, SendRecord, WebhookDelivery } from '../../../simulators/whatsapp/records.ts';
import { call } from './http.ts';

export interface Written {
  from: string;
  /** The provider's id of the message. */
  id: string;
}

export class Phone {
  private readonly url: string;
  private readonly modelUrl: string;
  private last = 15_550_000_000;

  constructor(url: string, modelUrl: string) {
    this.url = url;
    this.modelUrl = modelUrl.replace(/\/v1$/, '');
  }

  /** A customer nobody has met. */
  newCustomer(): string {
    return `+${++this.last}`;
  }

  /** Customers write; all their messages come in one delivery. */
  async write(messages: { from: string; text: string }[]): Promise<Written[]> {
    const answer = await this.call<{ messages: { id: string }[] }>(this.url, 'POST', '/_sim/inbound', {
      messages,
      batch: true,
    });
    return messages.map(({ from }, index) => {
      const id = answer.messages[index]?.id;
      if (!id) throw new Error(`the simulator took no message of ${from}`);
      return { from, id };
    });
  }

  addFault(fault: FaultInput): Promise<unknown> {
    return this.call(this.url, 'POST', '/_sim/faults', fault);
  }

  async ledger(): Promise<{ sends: SendRecord[]; refused: RefusedSend[] }> {
    return this.call(this.url, 'GET', '/_sim/ledger');
  }

  /** Ids of messages whose delivery was answered 200, among the newest deliveries. */
  async acceptedInbound(): Promise<Set<string>> {
    const { deliveries } = await this.call<{ deliveries: WebhookDelivery[] }>(
      this.url,
      'GET',
      '/_sim/webhooks?limit=5000',
    );
    const accepted = deliveries.filter(each => each.attempts.some(attempt => attempt.responseStatus === 200));
    return new Set(accepted.flatMap(each => each.messageIds));
  }

  /** What waits for its next try is tried at once: nobody here waits for the provider's patience. */
  flush(): Promise<unknown> {
    return this.call(this.url, 'POST', '/_sim/webhooks/flush', { why: 'hold' });
  }

  addModelFault(fault: FaultRequest): Promise<unknown> {
    return this.call(this.modelUrl, 'POST', '/_sim/mode', fault);
  }

  async modelFaults(): Promise<(FaultRequest & { applied: number })[]> {
    const { active } = await this.call<{ active: (FaultRequest & { applied: number })[] }>(
      this.modelUrl,
      'GET',
      '/_sim/modes',
    );
    return active;
  }

  clearModelFaults(): Promise<unknown> {
    return this.call(this.modelUrl, 'POST', '/_sim/mode', { mode: 'normal' });
  }

  private async call<T>(base: string, method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? '' : JSON.stringify(body);
    const { status, text } = await call(base + path, method, { 'content-type': 'application/json' }, json);
    if (status >= 300) throw new Error(`the simulator refused ${method} ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }
}
