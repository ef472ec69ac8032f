/** Something a person should know and can mend; shown in the log once, in `status` and in `doctor`. */
export interface Finding {
  /** Stable name, for example `bad_label`, `near_miss_label`, `engine_unreachable`. */
  code: string;
  /** Container target, setting key, or part of Paramedic. */
  subject: string;
  /** What it is. */
  message: string;
  cure: string;
}
