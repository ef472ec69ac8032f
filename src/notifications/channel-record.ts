/** How a channel has done, by the delivery log. */
export interface ChannelRecord {
  readonly channel: string;
  readonly lastDeliveredAt: number | undefined;
  /** Tries that failed since then, of whatever was told since then. */
  readonly failures: number;
  /** Messages among those that are not tried again. */
  readonly givenUp: number;
  readonly lastError: string | undefined;
  /** Messages that are still to be delivered. */
  readonly waiting: number;
}
