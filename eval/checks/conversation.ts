/** Checks of whole conversations: what this customer should have met with. */
import type { Finding, Rules, Said, Transcript } from '../types.ts';
import { checkMessage, MESSAGE_CHECKS } from './message.ts';
import { flat } from './text.ts';

const HOUR_MS = 3_600_000;
const business = (said: Said): boolean => said.from === 'business';
const ok = (check: string, detail: string): Finding => ({ check, passed: true, detail });
const wrong = (check: string, detail: string, message?: number): Finding => ({
  check,
  passed: false,
  detail,
  ...(message === undefined ? {} : { message }),
});
const result = (check: string, passed: boolean, detail: string): Finding => ({ check, passed, detail });

/** Every check on one transcript: those of each message, each of them once with all that failed, and those of the whole. */
export function checkConversation(transcript: Transcript, rules: Rules): Finding[] {
  return [...messages(transcript, rules), ...whole(transcript, rules)];
}

function messages(transcript: Transcript, rules: Rules): Finding[] {
  const { said, persona } = transcript;
  const failed = said.flatMap((one, index) =>
    business(one)
      ? checkMessage(
          one,
          {
            rules,
            language: persona.expect.language,
            customer: textOf(said.slice(0, index).filter(other => !business(other))),
            before: '',
          },
          index,
        )
      : [],
  );
  const count = said.filter(business).length;
  const clean = Object.keys(MESSAGE_CHECKS).filter(name => !failed.some(finding => finding.check === name));
  return [...failed, ...clean.map(name => ok(name, `${count} message${count === 1 ? '' : 's'}`))];
}

const textOf = (said: Said[]): string => said.map(one => [one.text, ...one.buttons].join(' ')).join('\n');

function whole(transcript: Transcript, rules: Rules): Finding[] {
  return [
    ...answered(transcript),
    ...oneAnswerEach(transcript),
    ...repeats(transcript, rules),
    ...slots(transcript),
    ...wanted(transcript),
    ...people(transcript),
    ...optOut(transcript),
    ...followUps(transcript),
    ...ctas(transcript, rules),
    ...owningUp(transcript),
  ];
}

/** Every message is answered, or a person has been called. */
function answered({ exchanges, persona, facts, said }: Transcript): Finding[] {
  const { silentAfter, mayStaySilent = [] } = persona.expect;
  const open = exchanges.filter(
    one =>
      one.answers === 0 &&
      !mayStaySilent.includes(one.step) &&
      (silentAfter === undefined || one.step < silentAfter) &&
      !(
        persona.steps[one.step]?.do === 'say' && (persona.steps[one.step] as { silenceIsFine?: boolean }).silenceIsFine
      ),
  );
  const called = facts.escalation !== null;
  if (said.filter(business).length === 0 && silentAfter === undefined && !called)
    return [wrong('answered', 'nothing was ever answered')];
  return [
    open.length === 0 || called
      ? ok('answered', open.length === 0 ? 'every message' : 'a person was called')
      : wrong('answered', `no answer to: ${open.map(one => one.what).join(' · ')}`),
  ];
}

function oneAnswerEach({ exchanges }: Transcript): Finding[] {
  const many = exchanges.filter(one => one.answers > 1);
  const bursts = exchanges.filter(one => one.sent > 1).length;
  return [
    result(
      'one answer each',
      many.length === 0,
      many.length === 0
        ? bursts > 0
          ? 'the burst got one answer'
          : 'never two in a row'
        : many.map(one => `${one.answers} answers to ${one.what}`).join(' · '),
    ),
  ];
}

function repeats({ said }: Transcript, rules: Rules): Finding[] {
  const own = said.filter(one => business(one) && !rules.fixedTexts.includes(one.text));
  const twice = own.find((one, index) => index > 0 && flat(one.text) === flat(own[index - 1]?.text ?? ''));
  return [result('no parrot', !twice, twice ? `says twice in a row: "${twice.text}"` : 'no message twice in a row')];
}

function slots({ persona, facts }: Transcript): Finding[] {
  return Object.entries(persona.expect.slots ?? {}).map(([key, pattern]) => {
    const slot = facts.slots[key];
    return result(
      `slot ${key}`,
      slot !== undefined && new RegExp(pattern, 'iu').test(slot.value),
      slot ? `"${slot.value}" (${slot.confidence.toFixed(2)})` : 'not found',
    );
  });
}

function wanted({ persona, said }: Transcript): Finding[] {
  const { says = [], neverSays = [] } = persona.expect;
  const inStep = (step: number | undefined): Said[] =>
    said.filter(one => business(one) && (step === undefined || one.step === step));
  return [
    ...says.map(one =>
      result(
        `says: ${one.what}`,
        inStep(one.step).some(message =>
          new RegExp(one.pattern, 'iu').test(`${message.text} ${message.buttons.join(' ')}`),
        ),
        one.what,
      ),
    ),
    ...neverSays.map(one => {
      const found = inStep(one.step).find(message =>
        new RegExp(one.pattern, 'iu').test(`${message.text} ${message.buttons.join(' ')}`),
      );
      return result(`never: ${one.what}`, !found, found ? `"${found.text}"` : one.what);
    }),
  ];
}

function people({ persona, facts }: Transcript): Finding[] {
  const { person } = persona.expect;
  if (person === undefined) return [];
  const reasons = facts.escalation?.reasons ?? [];
  const is = reasons.length === 0 ? 'nobody was called' : `a person was called: ${reasons.join(', ')}`;
  if (person === 'never') return [result('no person needed', reasons.length === 0, is)];
  if (person === 'any') return [result('a person is called', reasons.length > 0, is)];
  return [
    result(
      'a person is called',
      person.for.some(reason => reasons.includes(reason)),
      `${is} (wanted: ${person.for.join(' or ')})`,
    ),
  ];
}

function optOut({ persona, said, facts }: Transcript): Finding[] {
  const { silentAfter } = persona.expect;
  if (silentAfter === undefined) return [];
  const late = said.filter(one => business(one) && one.step >= silentAfter);
  return [
    result(
      'opt-out honoured',
      late.length === 0,
      late.length === 0 ? 'silence afterwards' : `still said: "${late[0]?.text}"`,
    ),
    result('opt-out recorded', facts.optedOut, facts.optedOut ? 'on the contact' : 'the contact is not opted out'),
  ];
}

/** The plan is complete: what is not in it must not come. */
function followUps({ persona, said }: Transcript): Finding[] {
  const waits = persona.steps.flatMap((step, index) => (step.do === 'wait' ? [index] : []));
  if (waits.length === 0) return [];
  const plan = persona.expect.followUps ?? [];
  const first = waits[0] ?? 0;
  const base = said.findLast(one => !business(one) && one.step < first)?.at ?? 0;
  const came = said.filter(one => business(one) && waits.includes(one.step));
  const words = came.map(
    one => `${((one.at - base) / HOUR_MS).toFixed(1)} h ${one.kind === 'template' ? 'template' : 'text'}`,
  );
  const fits =
    came.length === plan.length &&
    plan.every((step, index) => {
      const one = came[index];
      if (!one) return false;
      const hours = (one.at - base) / HOUR_MS;
      return (
        Math.abs(hours - step.afterHours) <= step.within && (one.kind === 'template') === (step.kind === 'template')
      );
    });
  return [
    result(
      'follow-ups',
      fits,
      `${words.join(', ') || 'none'}${fits ? '' : ` (wanted: ${plan.map(step => `${step.afterHours} h ${step.kind}`).join(', ') || 'none'})`}`,
    ),
  ];
}

/** In their order, at most twice each, never again after a no. */
function ctas({ persona, said }: Transcript, rules: Rules): Finding[] {
  const offers = said.flatMap((one, index) => {
    if (!business(one) || one.kind === 'template') return [];
    const text = `${one.text} ${one.buttons.join(' ')}`;
    return rules.ctas
      .filter(
        cta =>
          (cta.link ? new RegExp(`${escaped(cta.link)}(?![\\w/])`, 'i').test(text) : false) ||
          one.buttons.includes(cta.label),
      )
      .map(cta => ({ type: cta.type, index, step: one.step }));
  });
  const findings: Finding[] = [];
  const first = offers[0];
  const order = rules.ctas.findIndex(cta => cta.type === first?.type);
  if (first) findings.push(result('CTA order', order <= 1, `${rules.ctas[order]?.label} came first`));
  for (const cta of rules.ctas) {
    const count = offers.filter(offer => offer.type === cta.type).length;
    // A link the customer asks for again is an answer, not an offer.
    if (count > 2 && !cta.repeatable)
      findings.push(wrong('CTA at most twice', `${cta.label} was offered ${count} times`));
  }
  const { declinesAfter } = persona.expect;
  if (declinesAfter !== undefined) {
    const again = offers.find(offer => offer.step > declinesAfter && offer.type === rules.ctas[0]?.type);
    findings.push(
      result('no CTA after a no', !again, again ? `offered again: "${said[again.index]?.text}"` : 'not offered again'),
    );
  }
  return findings;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function owningUp({ persona, said }: Transcript): Finding[] {
  const { asksIfBot } = persona.expect;
  if (asksIfBot === undefined) return [];
  const answer = said.filter(one => business(one) && one.step === asksIfBot);
  const owns = answer.some(one =>
    /\b(?:virtual|assistant|asistente|bot|ai|automated|digital|not a (?:human|person))\b|असिस्टेंट|सहायक|colleague|colega/iu.test(
      one.text,
    ),
  );
  return [result('owns up to being an assistant', owns, answer.map(one => `"${one.text}"`).join(' ') || 'no answer')];
}
