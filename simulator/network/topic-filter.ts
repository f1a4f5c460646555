/** Whether a topic filter matches a topic: MQTT 3.1.1, 4.7. `+` is one level, `#` the rest and the level above it. */
export function matchesFilter(filter: string, topic: string): boolean {
  if (!/[#+]/.test(filter)) return filter === topic;
  const filterLevels = filter.split('/');
  const topicLevels = topic.split('/');
  // 4.7.2-1: a wildcard at the start does not match topics of the broker's own.
  if (topic.startsWith('$') && (filter.startsWith('#') || filter.startsWith('+'))) return false;
  for (const [depth, level] of filterLevels.entries()) {
    if (level === '#') return true;
    const named = topicLevels[depth];
    if (named === undefined || (level !== '+' && level !== named)) return false;
  }
  return filterLevels.length === topicLevels.length;
}
