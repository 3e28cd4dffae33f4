import { messagesOf } from '../chat-messages.ts';
import type { FaultInput, FaultRule } from '../faults.ts';
import { addTemplate, reviewTemplate, type TemplateInput } from '../graph/template-store.ts';
import { changeCustomer, createCustomer, type NewCustomer, requireCustomer } from '../identity/customers.ts';
import { callFrom } from '../inbound/call.ts';
import { receive } from '../inbound/receive.ts';
import type { InboundInput, InboundResult } from '../inbound/sender.ts';
import type { LimitOptions, StatusDelays } from '../options.ts';
import type { BusinessNumber, Chat, ChatMessage, Customer, StatusMode, Template } from '../records.ts';
import type { BatchLayout } from '../webhooks/batch.ts';
import { type HandshakeResult, handshake } from '../webhooks/handshake.ts';
import { type FlushOptions, plainMode, type WebhookMode } from '../webhooks/queue.ts';
import { deliverWaiting, playMessage, readChat } from '../webhooks/statuses.ts';
import { ControlError, type World } from '../world.ts';
import { addNumber, type NewNumber } from './numbers.ts';

export interface ChatView extends Chat {
  customer: Customer;
  messages: ChatMessage[];
}

export interface CustomerChange {
  name?: string;
  username?: string;
  offline?: boolean;
  blocked?: boolean;
  losesReply?: boolean;
  hidesNumber?: boolean;
  autoRead?: boolean;
}

export interface BehaviourChange {
  statusDelaysMs?: Partial<StatusDelays>;
  statusMode?: StatusMode;
  autoRead?: boolean;
  limits?: Partial<LimitOptions> | false;
  windowRefusal?: 'sync' | 'status';
  templateReview?: 'approve' | 'reject' | 'manual';
}

const LIMITS: LimitOptions = { throughputPerSecond: 80, pairIntervalMs: 6_000, pairBurst: 45 };
const TOGGLES = ['name', 'username', 'offline', 'blocked', 'losesReply', 'hidesNumber', 'autoRead'] as const;

/** Everything a test or the handset can make happen. A wrong call throws ControlError with a clear message. */
export function createControls(world: World) {
  return {
    /** Sends as a customer; several inputs go out in one POST when `batch` is given. */
    inbound(
      input: InboundInput | InboundInput[],
      batch?: BatchLayout,
    ): { messages: InboundResult[]; deliveries: string[] } {
      return receive(world, Array.isArray(input) ? input : [input], batch);
    },
    /** A call from a customer: opens the window and reports on the field `calls`. */
    call: (from: string, phoneNumberId?: string) => callFrom(world, from, phoneNumberId),
    createCustomer: (input: NewCustomer): Customer => createCustomer(world, input),
    customers: (): Customer[] => world.stores.customers.values(),
    changeCustomer(ref: string, change: CustomerChange): Customer {
      const customer = requireCustomer(world, ref);
      const part: Partial<Customer> = {};
      for (const key of TOGGLES) if (change[key] !== undefined) Object.assign(part, { [key]: change[key] });
      const wasOffline = customer.offline;
      changeCustomer(world, customer, part);
      if (wasOffline && !customer.offline) deliverWaiting(world, customer);
      return customer;
    },
    chats: (): ChatView[] => world.stores.chats.values().map(chat => viewOf(world, chat)),
    chatsOf(ref: string): ChatView[] {
      const customer = requireCustomer(world, ref);
      return world.stores.chats
        .values()
        .filter(chat => chat.customerId === customer.id)
        .map(chat => viewOf(world, chat));
    },
    /** The customer opens the chat: what is delivered is read. Answers how many messages that were. */
    readChat(ref: string, phoneNumberId?: string): number {
      const customer = requireCustomer(world, ref);
      const chats = world.stores.chats.values().filter(chat => chat.customerId === customer.id);
      const wanted = chats.filter(chat => phoneNumberId === undefined || chat.phoneNumberId === phoneNumberId);
      return wanted.reduce((sum, chat) => sum + readChat(world, chat.key), 0);
    },
    play: (wamid: string): boolean => playMessage(world, wamid),
    addFault: (rule: FaultInput): FaultRule => world.faults.add(rule),
    faults: (): FaultRule[] => world.faults.list(),
    clearFaults: (id?: string): void => world.faults.clear(id),
    /** Stops listening: new connections are refused, open ones are cut. */
    refuseConnections: (forMs: number): Promise<void> => world.refuseConnections(forMs),
    addTemplate: (input: TemplateInput): Template => addTemplate(world, input),
    templates: (): Template[] => world.stores.templates.values(),
    reviewTemplate: (ref: string, event: string, reason?: string): Template =>
      reviewTemplate(world, ref, event, reason),
    /** One more number of the business account, kept over a restart. */
    addNumber: (input: NewNumber = {}): BusinessNumber => addNumber(world, input),
    now: (): number => world.clock.now(),
    /** Moves the clock on, or sets it; what becomes due happens at once. */
    moveClock(move: { advanceMs?: number; nowMs?: number; reset?: boolean }): number {
      const { clock } = world;
      if (move.reset === true) clock.setOffset(0);
      else if (move.nowMs !== undefined) clock.setOffset(clock.offsetMs + move.nowMs - clock.now());
      else if (move.advanceMs !== undefined) clock.setOffset(clock.offsetMs + move.advanceMs);
      else throw new ControlError(400, 'Give advanceMs, nowMs or reset.');
      world.events.emit({ type: 'clock', data: { nowMs: clock.now(), offsetMs: clock.offsetMs } });
      world.scheduler.tick();
      return clock.now();
    },
    /** Runs what is due; needed only with a clock of your own that jumps. */
    tick: (): void => world.scheduler.tick(),
    setWebhookMode(change: Partial<WebhookMode>): WebhookMode {
      world.webhooks.mode = { ...world.webhooks.mode, ...change };
      return world.webhooks.mode;
    },
    resetWebhookMode(): void {
      world.webhooks.mode = { ...plainMode };
    },
    webhookMode: (): WebhookMode => world.webhooks.mode,
    heldUpdates: (): number => world.webhooks.heldCount(),
    /** Sends held updates, and tries again at once what waits for a retry. */
    flushWebhooks(options: FlushOptions = {}): { deliveries: string[]; retried: number } {
      const retried = world.webhooks.retryNow();
      return { deliveries: world.webhooks.flush(options), retried };
    },
    verifyWebhook: (): Promise<HandshakeResult> =>
      handshake(world, world.options.webhookUrl, world.options.verifyToken),
    setBehaviour(change: BehaviourChange): void {
      const { options } = world;
      if (change.statusDelaysMs !== undefined) Object.assign(options.statusDelaysMs, change.statusDelaysMs);
      if (change.statusMode !== undefined) options.statusMode = change.statusMode;
      if (change.autoRead !== undefined) options.autoRead = change.autoRead;
      if (change.windowRefusal !== undefined) options.windowRefusal = change.windowRefusal;
      if (change.templateReview !== undefined) options.templateReview = change.templateReview;
      if (change.limits !== undefined) {
        options.limits = change.limits === false ? false : { ...LIMITS, ...options.limits, ...change.limits };
        world.limits.reset(options.limits);
      }
    },
    /** Resolves when nothing is due and nothing is being posted; webhooks that wait for a retry do not count. */
    async idle(timeoutMs = 10_000): Promise<void> {
      const deadline = Date.now() + timeoutMs;
      const busy = () => !world.webhooks.quiet || world.scheduler.pending() > world.scheduler.pending('webhook_retry');
      while (busy()) {
        if (Date.now() > deadline) throw new Error(`The simulator was still busy after ${timeoutMs} ms.`);
        await new Promise(resolve => setTimeout(resolve, 5));
      }
    },
  };
}

export type Controls = ReturnType<typeof createControls>;

function viewOf(world: World, chat: Chat): ChatView {
  const customer = world.stores.customers.get(chat.customerId) as Customer;
  const messages = [...messagesOf(world, chat.key)];
  return { ...chat, customer, messages };
}
