/**
 * Error codes of the WhatsApp Cloud API: what each means in a salesperson's words, how to mend it, and what a refused
 * send with it may do. Only throttle codes are ever repeated (design.md section 6): `retry` and `wait` are those;
 * `unknown` are the provider's own failures, after which the message may have gone out all the same.
 */
import type { ChannelError } from '../../domain/message/inbound.ts';

export type Verdict = ChannelError['verdict'];
type Row = readonly [
  code: number | readonly [from: number, to: number],
  verdict: Verdict,
  explanation: string,
  remedy: string,
  retryAfterMs?: number,
];

const MINUTE_MS = 60_000;

const TOKEN = 'Create a new system-user token and enter it under Settings, Channels.';
const REPORT = 'Nothing to do for you: please report it with this code.';
const SERVICE =
  'Look at the phone or wait for the status: it may have gone out. Resend it only when you are sure it did not.';
const REGISTER = 'Register the number again in WhatsApp Manager, then test it under Settings, Channels.';
const TEMPLATE = 'Open the template under Settings, Templates, and compare it with what was sent.';
const BILLING = 'Check the payment method in Meta Business Manager, Billing.';
const QUALITY = 'Pause broadcasts, and look at the quality rating in WhatsApp Manager.';

// biome-ignore format: a table is read by rows
export const ERROR_ROWS = [
  [0, 'ask_person', 'WhatsApp no longer accepts our access token.', TOKEN],
  [1, 'unknown', 'WhatsApp answered with an unexplained failure.', SERVICE],
  [2, 'unknown', 'WhatsApp was down or overloaded for a moment.', SERVICE],
  [3, 'ask_person', 'Our WhatsApp app lacks a permission for this.', 'Give the app the WhatsApp permissions in Meta Business Manager.'],
  [4, 'wait', 'Too many calls were made for this WhatsApp app.', 'It goes out by itself in a moment.', MINUTE_MS],
  [10, 'ask_person', 'Our access token lacks the permission to send.', TOKEN],
  [33, 'ask_person', 'The business number was deleted or its id is wrong.', 'Check the phone number id under Settings, Channels.'],
  [100, 'give_up', 'WhatsApp did not understand a part of the message.', REPORT],
  [190, 'ask_person', 'Our access token has expired or was revoked.', TOKEN],
  [[200, 299], 'ask_person', 'A permission of our WhatsApp app is missing or was removed.', TOKEN],
  [368, 'ask_person', 'Meta restricted the account for a policy violation.', 'Open Business Support Home at Meta and appeal.'],
  [613, 'wait', 'Permission to call was looked up too often.', 'Try again in a minute.', MINUTE_MS],
  [1026, 'give_up', 'The customer’s WhatsApp cannot show this kind of message.', 'Send it as plain text.'],
  [80007, 'wait', 'Too many calls were made for this WhatsApp account.', 'It goes out by itself in a moment.', MINUTE_MS],
  [80008, 'wait', 'Too many calls were made for this WhatsApp account.', 'It goes out by itself in a moment.', MINUTE_MS],
  [130429, 'retry', 'The number sends faster than WhatsApp allows.', 'It goes out by itself in a moment.', 1_000],
  [130472, 'give_up', 'This customer is in an experiment of Meta and gets no marketing messages.', 'Wait until the customer writes.'],
  [130497, 'ask_person', 'The account may not message customers in this country.', 'Look at the restrictions of the account in WhatsApp Manager.'],
  [131000, 'unknown', 'WhatsApp answered with an unexplained failure.', SERVICE],
  [131005, 'ask_person', 'Our access token lacks the permission to send.', TOKEN],
  [131008, 'give_up', 'A required part of the message was missing.', REPORT],
  [131009, 'give_up', 'A part of the message was not valid, or the message reacted to is too old.', 'Shorten or simplify the message and send it again.'],
  [131016, 'unknown', 'WhatsApp was unavailable for a moment.', SERVICE],
  [131020, 'give_up', 'A group with a single member takes no messages.', 'Message the customer directly.'],
  [131021, 'give_up', 'The business cannot message its own number.', 'Use the number of a customer.'],
  [131026, 'give_up', 'The message cannot be delivered: not on WhatsApp, an old version, or the business is blocked.', 'Reach the customer another way.'],
  [131030, 'ask_person', 'A test number may only message the people on its list.', 'Add the recipient to the test list in the Meta app.'],
  [131031, 'ask_person', 'The WhatsApp account is locked.', 'Open Business Support Home at Meta.'],
  [131037, 'ask_person', 'The number’s display name is not approved yet.', 'Have the display name approved in WhatsApp Manager.'],
  [131041, 'give_up', 'The WhatsApp group does not exist.', 'Message the customer directly.'],
  [131042, 'ask_person', 'WhatsApp could not charge for the message.', BILLING],
  [131044, 'ask_person', 'WhatsApp could not charge for the call.', BILLING],
  [131045, 'ask_person', 'The business number is not registered correctly.', REGISTER],
  [131047, 'give_up', 'More than 24 hours have passed since the customer wrote.', 'Send an approved template.'],
  [131048, 'ask_person', 'WhatsApp limits this number because people blocked it or reported it as spam.', QUALITY],
  [131049, 'give_up', 'WhatsApp withheld it: this customer got enough marketing messages lately.', 'Wait at least 24 hours, or until the customer writes.'],
  [131050, 'give_up', 'The customer stopped marketing messages from you.', 'Send no marketing until they allow it again.'],
  [131051, 'give_up', 'WhatsApp does not support this kind of message.', 'Send it as text.'],
  [131052, 'give_up', 'The customer’s file could not be fetched.', 'Ask the customer to send it again, smaller than 100 MB.'],
  [131053, 'give_up', 'The file could not be uploaded: its type, size or link.', 'Send it as JPEG, PNG, MP4 or PDF in the allowed size.'],
  [131056, 'wait', 'Too many messages to this customer in a short time.', 'It goes out by itself in a few seconds.', 6_000],
  [131057, 'wait', 'The WhatsApp account is in maintenance for about a minute.', 'It goes out by itself.', MINUTE_MS],
  [131059, 'give_up', 'A list was read with an outdated place mark.', REPORT],
  [131062, 'give_up', 'This message needs the customer’s phone number, which is hidden.', 'Ask the customer to share the number.'],
  [131063, 'ask_person', 'Marketing messages are switched off for this number.', 'Use the Marketing Messages API, or switch them on in WhatsApp Manager.'],
  [131064, 'ask_person', 'Templates were wrongly classified too often; sending is limited.', 'Correct the categories of the templates in WhatsApp Manager.'],
  [[131200, 131215], 'give_up', 'WhatsApp refused a group action.', 'Message the customer directly.'],
  [132000, 'give_up', 'The number of blanks filled in differs from the template.', TEMPLATE],
  [132001, 'ask_person', 'The template does not exist in this language or is not approved.', TEMPLATE],
  [132005, 'give_up', 'The template is too long once its blanks are filled.', 'Shorten what is filled in.'],
  [132007, 'ask_person', 'The template breaks a policy of WhatsApp.', 'Rewrite it in WhatsApp Manager and have it approved.'],
  [132008, 'give_up', 'A value filled into the template is not valid.', TEMPLATE],
  [132012, 'give_up', 'A value filled into the template has the wrong format.', TEMPLATE],
  [132015, 'ask_person', 'The template is paused because of low quality.', 'Use another template, or wait until it is active again.'],
  [132016, 'ask_person', 'The template was disabled for good.', 'Write a new template.'],
  [132018, 'give_up', 'A value filled into the template holds line breaks or too many spaces.', TEMPLATE],
  [132068, 'ask_person', 'The WhatsApp flow is blocked.', 'Mend the flow in WhatsApp Manager.'],
  [132069, 'ask_person', 'The WhatsApp flow is limited to 10 messages an hour.', 'Mend the flow in WhatsApp Manager.'],
  [133000, 'ask_person', 'An earlier deregistration of the number did not finish.', 'Deregister the number again.'],
  [133004, 'unknown', 'WhatsApp was unavailable for a moment.', SERVICE],
  [133005, 'ask_person', 'The PIN of the number is wrong.', 'Enter the right two-step PIN.'],
  [133006, 'ask_person', 'The number must be verified first.', 'Verify it in WhatsApp Manager.'],
  [[133008, 133009], 'ask_person', 'The PIN was entered too often or too fast.', 'Wait as long as WhatsApp says, then enter it again.'],
  [133010, 'ask_person', 'The business number is not registered.', REGISTER],
  [133015, 'ask_person', 'The number was deleted a moment ago.', 'Wait five minutes, then register it.'],
  [133016, 'ask_person', 'The number was registered or deregistered too often.', 'Wait 72 hours, then register it.'],
  [134011, 'ask_person', 'The payment terms of WhatsApp are not accepted yet.', 'Accept them in WhatsApp Manager.'],
  [135000, 'give_up', 'WhatsApp refused the message without a reason.', REPORT],
  [137000, 'give_up', 'The customer’s WhatsApp identity changed.', 'Make sure it is still the same person, then write again.'],
  [[138000, 138018], 'give_up', 'WhatsApp refused the call.', 'Ask the customer to allow calls, or write instead.'],
  [[139000, 139004], 'ask_person', 'The WhatsApp flow has an error.', 'Mend the flow in WhatsApp Manager.'],
  [[139100, 139103], 'give_up', 'The block list could not be changed completely.', 'Try again; only people who wrote in the last 24 hours can be blocked.'],
  [[147001, 147005], 'ask_person', 'The business username was refused.', 'Choose another one.'],
  [[2388000, 2388299], 'ask_person', 'The template was refused when it was created.', 'Shorten it, and give every blank an example.'],
  [2593109, 'give_up', 'The business declined to share its chat history.', 'Nothing to do.'],
] as const satisfies readonly Row[];
