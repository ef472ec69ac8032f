/** How much of anything the gate looks at; more is denied. */
export const LIMITS = {
  commandLength: 8_192,
  words: 256,
  commands: 16,
  pathLength: 1_024,
  /** How often a word may be cut at = : @ and , to look for paths in it. */
  wordParts: 16,
  fileLength: 262_144,
  /** Reading a larger one as YAML could take seconds. */
  yamlLength: 65_536,
  patternLength: 2_048,
  /** Entries of a list in an input. */
  listed: 64,
} as const;
