/** Those whose label holds every typed word, in any order; ones that start with the text first. */
export const matchCommands = <Named extends { label: string; group: string }>(
  all: readonly Named[],
  text: string,
): Named[] => {
  const typed = text.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (typed.length === 0) return [...all];
  const hits = all.filter(entry => {
    const hay = `${entry.label} ${entry.group}`.toLocaleLowerCase();
    return typed.every(word => hay.includes(word));
  });
  const starts = (entry: Named) => entry.label.toLocaleLowerCase().startsWith(typed.join(' '));
  return [...hits.filter(starts), ...hits.filter(entry => !starts(entry))];
};
