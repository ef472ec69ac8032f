import { QueryVariableBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './sources.ts';

/** Several values or all; "all" is a regex, not a list, so that thousands of targets make no longer query than one. */
const choice = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });

export const hostVariable = () => choice('host', 'Host', 'label_values(paramedic_container_up, host)');

export const targetVariable = () =>
  choice('target', 'Container', 'label_values(paramedic_container_up{host=~"$host"}, target)');
