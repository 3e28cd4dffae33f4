/** A UUID made of a number, so that addresses stay the same from one start to the next. */
export const idOf = (area: number, number: number): string =>
  `00000000-0000-4000-8${String(area).padStart(3, '0')}-${number.toString(16).padStart(12, '0')}`;

let last = 0;
export const freshId = (): string => idOf(999, ++last);
