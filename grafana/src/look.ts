import {
  type DynamicConfigValue,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** One colour, one meaning, on every panel. */
export const COLOUR = { good: 'green', warning: 'orange', bad: 'red', neutral: 'blue', unknown: 'gray' } as const;
export type Colour = (typeof COLOUR)[keyof typeof COLOUR];

/** `base` below the first step; each step holds from its value upwards. */
export const thresholds = (base: Colour, ...steps: readonly [number, Colour][]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...steps.map(([value, color]) => ({ value, color }))]);

export const words = (texts: Readonly<Record<string, readonly [string, Colour]>>): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(texts).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];

export const fixedColour = (colour: Colour): DynamicConfigValue => ({
  id: 'color',
  value: { mode: FieldColorModeId.Fixed, fixedColor: colour },
});

export const SEVERITY_WORDS = words({
  critical: ['critical', COLOUR.bad],
  warning: ['warning', COLOUR.warning],
  info: ['info', COLOUR.neutral],
});

export const STATUS_WORDS = words({
  open: ['open', COLOUR.warning],
  healing: ['healing', COLOUR.neutral],
  escalated: ['escalated', COLOUR.bad],
  resolved: ['resolved', COLOUR.good],
});

export const ESCALATION_WORDS = words({
  queued: ['queued', COLOUR.warning],
  claimed: ['claimed', COLOUR.neutral],
  running: ['running', COLOUR.neutral],
  awaiting_approval: ['awaiting approval', COLOUR.bad],
  resolved: ['resolved', COLOUR.good],
  inconclusive: ['inconclusive', COLOUR.bad],
  failed: ['failed', COLOUR.bad],
  cancelled: ['cancelled', COLOUR.unknown],
  expired: ['expired', COLOUR.bad],
});

export const VERDICT_WORDS = words({
  healthy: ['healthy', COLOUR.good],
  sick: ['sick', COLOUR.bad],
  unknown: ['unknown', COLOUR.warning],
  off: ['off', COLOUR.unknown],
});

export const OUTCOME_WORDS = words({
  done: ['done', COLOUR.good],
  failed: ['failed', COLOUR.bad],
  timeout: ['timeout', COLOUR.bad],
  gone: ['gone', COLOUR.unknown],
  withdrawn: ['withdrawn', COLOUR.unknown],
  interrupted: ['interrupted', COLOUR.warning],
  'under way': ['under way', COLOUR.neutral],
});
