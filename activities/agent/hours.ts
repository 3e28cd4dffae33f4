/** B-AI-4: what the agent knows of the hours in which people answer. */
import type { Opening } from '../../domain/playbook/hour-texts.ts';
import type { Playbook } from '../../domain/playbook/playbook.ts';
import { businessTime } from '../../domain/zone/business-hours.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function shown(at: number, zone: string): string {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(zone, found);
  }
  return `${found.format(at)} (${zone})`;
}

/** None where the playbook's business hours are off. The agent answers at any time; a person does not. */
export function hoursLines(
  { businessHours }: Pick<Playbook, 'businessHours'>,
  now: number,
  organizationZone: string,
): string[] {
  if (!businessHours.enabled) return [];
  const { open, opensAt } = businessTime(businessHours, now, organizationZone);
  if (open) return ['business hours: open now, people of the business can answer'];
  const again = opensAt === null ? '' : `; open again ${shown(opensAt, businessHours.zone ?? organizationZone)}`;
  return [
    `business hours: closed now${again}. Answer what you can; where a person is needed, acknowledge it and say that a person answers in business hours, and when; never promise one sooner`,
  ];
}

/** What stands before the agent's words already, so that it says none of it again (B-SET-2). */
export function openingLines(opening: Opening | null): string[] {
  if (!opening) return [];
  const greeted = opening.kinds.includes('welcome')
    ? ['a fixed welcome stands before your text: do not greet and do not introduce yourself']
    : [];
  const away = opening.kinds.includes('away')
    ? ['a fixed away message stands before your text: do not repeat the business hours']
    : [];
  return [...greeted, ...away];
}
