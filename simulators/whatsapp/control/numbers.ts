/** Numbers that are made while the simulator runs. */
import type { BusinessNumber } from '../records.ts';
import { ControlError, type World } from '../world.ts';

export interface NewNumber {
  name?: string;
  /** With country code; a made-up one when left out. */
  displayPhoneNumber?: string;
}

const KEY = 'numbers';

const saved = (world: World): BusinessNumber[] =>
  (world.stores.settings.get(KEY)?.list as BusinessNumber[] | undefined) ?? [];

/** Brings back what was made before a restart. */
export function knownNumbers(world: World): void {
  const { numbers } = world.options;
  // The caller's own list stays as it was given.
  world.options.numbers = [
    ...numbers,
    ...saved(world).filter(({ phoneNumberId }) => !numbers.some(number => number.phoneNumberId === phoneNumberId)),
  ];
}

export function addNumber(world: World, { name, displayPhoneNumber }: NewNumber): BusinessNumber {
  const { numbers } = world.options;
  const first = numbers[0];
  if (!first) throw new ControlError(409, 'There is no number to take the account from.');
  const highest = numbers.reduce(
    (most, { phoneNumberId }) => (BigInt(phoneNumberId) > most ? BigInt(phoneNumberId) : most),
    0n,
  );
  const digits = displayPhoneNumber?.replace(/\D/g, '') ?? `1555${String(3_000_000 + numbers.length).padStart(7, '0')}`;
  if (digits.length < 7 || digits.length > 15)
    throw new ControlError(400, 'displayPhoneNumber is no phone number with country code.');
  const made: BusinessNumber = {
    phoneNumberId: String(highest + 1n),
    displayPhoneNumber: `+${digits}`,
    wabaId: first.wabaId,
    ...(typeof name === 'string' && name.trim() !== '' ? { name: name.trim().slice(0, 120) } : {}),
  };
  world.stores.settings.set(KEY, { list: [...saved(world), made] });
  world.options.numbers = [...numbers, made];
  return made;
}
