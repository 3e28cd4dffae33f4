/** What kind of thing an intake field asks for, told from its key and question. */
import type { ChecklistField } from '../prompt/rules.ts';
import { termSet } from './lexicon.ts';

export type FieldKind =
  | 'name'
  | 'email'
  | 'phone'
  | 'date'
  | 'money'
  | 'place'
  | 'people'
  | 'nights'
  | 'bedrooms'
  | 'experience'
  | 'insurance'
  | 'reason'
  | 'timeline'
  | 'business'
  | 'website'
  | 'language'
  | 'number'
  | 'other';

const KINDS: [FieldKind, RegExp][] = [
  ['reason', /reason|purpose|goal/],
  ['email', /e-?mail/],
  ['phone', /phone|mobile|whatsapp_?number|contact_?number/],
  ['website', /website|url/],
  ['language', /language/],
  [
    'date',
    /(^|_)(day|date|time|when|slot|schedule|checkin|check_in|checkout|check_out|arrival|appointment|availability)(_|$)|preferred_(day|time|date)/,
  ],
  ['timeline', /timeline|move_?in|start|how_soon|urgency|possession/],
  ['money', /budget|amount|capital|price|invest|income|money|spend|salary/],
  ['nights', /nights?(_|$)|stay_?length|length_of_stay/],
  ['bedrooms', /bed_?rooms?|bhk|beds/],
  ['people', /guests?|people|party|adults|persons|travell?ers|headcount|team_?size|children/],
  ['insurance', /insurance/],
  ['experience', /experience|level|skill|background/],
  ['business', /business|company|organi[sz]ation/],
  ['name', /(^|_)name($|_)/],
  ['place', /city|location|area|neighbou?rhood|country|address|where|region|locality/],
  [
    'reason',
    /reason|need|interest|service|goal|purpose|case|matter|issue|problem|looking|treatment|requirement|course|room_?type|property_?type|topic|procedure|what/,
  ],
  ['number', /count|number|quantity|how_many|age|years/],
];

export function kindOfField(field: { key: string; question?: string }): FieldKind {
  const key = field.key.toLowerCase().replace(/([a-z])([A-Z])/g, '$1_$2');
  return KINDS.find(([, pattern]) => pattern.test(key))?.[0] ?? 'other';
}

/** Terms that a field is about: from its key and its question. */
export function termsOfField(field: ChecklistField): Set<string> {
  return termSet(`${field.key.replaceAll('_', ' ').replaceAll('.', ' ')} ${field.question}`);
}
