import { expect, it } from 'vitest';
import { invitationMail, resetMail } from './mails.ts';

it('B-WS-7: what people wrote stays text: no markup, no second header line', () => {
  const mail = invitationMail({
    organization: '<img src=x onerror=alert(1)> & "Co"',
    by: 'Eve\r\nBcc: all@example.com',
    role: 'AGENT',
    link: 'https://parley.example/invitation#abc',
  });
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.html).not.toContain('<img');
  expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Co&quot;');
  expect(mail.text).toContain('https://parley.example/invitation#abc');
});

it('B-AUTH-5: the reset mail has its link in text and markup, and says how long it works', () => {
  const mail = resetMail({ link: 'https://parley.example/reset#t' });
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain('https://parley.example/reset#t');
    expect(part).toContain('one hour');
  }
});
