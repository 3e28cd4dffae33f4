/** The mails about accounts, in plain words. Pure; every value that a person wrote is escaped. */

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A name in a subject line may bring no line of its own. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ').slice(0, 120);

function mail(subject: string, lines: string[], action: { label: string; link: string } | null): Mail {
  const [first = '', ...rest] = lines;
  const text = [first, ...(action ? [action.link] : []), ...rest].join('\n\n');
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const button = action
    ? `<p style="margin:0 0 16px"><a href="${escapeHtml(action.link)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#2747a6;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>`
    : '';
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#17181c"><div style="max-width:480px">${paragraph(first)}${button}${rest.map(paragraph).join('')}</div></body></html>`;
  return { subject: oneLine(subject), text: `${text}\n`, html };
}

export const verifyMail = ({ name, link }: { name: string; link: string }): Mail =>
  mail(
    'Confirm your e-mail address',
    [
      `Hello ${oneLine(name)}, please confirm that this address is yours, and your organization is ready.`,
      'The link works once, for one day. If you did not sign up for Parley, leave this mail alone: nothing happens without it.',
    ],
    { label: 'Confirm my address', link },
  );

/** To somebody who has an account already: the page says the same to both. */
export const knownMail = ({ link }: { link: string }): Mail =>
  mail(
    'You already have an account',
    [
      'Somebody, perhaps you, signed up for Parley with this address, which has an account already. Sign in with it; another organization is made from the switcher in the corner.',
      'If you forgot your password, set a new one on the same page. If it was not you, leave this mail alone.',
    ],
    { label: 'Sign in', link },
  );

export const resetMail = ({ link }: { link: string }): Mail =>
  mail(
    'Set a new password',
    [
      'Somebody, perhaps you, asked for a new password for this address.',
      'The link works once, for one hour. Setting a new password signs you out everywhere. If it was not you, leave this mail alone: your password stays.',
    ],
    { label: 'Set a new password', link },
  );

export const passwordChangedMail = ({ link }: { link: string }): Mail =>
  mail(
    'Your password was changed',
    ['The password of your Parley account was changed just now.', 'If it was not you, set a new one at once.'],
    { label: 'Set a new password', link },
  );

export const invitationMail = (input: { organization: string; by: string; role: string; link: string }): Mail =>
  mail(
    `${oneLine(input.by)} invites you to ${oneLine(input.organization)}`,
    [
      `${oneLine(input.by)} invites you to work in ${oneLine(input.organization)} on Parley, as ${input.role.toLowerCase()}.`,
      'The link works once, for seven days. If you do not know them, leave this mail alone.',
    ],
    { label: 'Accept the invitation', link: input.link },
  );
