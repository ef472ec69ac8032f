import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * `event` is a stable name from the contract (container_unhealthy, restarting_container, …); the rest are fields.
 * The fields `level`, `message` and `timestamp` are the logger's own.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Sink for people (stderr) and for machines (JSON Lines, rotated by day and at 100 MB, gzipped, kept 30 days). */
export interface LogOptions {
  level: string;
  /** Folder for `paramedic.log`; absent: no file. */
  directory?: string | undefined;
  /** `json`: one JSON object a line on stderr; `text`: readable lines. */
  console: 'json' | 'text' | 'off';
}

const stamp = winston.format((entry) => {
  entry.timestamp ??= new Date().toISOString();
  return entry;
});

const json = winston.format.printf((entry) => {
  const { timestamp, level, message, ...fields } = entry;
  return JSON.stringify({ timestamp, level, event: message, ...fields });
});

const text = winston.format.printf((entry) => {
  const { timestamp, level, message, ...fields } = entry;
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  // Control characters in text from containers could rewrite a terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  const line = `${pairs.join(' ')}`.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return `${String(timestamp).slice(11, 19)} ${level.padEnd(5)} ${message} ${line}`.trimEnd();
});

export function createLogger(options: LogOptions): Logger & { close(): Promise<void> } {
  const transports: winston.transport[] = [];
  if (options.console !== 'off') {
    transports.push(
      new winston.transports.Console({
        stderrLevels: ['error', 'warn', 'info', 'debug'],
        format: options.console === 'json' ? json : text,
      }),
    );
  }
  if (options.directory !== undefined) {
    transports.push(
      new DailyRotateFile({
        dirname: options.directory,
        filename: 'paramedic-%DATE%.log',
        symlinkName: 'paramedic.log',
        createSymlink: true,
        auditFile: `${options.directory}/.rotation.json`,
        maxSize: '100m',
        maxFiles: '30d',
        zippedArchive: true,
        format: json,
      }),
    );
  }
  const logger = winston.createLogger({
    level: options.level,
    format: stamp(),
    transports,
    silent: transports.length === 0,
  });
  const log = (level: string) => (event: string, fields?: LogFields) =>
    void logger.log({ ...fields, level, message: event });
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    close: () =>
      new Promise((resolve) => {
        logger.once('finish', () => resolve());
        logger.end();
      }),
  };
}
