import Anthropic from '@anthropic-ai/sdk';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { DIAGNOSIS_RULES, readDiagnosis } from '../escalation/diagnosis.ts';
import type { Diagnose } from '../escalation/launch.ts';

const TIMEOUT_MS = 30_000;
const MAX_TOKENS = 700;
const MAX_PROMPT = 60_000;
/** Small and fast: it only sorts. */
const MODEL = 'claude-haiku-4-5';
const ANTHROPIC = 'https://api.anthropic.com';

export interface DiagnoseOptions {
  readonly apiKey: string;
  /** Undefined: Anthropic's. */
  readonly baseUrl: string | undefined;
  readonly model: string | undefined;
  readonly logger: Logger;
  readonly timeoutMs?: number;
}

/**
 * One call of the Messages API without tools: nothing that is in the prompt can act. Bounded in time, in the length of the
 * question and of the answer, never tried twice: a diagnosis is welcome, nobody waits for it. The key goes to the given
 * address and to no other one, whatever the environment says.
 */
export function createDiagnose(options: DiagnoseOptions): Diagnose {
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? ANTHROPIC,
    maxRetries: 0,
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    logLevel: 'off',
  });
  return async (prompt) => {
    try {
      const answer = await client.messages.create(
        {
          model: options.model ?? MODEL,
          max_tokens: MAX_TOKENS,
          system: DIAGNOSIS_RULES,
          messages: [{ role: 'user', content: prompt.slice(0, MAX_PROMPT).toWellFormed() }],
        },
        // The client's own timeout ends with the first byte; this one does not.
        { signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS) },
      );
      const text = answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      const diagnosis = readDiagnosis(text);
      if (diagnosis === undefined)
        options.logger.warn('diagnosis_failed', { reason: 'the answer is not of the asked form' });
      return diagnosis;
    } catch (error) {
      options.logger.warn('diagnosis_failed', { reason: messageOf(error) });
      return undefined;
    }
  };
}
