/** The two windows of a talk: the customer's phone and the operator's room, in one real browser. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { vi } from 'vitest';
import { LOGIN, type Product } from './product.ts';

// A condition, not a speed: kinds of tests run beside each other on two cores.
const WAIT_MS = 60_000;

/** Page errors, violated content security policies, console errors and answers of 500 and above. */
export function watch(context: BrowserContext): {
  problems: string[];
  duringOutage<T>(work: () => Promise<T>): Promise<T>;
} {
  const problems: string[] = [];
  let outage = false;
  context.on('weberror', error => problems.push(error.error().message));
  context.on('console', message => {
    if (message.type() !== 'error') return;
    // What the network did is judged by the answers; nobody is signed in at first.
    if (/^Failed to load resource/.test(message.text())) return;
    if (outage && /net::ERR_|EventSource/.test(message.text())) return;
    problems.push(message.text());
  });
  context.on('response', response => {
    if (response.status() >= 500 && !outage) problems.push(`${response.status()} ${response.url()}`);
  });
  return {
    problems,
    async duringOutage(work) {
      outage = true;
      try {
        return await work();
      } finally {
        outage = false;
      }
    },
  };
}

export class Phone {
  readonly page: Page;
  readonly product: Product;

  constructor(page: Page, product: Product) {
    this.page = page;
    this.product = product;
  }

  /** Adds a customer and opens their phone. */
  async be(name: string, number: string): Promise<void> {
    const made = await fetch(`${this.product.phoneUrl}/_sim/customers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, phone: number }),
    });
    if (!made.ok) throw new Error(`the phone refused the customer: ${await made.text()}`);
    await this.page.goto(this.product.phoneUrl);
    await this.page.getByTestId('phone-customer').filter({ hasText: name }).click();
    await this.page.locator('#chat-sub').getByText(`as ${name}`).waitFor();
  }

  async write(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.page.getByTestId('phone-input').fill(text);
      await this.page.keyboard.press('Enter');
    }
  }

  bubbles(from: 'me' | 'business'): Locator {
    return this.page.locator(`[data-testid=bubble][data-from=${from}]`);
  }

  /** Everything the business has said on this phone, oldest first. */
  async heard(): Promise<string[]> {
    const texts = await this.bubbles('business').locator('.words').allInnerTexts();
    return texts.map(text => text.trim());
  }

  async hears(count: number): Promise<string[]> {
    return vi.waitFor(
      async () => {
        const heard = await this.heard();
        if (heard.length < count) throw new Error(`the phone shows ${heard.length} of ${count} answers: ${heard}`);
        return heard;
      },
      { timeout: WAIT_MS, interval: 100 },
    );
  }
}

export class Room {
  readonly page: Page;
  readonly product: Product;

  constructor(page: Page, product: Product) {
    page.setDefaultTimeout(WAIT_MS);
    this.page = page;
    this.product = product;
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${this.product.url}/inbox`);
    await this.page.getByTestId('login-email').fill(LOGIN.email);
    await this.page.getByTestId('login-password').fill(LOGIN.password);
    await this.page.getByTestId('login-submit').click();
    await this.live();
  }

  async live(): Promise<void> {
    await this.page.getByTestId('live').getByText('live', { exact: true }).waitFor();
  }

  row(name: string): Locator {
    return this.page.getByTestId('conversation-row').filter({ hasText: name });
  }

  /** Opens a conversation that is already in the list. @returns its id */
  async open(name: string): Promise<string> {
    await this.row(name).click();
    await this.page.getByTestId('owner-strip').waitFor();
    await this.page.getByRole('heading', { name }).waitFor();
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  strip(owner: 'AI' | 'APPROVAL' | 'HUMAN' | 'PAUSED'): Locator {
    return this.page.locator(`[data-testid=owner-strip][data-owner=${owner}]`);
  }

  messages(sender: 'CONTACT' | 'BOT' | 'HUMAN', state?: string): Locator {
    const states = state ? `[data-state=${state}]` : '';
    return this.page.locator(`[data-testid=message][data-sender=${sender}]${states}`);
  }

  async say(text: string): Promise<void> {
    await this.page.getByTestId('composer-input').fill(text);
    await this.page.getByTestId('composer-input').press('Enter');
  }

  /** What the api says about a conversation. */
  async conversation(
    id: string,
  ): Promise<{ next: { kind: string; at: string } | null; workflowId: string; owner: string }> {
    const answer = await this.page.request.get(`${this.product.url}/api/v1/conversations/${id}`);
    if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
    return answer.json();
  }
}
