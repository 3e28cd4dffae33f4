/** The month that spending counts in: `2026-11`, in UTC, the same for every process. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
