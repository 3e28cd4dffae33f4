/** A business signs up, invites somebody, and everybody proves who they are: in a real browser, with real mails on a simulated server. */
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createSmtp } from '../../adapters/mail/smtp.ts';
import { codeOf, stepOf } from '../../api/auth/totp.ts';
import { endpoints } from '../../api/endpoints.ts';
import { streams } from '../../api/streams.ts';
import { startApi, type TestApi } from '../../api/testing/server.ts';
import { startLoop } from '../../dispatcher/loop.ts';
import { mailRound } from '../../dispatcher/mail.ts';
import { type MailSimulator, startMailSimulator } from '../../simulators/mail/server.ts';
import type {} from '../support/e2e-setup.ts';
import { useDatabase } from '../support/postgres.ts';
import { look, SIZES } from './look.ts';
import { watch } from './room.ts';

const database = useDatabase();
const uiDir = fileURLToPath(new URL('../../admin-ui/dist', import.meta.url));
const log = pino({ level: 'silent' });

let api: TestApi;
let mail: MailSimulator;
let sending: { stop(): Promise<void> };
let browser: Browser;
const open: BrowserContext[] = [];

beforeAll(async () => {
  api = await startApi(database.url, { endpoints, streams, uiDir, services: { mailOn: true } });
  mail = await startMailSimulator();
  const smtp = createSmtp({
    host: '127.0.0.1',
    port: mail.smtpPort,
    user: undefined,
    password: undefined,
    from: 'Parley <no-reply@parley.example>',
  });
  const ports = { db: api.db, clock: { now: () => Date.now() }, log, mail: smtp };
  sending = startLoop('mail', 100, log, () => mailRound(ports, api.keyring));
  browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await sending?.stop();
  await mail?.close();
  await api?.stop();
});

/** A browser of its own. */
async function person(): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: SIZES.desk, reducedMotion: 'reduce' });
  open.push(context);
  const { problems } = watch(context);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { page, problems };
}

/** The link in the newest mail with this subject. */
const linkFor = (to: string, subject: RegExp): Promise<string> =>
  vi.waitFor(
    () => {
      const found = mail.mails.find(each => each.recipients.includes(to) && subject.test(each.subject));
      const link = /https?:\/\/\S+#\S+/.exec(found?.text ?? '')?.[0];
      if (!link) throw new Error(`no mail "${subject}" to ${to}`);
      return link;
    },
    { timeout: 60_000, interval: 100 },
  );

const bytesOf = (base32: string): Buffer => {
  const bits = [...base32]
    .map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
};

const OWNER = { email: 'mara@sunrise.example', password: 'paper boat on the lake' };
const MEMBER = { email: 'bo@sunrise.example', password: 'seven green lanterns' };

it('B-AUTH-2, B-AUTH-5, B-WS-4, B-WS-7, B-KEY-1, C-AUTH-5: sign-up, verify, invite, accept, two-factor sign-in, reset', async () => {
  const mara = await person();
  const { page } = mara;
  await page.goto(`${api.url}/signup`);
  await page.getByTestId('signup-submit').click();
  await page.getByText('Write the name of your business.').waitFor();
  await look(page, 'signup-errors');
  await page.getByLabel('Business').fill('Sunrise Dental');
  await page.getByLabel('Your name').fill('Mara Lind');
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByTestId('signup-submit').click();
  await page.getByTestId('signup-sent').waitFor();
  await look(page, 'signup-sent');

  await page.goto(await linkFor(OWNER.email, /Confirm/));
  await page.getByTestId('me-menu').first().waitFor();
  expect(page.url()).not.toContain('#');

  await page.goto(`${api.url}/settings/team`);
  await page.getByTestId('invite').click();
  await page.getByLabel('E-mail').fill(MEMBER.email);
  await look(page, 'invite');
  await page.getByTestId('invite-send').click();
  await page.getByTestId('invitation').getByText('mail sent').waitFor();
  await look(page, 'team');

  const bo = await person();
  await bo.page.goto(await linkFor(MEMBER.email, /invites you/));
  await bo.page.getByLabel('Your name').fill('Bo');
  await bo.page.getByLabel('Password').fill(MEMBER.password);
  await look(bo.page, 'invitation');
  await bo.page.getByTestId('accept').click();
  await bo.page.getByTestId('me-menu').first().waitFor();

  // A member's page follows their role: an agent sees no team.
  await bo.page.goto(`${api.url}/settings/account`);
  await bo.page.getByTestId('second-factor-on').click();
  const enrol = bo.page.getByRole('dialog');
  await enrol.getByLabel('Password').fill(MEMBER.password);
  await enrol.getByRole('button', { name: 'Go on' }).click();
  const secret = bytesOf((await bo.page.getByTestId('totp-secret').textContent())?.trim() ?? '');
  await look(bo.page, 'two-factor');
  const enrolledAt = stepOf(Date.now());
  await bo.page.getByTestId('code').fill(codeOf(secret, enrolledAt));
  await enrol.getByRole('button', { name: 'Turn on' }).click();
  await bo.page.getByTestId('recovery-codes').waitFor();
  const [recovery = ''] = (await bo.page.getByTestId('recovery-codes').locator('li').allTextContents()).map(code =>
    code.trim(),
  );
  await look(bo.page, 'recovery-codes');
  await bo.page.getByRole('button', { name: 'I have kept them' }).click();
  await look(bo.page, 'account');

  const other = await person();
  const login = async (password: string) => {
    await other.page.goto(`${api.url}/login`);
    await other.page.getByTestId('login-email').fill(MEMBER.email);
    await other.page.getByTestId('login-password').fill(password);
    await other.page.getByTestId('login-submit').click();
  };
  await login(MEMBER.password);
  await other.page.getByTestId('login-code').fill(codeOf(secret, enrolledAt));
  await other.page.getByTestId('login-finish').click();
  await other.page.getByText('used already').waitFor();
  await look(other.page, 'second-step');
  // The next step of the clock is taken a little early, as RFC 6238 allows.
  await other.page.getByTestId('login-code').fill(codeOf(secret, Math.max(enrolledAt + 1, stepOf(Date.now()))));
  await other.page.getByTestId('login-finish').click();
  await other.page.getByTestId('me-menu').first().waitFor();

  const third = await person();
  await third.page.goto(`${api.url}/forgot`);
  await third.page.getByLabel('E-mail').fill(MEMBER.email);
  await third.page.getByTestId('forgot-submit').click();
  await third.page.getByTestId('forgot-sent').waitFor();
  const resetLink = await linkFor(MEMBER.email, /Set a new password/);
  await third.page.goto(resetLink);
  await third.page.getByLabel('New password').fill('a lighthouse in winter');
  await look(third.page, 'reset');
  await third.page.getByTestId('reset-submit').click();
  await third.page.getByTestId('reset-done').waitFor();
  await other.page.goto(`${api.url}/settings/account`);
  await other.page.getByTestId('login-email').waitFor();
  await login('a lighthouse in winter');
  await other.page.getByTestId('login-code').fill(recovery);
  await other.page.getByTestId('login-finish').click();
  await other.page.getByTestId('me-menu').first().waitFor();

  await page.goto(`${api.url}/settings/api-keys`);
  await page.getByTestId('key-new').click();
  await page.getByLabel('What it is for').fill('Report of the week');
  await page.getByRole('checkbox', { name: 'Conversations: read' }).check();
  await look(page, 'api-key-new');
  await page.getByTestId('key-make').click();
  const key = (await page.getByTestId('key-value').textContent())?.trim() ?? '';
  const asked = (path: string) => fetch(`${api.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect([(await asked('/conversations')).status, (await asked('/settings/audit-log')).status]).toEqual([200, 403]);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await look(page, 'api-keys');
  await page.goto(`${api.url}/settings/audit-log`);
  await page.getByTestId('audit-entry').first().waitFor();
  await look(page, 'audit-log');

  // Another organization of the same person: the tab beside follows, and nothing of the first is left.
  const beside = await open[0]?.newPage();
  await beside?.goto(`${api.url}/settings/team`);
  await beside?.getByTestId('member').first().waitFor();
  await page.getByTestId('organizations').click();
  await page.getByText('New organization').click();
  await page.getByLabel('Business').fill('Second Practice');
  await page.getByTestId('organization-make').click();
  await page.getByRole('button', { name: 'Second Practice: switch organization' }).waitFor();
  await beside?.getByRole('button', { name: 'Second Practice: switch organization' }).waitFor();
  await page.goto(`${api.url}/settings/team`);
  await page.getByTestId('member').first().waitFor();
  expect(await page.getByTestId('member').count()).toBe(1);

  expect([...mara.problems, ...bo.problems, ...other.problems, ...third.problems]).toEqual([]);
});
