import { z } from 'zod';
import type { Order } from '../incidents/orders.ts';
import { by, endFields, endOf, hasOneEnd, ONE_END } from './fields.ts';

const text = z.string({ error: 'should be text' }).max(100_000, { error: 'should be at most 100000 characters' });

/** What the requests hold that do something with an incident. */
export const ORDER_BODIES = {
  acknowledge: z.strictObject({ by }),
  snooze: z.strictObject({ by, ...endFields }).refine(hasOneEnd, ONE_END),
  mute: z.strictObject({ by }),
  unmute: z.strictObject({ by }),
  escalate: z.strictObject({ by }),
  comment: z.strictObject({ by, text }),
  resolve: z.strictObject({ by, text: text.optional() }),
} as const;

export const ORDER_KINDS = Object.keys(ORDER_BODIES) as Order['kind'][];

type Body<K extends Order['kind']> = z.output<(typeof ORDER_BODIES)[K]>;

/** The body of a request as the order that it means. */
export function orderOf(kind: Order['kind'], body: Body<Order['kind']>, now: number): Order {
  switch (kind) {
    case 'snooze':
      return { kind, by: body.by, until: endOf(body as Body<'snooze'>, now) };
    case 'comment':
      return { kind, ...(body as Body<'comment'>) };
    case 'resolve':
      return { kind, by: body.by, text: (body as Body<'resolve'>).text };
    default:
      return { kind, by: body.by };
  }
}
