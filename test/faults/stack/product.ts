/** The product's own api, as a person at the admin UI uses it. */
import { call } from './http.ts';

export class Product {
  private readonly url: string;
  private cookie = '';

  constructor(url: string) {
    this.url = url;
  }

  async signIn(login: { email: string; password: string }): Promise<void> {
    const headers = { origin: this.url, 'content-type': 'application/json' };
    const path = '/api/v1/auth/sign-in/email';
    const { status, text, cookies } = await call(this.url + path, 'POST', headers, JSON.stringify(login));
    if (status !== 200) throw new Error(`signing in answered ${status}: ${text.slice(0, 300)}`);
    this.cookie = cookies.map(cookie => cookie.split(';')[0]).join('; ');
  }

  /** @returns when the takeover had been answered, so that it has committed before. @throws when it was not. */
  async takeOver(conversationId: string): Promise<number> {
    const headers = {
      origin: this.url,
      cookie: this.cookie,
      'x-parley-csrf': '1',
      'content-type': 'application/json',
    };
    const path = `/api/v1/conversations/${conversationId}/takeover`;
    const { status, text } = await call(this.url + path, 'POST', headers, '{}');
    if (status !== 200) throw new Error(`a takeover answered ${status}: ${text.slice(0, 300)}`);
    return Date.now();
  }
}
