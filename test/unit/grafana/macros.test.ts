import { describe, expect, it } from '@jest/globals';
import { expandPromQl, expandSql, type GrafanaContext } from '../../support/grafana-macros.ts';

const context: GrafanaContext = {
  fromMs: Date.UTC(2026, 10, 20, 6),
  toMs: Date.UTC(2026, 10, 20, 12),
  intervalSeconds: 30,
  rateIntervalSeconds: 60,
  variables: { host: { all: '.*' }, target: { values: ['shop/web#1', 'a.b'] } },
};

describe('PromQL', () => {
  it('knows the spans', () => {
    expect(expandPromQl('[$__rate_interval] [$__interval] [$__range]', context)).toBe('[60s] [30s] [21600s]');
  });

  it('makes a regex of values, and leaves "All" as it is', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax
    expect(expandPromQl('{host=~"$host", target=~"${target}"}', context)).toBe(
      String.raw`{host=~".*", target=~"(shop/web#1|a\\.b)"}`,
    );
  });
});

describe('SQL', () => {
  it('knows the macros', () => {
    expect(expandSql('WHERE $__timeFilter(m.timestamp)', context)).toBe(
      "WHERE m.timestamp BETWEEN '2026-11-20T06:00:00.000Z' AND '2026-11-20T12:00:00.000Z'",
    );
    expect(expandSql('SELECT $__timeGroupAlias(timestamp, $__interval)', context)).toBe(
      'SELECT floor(extract(epoch from timestamp)/30)*30 AS "time"',
    );
  });

  it('refuses a macro that Grafana does not know', () => {
    expect(() => expandSql('$__timeFliter(timestamp)', context)).toThrow('unknown macro $__timeFliter');
  });

  it('quotes values, and escapes them where a regex is asked for', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax
    expect(expandSql('IN ($target) ~ ${target:regex}', context)).toBe(
      String.raw`IN ('shop/web#1','a.b') ~ (shop\/web#1|a\.b)`,
    );
  });

  it('leaves dollar quotes alone', () => {
    expect(expandSql("concat('^(', $v$${host:regex}$v$, ')$')", context)).toBe("concat('^(', $v$.*$v$, ')$')");
  });
});
