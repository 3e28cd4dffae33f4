/** The place a persona is played in: the customer's phone on one side, the product's record on the other. */
import type { Facts } from '../types.ts';

export interface Sent {
  id: string;
  at: number;
  kind: string;
  text: string;
  buttons: string[];
}

export interface Room {
  /** As the customer: the properties of the phone simulator's control call `inbound`. */
  inbound(input: Record<string, unknown> & { from: string; name: string }): Promise<void>;
  /** What the provider accepted for this customer, in order: the simulator's own ledger. */
  sends(phone: string): Promise<Sent[]>;
  /** Whether all `inbound` messages of this customer are dealt with and nothing is under way. */
  settled(phone: string, inbound: number): Promise<boolean>;
  /** @throws when there is no conversation with this customer. */
  facts(phone: string): Promise<Facts>;
  /** Epoch milliseconds of the product's clock. */
  now(): number;
}

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);

/** Titles that came with an interactive message, from the body as the provider got it. */
export function titlesOf(body: Json): string[] {
  const action = object(object(body.interactive).action);
  return [
    ...list(action.buttons).map(button => object(button.reply).title),
    ...list(action.sections).flatMap(section => list(section.rows).map(row => row.title)),
    object(action.parameters).display_text,
  ].filter((title): title is string => typeof title === 'string');
}
