/** Exit codes of the contract. */
export const EXIT = { fine: 0, failed: 1, badInput: 2, degraded: 3 } as const;
