/**
 * Words that stand nowhere else. What customers, colleagues and the agent write is personal data: it may stand in the tables
 * made for it, and in no log, metric, history or list. Secrets may stand nowhere at all.
 */
const word = (what: string): string => `zq${what}7731`;

export const PHONE = '+15550987341';

/** Personal data, by where it comes from. */
export const PERSONAL = {
  phone: PHONE.slice(1),
  name: word('name'),
  changedName: word('changedname'),
  username: word('username'),
  text: word('text'),
  frame: word('frame'),
  symptom: word('symptom'),
  budget: '7731402',
  email: `${word('mail')}@quixo.example`,
  slotName: word('slotname'),
  city: word('city'),
  caption: word('caption'),
  videoCaption: word('videocaption'),
  fileName: word('filename'),
  documentCaption: word('documentcaption'),
  placeName: word('placename'),
  placeAddress: word('placeaddress'),
  cardName: word('cardname'),
  cardPhone: '15550987999',
  cardMail: `${word('cardmail')}@quixo.example`,
  cardCompany: word('cardcompany'),
  buttonTitle: word('buttontitle'),
  buttonId: word('buttonid'),
  listTitle: word('listtitle'),
  flowAnswer: word('flowanswer'),
  edited: word('edited'),
  deleted: word('deleted'),
  echo: word('echo'),
  adHeadline: word('adheadline'),
  adText: word('adtext'),
  adUrl: word('adurl'),
  adClick: word('adclick'),
  order: word('order'),
  unsupported: word('unsupported'),
  reply: word('reply'),
  note: word('note'),
  search: word('search'),
  statusTitle: word('statustitle'),
  sendDetails: word('senddetails'),
  modelError: word('modelerror'),
  modelGarbage: word('modelgarbage'),
  modelText: word('modeltext'),
  poison: word('poison'),
  poisonFrame: word('poisonframe'),
  forged: word('forged'),
  forgedHeader: word('forgedheader'),
  badBody: word('badbody'),
  badField: word('badfield'),
  badPath: word('badpath'),
  badQuery: word('badquery'),
  badMail: `${word('badmail')}@quixo.example`,
  media: word('mediabytes'),
} as const;

export const SECRETS = {
  accessToken: word('accesstoken'),
  appSecret: word('appsecret'),
  verifyToken: word('verifytoken'),
  modelKey: word('modelkey'),
  password: word('password'),
  wrongPassword: word('wrongpassword'),
} as const;

/** A member's own address: in the table of people, nowhere else. */
export const MEMBER_EMAIL = `${word('member')}@quixo.example`;

/** Every way a word can be written down: as it is, in hex, in base64 at each of its three offsets, in a URL. */
export function spellings(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const base64 = [0, 1, 2].map(offset => {
    const text = Buffer.concat([Buffer.alloc(offset, ' '), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The letters at the ends share bits with what stands beside.
    return text.slice(offset === 0 ? 0 : offset + 1, -2);
  });
  return [canary, bytes.toString('hex'), encodeURIComponent(canary), ...base64.filter(text => text.length >= 8)];
}

/** Which canaries stand in a text, in any spelling. */
export function found(text: string, canaries: Record<string, string>): string[] {
  const lower = text.toLowerCase();
  return Object.entries(canaries)
    .filter(([, canary]) =>
      spellings(canary).some(form =>
        form.startsWith('zq') ? lower.includes(form.toLowerCase()) : text.includes(form),
      ),
    )
    .map(([name]) => name);
}
