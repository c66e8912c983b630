/** Puts an entry last in a map, which keeps that many: what was put there longest ago goes. */
export const keepLast = <K, V>(map: Map<K, V>, [key, value]: readonly [K, V], most: number): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
};
