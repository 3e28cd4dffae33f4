/** Connecting a WhatsApp number: what is asked for, and what a check of it says. Pure. */
export interface NumberCredentials {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret: string;
}

export const CHECKED = ['accessToken', 'phoneNumberId', 'businessAccountId', 'appSecret'] as const;
export type Checked = (typeof CHECKED)[number];

export interface NumberCheck {
  field: Checked;
  /** `unknown`: it could not be asked, mostly because something before it is wrong. */
  state: 'right' | 'wrong' | 'unknown';
  message: string;
  hint: string | null;
}

export interface CheckedNumber {
  checks: NumberCheck[];
  /** As customers know it; null while it is not known. */
  displayPhoneNumber: string | null;
  verifiedName: string | null;
}

/** What became of a set-up call to the provider. */
export type SetupResult = { ok: true } | { ok: false; message: string; hint: string | null };

/** What setting up asks of the provider. Never throws for what the provider or the network does. */
export interface NumberSetup {
  check(given: NumberCredentials): Promise<CheckedNumber>;
  /** Tells the provider where this account's webhooks go; it calls that address before it says yes. */
  subscribe(
    given: Omit<NumberCredentials, 'appSecret'>,
    webhook: { url: string; verifyToken: string },
  ): Promise<SetupResult>;
  /** Sends an approved template to a phone, outside any conversation. */
  sendTest(given: Omit<NumberCredentials, 'appSecret'>, to: string): Promise<SetupResult & { template?: string }>;
  /** Only where a simulated WhatsApp runs: a new number on it, with what is needed to connect it. */
  simulated:
    | ((name: string) => Promise<NumberCredentials & { displayPhoneNumber: string; verifyToken: string }>)
    | null;
}
