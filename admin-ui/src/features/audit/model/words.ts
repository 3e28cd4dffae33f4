/** What the audit log says, in plain words. */
import { words } from '../../../lib/format.ts';
import { t } from '../../../lib/language.ts';
import { ESCALATION_LABELS, OWNER_LABELS, REASON_LABELS, STAGE_LABELS } from '../../inbox/model/labels.ts';
import { ACTIONS, NAMES } from './actions.ts';

const KNOWN: Record<string, string> = { ...STAGE_LABELS, ...OWNER_LABELS, ...REASON_LABELS, ...ESCALATION_LABELS };

/** What a payload holds may be called `constructor`. */
const own = (table: Record<string, string>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
const plain = (text: string): string => text.replaceAll('_', ' ');
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `second_factor.on` → `Second factor: on` */
export function told(action: string): string {
  const known = own(ACTIONS, action);
  if (known) return known;
  const [area = '', ...rest] = action.split('.');
  const first = capital(plain(area).replace(/^api\b/, 'API'));
  return `${first}${rest.length > 0 ? `: ${rest.map(plain).join(' ')}` : ''}`;
}

/** A value as people read it: names of ours become words (`NEEDS_HUMAN`), everything else stays as it was written. */
function shown(value: unknown): string {
  if (typeof value === 'string') return own(KNOWN, value) ?? (/^[A-Z][A-Z_]+$/.test(value) ? words(value) : value);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return JSON.stringify(value);
}

/** `{ from: 'NEW', to: 'QUALIFYING', reason: 'CTA_PUSH' }` → `New → qualifying · offers the next step` */
export function details(payload: Record<string, unknown>): string {
  const { from, to, reason, ...rest } = payload;
  const parts = Object.entries(rest).map(([name, value]) => `${own(NAMES, name) ?? plain(name)}: ${shown(value)}`);
  if (to !== undefined)
    parts.unshift(
      from === undefined || from === null ? t('to: {to}', { to: shown(to) }) : `${shown(from)} → ${shown(to)}`,
    );
  else if (from !== undefined) parts.unshift(t('from: {from}', { from: shown(from) }));
  if (reason !== undefined) parts.push(shown(reason));
  return parts.join(' · ');
}
