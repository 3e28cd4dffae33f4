/** What the form of a new experiment holds, as it is typed. Pure. */
import type { z } from 'zod';
import type { newExperimentSchema } from '../../../../../api/contracts/playbooks.ts';

export interface VariantForm {
  key: string;
  weight: string;
  maxWords: string;
  formality: '' | 'formal' | 'professional' | 'casual';
  persuasion: '' | 'soft' | 'moderate' | 'firm';
  ctaTiming: '' | 'early' | 'late';
  followUpFactor: string;
}

export const emptyVariant = (key: string): VariantForm => ({
  key,
  weight: '1',
  maxWords: '',
  formality: '',
  persuasion: '',
  ctaTiming: '',
  followUpFactor: '',
});

const number = (text: string): number => Number(text.trim().replace(',', '.'));
const iso = (local: string): string | null => (local === '' ? null : new Date(local).toISOString());

/** As the api takes it; what is no number stays wrong, and the api says where. */
export const bodyOf = ({
  name,
  variants,
  starts,
  ends,
}: {
  name: string;
  variants: readonly VariantForm[];
  /** Of `datetime-local` fields: in the zone of the browser. */
  starts: string;
  ends: string;
}): z.input<typeof newExperimentSchema> => ({
  name: name.trim(),
  variants: variants.map(({ key, weight, maxWords, formality, persuasion, ctaTiming, followUpFactor }) => ({
    key: key.trim(),
    weight: number(weight),
    patch: {
      ...(maxWords.trim() === '' ? {} : { maxWords: number(maxWords) }),
      ...(formality === '' ? {} : { formality }),
      ...(persuasion === '' ? {} : { persuasion }),
      ...(ctaTiming === '' ? {} : { ctaTiming }),
      ...(followUpFactor.trim() === '' ? {} : { followUpFactor: number(followUpFactor) }),
    },
  })),
  startsAt: iso(starts),
  endsAt: iso(ends),
});
