/** What the addresses of the settings hold, so that any view of them can be sent to a colleague. */
import { LEAD_SOURCES, type LeadSource } from '../../../../../domain/words.ts';
import { parseSection, type SectionId } from '../../playbooks/model/sections.ts';

type Search = Record<string, unknown>;

const versionOf = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number >= 1 && number <= 2_147_483_647 ? number : undefined;
};
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;

/** Without what is undefined: an address says only what it knows. */
function known<Found extends Search>(found: Found): { [Key in keyof Found]?: NonNullable<Found[Key]> } {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as never;
}

export const parseEditorSearch = (search: Search): { section?: SectionId; version?: number } =>
  known({ section: parseSection(search.section), version: versionOf(search.version) });

export const parseDiffSearch = (search: Search): { from?: number; to?: number } =>
  known({ from: versionOf(search.from), to: versionOf(search.to) });

export interface CostSearch {
  month?: string;
  source?: LeadSource;
  campaign?: string;
  by?: 'campaign';
}

export const parseCostSearch = (search: Search): CostSearch =>
  known({
    month:
      typeof search.month === 'string' && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(search.month) ? search.month : undefined,
    source: LEAD_SOURCES.find(source => source === search.source),
    campaign: textOf(search.campaign),
    by: search.by === 'campaign' ? ('campaign' as const) : undefined,
  });

export const parseEvalSearch = (search: Search): { playbook?: string; version?: number } =>
  known({ playbook: textOf(search.playbook), version: versionOf(search.version) });
