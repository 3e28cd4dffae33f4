/** The product's own api, as a person at the admin UI uses it. */

export class Product {
  private readonly url: string;
  private cookie = '';

  constructor(url: string) {
    this.url = url;
  }

  async signIn(login: { email: string; password: string }): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin: this.url, 'content-type': 'application/json' },
      body: JSON.stringify(login),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`signing in answered ${response.status}: ${text.slice(0, 300)}`);
    this.cookie = response.headers
      .getSetCookie()
      .map(cookie => cookie.split(';')[0])
      .join('; ');
  }

  /** @returns when the takeover had been answered, so that it has committed before. @throws when it was not. */
  async takeOver(conversationId: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/conversations/${conversationId}/takeover`, {
      method: 'POST',
      headers: {
        origin: this.url,
        cookie: this.cookie,
        'x-parley-csrf': '1',
        'content-type': 'application/json',
      },
      body: '{}',
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`a takeover answered ${response.status}: ${text.slice(0, 300)}`);
    return Date.now();
  }
}
